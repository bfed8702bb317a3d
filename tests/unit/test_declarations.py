"""What an app declares is looked at before anything uses it."""

from __future__ import annotations

from typing import Any

import pytest

from omeropyr.api import App, OpenWith, Panel, Setting, TopLink, integer
from omeropyr.declarations import fault_of, routes_of

COLUMNS = Setting("gallery.columns", integer(minimum=1), 4, "Images side by side.")
LINK = TopLink("Gallery", route="gallery")
PANEL = Panel("gallery", "Gallery", route="gallery_panel")


def gallery(**parts: Any) -> App:
    return App("gallery", title="Gallery", **parts)


def test_a_right_declaration_has_no_fault() -> None:
    assert fault_of(gallery(menu=(LINK,), right_panels=[PANEL], settings=(COLUMNS,)), "gallery") == ""


def test_the_entry_point_and_the_app_have_one_name() -> None:
    assert "'gallery', its entry point 'pictures'" in fault_of(gallery(), "pictures")


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"menu": (LINK)}, "a comma is missing, menu=(TopLink(...),)."),
        ({"settings": COLUMNS}, "its settings is a Setting, not a tuple"),
        ({"menu": (PANEL,)}, "its menu must be a tuple of TopLink"),
        ({"right_panels": None}, "its right_panels must be a tuple of Panel, and None is not."),
        ({"open_with": "gallery"}, "its open_with must be a tuple of OpenWith"),
    ],
)
def test_a_wrong_part_is_named_with_the_remedy(parts: dict[str, Any], words: str) -> None:
    assert words in fault_of(gallery(**parts), "gallery")


def test_every_route_that_is_named_is_known() -> None:
    viewer = OpenWith("Viewer", route="gallery_viewer", supported=("image",))
    app = gallery(menu=(LINK,), centre_panels=(PANEL,), open_with=(viewer,), settings=(COLUMNS,))
    assert list(routes_of(app)) == [
        ("menu", "gallery"),
        ("centre_panels", "gallery_panel"),
        ("open_with", "gallery_viewer"),
    ]
