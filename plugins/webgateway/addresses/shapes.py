"""Pictures of regions of interest."""

from __future__ import annotations

from .address import RENDERING, Address, Group, Parameter

COLOR = Parameter("color", "of the outline: `f00`, `0f0`, `00f`, `ff0`, `fff` or `000`; white if not given")

SHAPES = Group(
    "shapes",
    "Pictures of regions of interest.",
    (
        Address(
            name="render_roi_thumbnail",
            path="render_roi_thumbnail/{roi:[0-9]+}{slash:/?}",
            returns="a small JPEG of what is around the first shape of a ROI that lies on the default plane",
            example="render_roi_thumbnail/1/?color=f00",
            parameters=(COLOR, *RENDERING),
        ),
        Address(
            name="render_shape_thumbnail",
            path="render_shape_thumbnail/{shape:[0-9]+}{slash:/?}",
            returns="a small JPEG of what is around a shape, with its outline",
            example="render_shape_thumbnail/1/?color=f00",
            parameters=(COLOR, *RENDERING),
        ),
        Address(
            name="render_shape_mask",
            path="render_shape_mask/{shape:[0-9]+}/",
            returns="a mask as PNG with transparency, in its fill colour",
            example="render_shape_mask/1/",
        ),
    ),
)
