"""One store with sample images for all tests that only read it; a fresh one for those that write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from omeropyr.testing.app import Site, make_app
from omeropyr.testing.store import SampleStore, make_store


@pytest.fixture(scope="session")
def shared_store(tmp_path_factory: pytest.TempPathFactory) -> SampleStore:
    return make_store(tmp_path_factory.mktemp("shared") / "store")


@pytest.fixture
def own_store(tmp_path: Path) -> SampleStore:
    """For tests that change something."""
    return make_store(tmp_path / "store")


@pytest.fixture
def make_site(shared_store: SampleStore, tmp_path: Path) -> Callable[..., Site]:
    """Sites on the shared store, each with web sessions of its own."""

    def make(apps: tuple[str, ...] = ("webgateway", "webclient"), **settings: Any) -> Site:
        return make_app(shared_store, apps, **{"session__dir": tmp_path / "sessions", **settings})

    return make


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    """Nobody is signed in."""
    return make_site()


@pytest.fixture
def demo(site: Site) -> Site:
    site.sign_in("demo", "demo")
    return site


@pytest.fixture
def root(site: Site) -> Site:
    site.sign_in("root", "omero")
    return site
