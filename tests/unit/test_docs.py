"""The documentation is what the code says today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from omeropyr import api
from omeropyr.apps import find_apps
from omeropyr.cli.site import BUILT_IN, settings_page
from omeropyr.gateway.conn import listing

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_page_of_settings_is_up_to_date() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert page.strip() == settings_page(find_apps(BUILT_IN)).strip(), "run: omeropyr settings > docs/configuration.md"


def test_the_page_of_the_connection_is_up_to_date() -> None:
    page = (ROOT / "docs" / "conn.md").read_text(encoding="utf-8")
    assert page == listing.page(), "run: python -m omeropyr.gateway.conn.listing > docs/conn.md"


@pytest.mark.parametrize("document", PAGES, ids=lambda document: document.name)
def test_links_between_pages_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), target


def test_files_named_in_the_architecture_exist() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for name in re.findall(r"`((?:omeropyr|plugins|static|tests)/[\w/.]+)`", text):
        assert (ROOT / name).exists(), name


def test_the_public_door_lists_all_it_has() -> None:
    public = {name for name in vars(api) if not name.startswith("_") and name != "annotations"}
    assert public == set(api.__all__)


def test_every_public_name_of_the_guide_exists() -> None:
    text = (ROOT / "docs" / "apps.md").read_text(encoding="utf-8")
    for names in re.findall(r"from omeropyr\.api import ([\w, ]+)", text):
        assert {name.strip() for name in names.split(",")} <= set(api.__all__)


def test_the_packaged_ini_is_the_one_of_the_checkout() -> None:
    assert (ROOT / "config" / "production.ini").read_text() == (ROOT / "production.ini").read_text()
