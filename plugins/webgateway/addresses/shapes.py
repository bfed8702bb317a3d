"""Pictures of regions of interest."""

from __future__ import annotations

from .address import Address, Group

SHAPES = Group(
    "shapes",
    "Pictures of regions of interest.",
    (
        Address(
            name="render_shape_mask",
            path="render_shape_mask/{shape:[0-9]+}/",
            returns="a mask as PNG with transparency, in its fill colour",
            example="render_shape_mask/1/",
        ),
    ),
)
