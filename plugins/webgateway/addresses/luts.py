"""Histograms of channels, and the look-up tables that may colour them."""

from __future__ import annotations

from .address import IMAGE, Address, Group, Parameter, image

LUTS = Group(
    "luts",
    "Histograms of channels, and the look-up tables that may colour them.",
    (
        image(
            "histogram_json",
            f"histogram_json/{IMAGE}channel/{{channel:[0-9]+}}/{{rest:.*}}",
            "how often each brightness occurs in one plane of a channel, as JSON; the channel counts from 0",
            "histogram_json/1/channel/0/?theZ=0&theT=0&bins=256",
            Parameter("theZ, theT", "plane, counted from 0; without, the first"),
            Parameter("bins", "number of counts, 256 if not given"),
        ),
        Address(
            name="luts",
            path="luts/",
            returns="the look-up tables by name, and their rows in the two pictures of them, as JSON",
            example="luts/?rgb=true",
            parameters=(Parameter("rgb", "`true`: with the 256 colours of each"),),
            webclient=True,
        ),
        Address(
            name="luts_png",
            path="luts_png/",
            returns="a PNG with ten rows of pixels for each look-up table, and ten that fade from black",
            example="luts_png/",
        ),
    ),
)
