"""Regions of interest: as JSON, and pictures of them."""

from __future__ import annotations

from .address import IMAGE, RENDERING, Address, Group, Parameter, image

COLOR = Parameter("color", "of the outline: `f00`, `0f0`, `00f`, `ff0`, `fff` or `000`; white if not given")

SHAPES = Group(
    "shapes",
    "Regions of interest: as JSON, and pictures of them.",
    (
        image(
            "get_rois_json",
            f"get_rois_json/{IMAGE}",
            "the regions of an image with their shapes; `[]` for an image that is not there",
            "get_rois_json/1/",
        ),
        Address(
            name="get_shape_json",
            path="get_shape_json/{roi:[0-9]+}/{shape:[0-9]+}/",
            returns="one shape of a region",
            example="get_shape_json/1/1/",
        ),
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
