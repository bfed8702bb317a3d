"""The welcome line, viewers, and the permanent address of an image."""

from __future__ import annotations

from .address import Address, Group, Parameter, image

PAGES = Group(
    "pages",
    "The welcome line, the list of viewers, and the permanent address of an image.",
    (
        Address(
            name="open_with",
            path="open_with/",
            returns="the viewers that objects can be opened with; no login needed",
            example="open_with/",
        ),
        Address(
            name="su",
            path="su/{user}/",
            returns="for administrators: GET asks, POST goes on as that user and answers `true`",
            example="su/demo/",
            methods=("GET", "POST"),
        ),
        image(
            "img_detail",
            "img_detail/{iid:[0-9]+}/",
            "the way to the viewer of an image, with the view that the query string describes",
            "img_detail/1/?c=1&z=2",
            Parameter("z, t", "plane, counted from 1"),
            Parameter("c, m, p, maps", "as for pictures"),
        ),
    ),
)
