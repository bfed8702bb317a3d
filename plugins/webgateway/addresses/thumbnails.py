"""Small pictures, always from the saved settings."""

from __future__ import annotations

from ..contexts import ImageContext
from .address import IMAGE, SHARE, SIDE, SIZE, Address, Group, Parameter, image

PLANE = Parameter("z, t", "plane, counted from 0; without, the default plane")
SETTINGS = Parameter("rdefId", "settings that somebody saved for the image; without, those that you see it with")

THUMBNAILS = Group(
    "thumbnails",
    "Small pictures, always from the saved settings.",
    (
        image(
            "render_thumbnail",
            f"render_thumbnail/{IMAGE}{SIZE}",
            "a JPEG; one number is the longest side, two are width and height",
            "render_thumbnail/1/96/",
            PLANE,
            SETTINGS,
            webclient=True,
        ),
        image(
            "render_birds_eye_view",
            f"render_birds_eye_view/{IMAGE}{SIDE}",
            "the same as `render_thumbnail`",
            "render_birds_eye_view/1/200/",
            PLANE,
            SETTINGS,
            webclient=True,
        ),
        Address(
            name="get_thumbnail",
            path=f"get_thumbnail/{IMAGE}",
            returns="a `data:` address as a JSON string",
            example="get_thumbnail/1/",
            factory=ImageContext,
            parameters=(PLANE, SETTINGS),
            webclient=True,
            webclient_path=f"get_thumbnail/{IMAGE}{SHARE}",
        ),
        image(
            "get_thumbnail_sized",
            f"get_thumbnail/{IMAGE}{{size:(?:[0-9]+/){{1,2}}}}",
            "the same in another size",
            "get_thumbnail/1/64/",
            PLANE,
            SETTINGS,
        ),
        Address(
            name="get_thumbnails",
            path=f"get_thumbnails/{SIDE}",
            returns="an object: id to `data:` address, null for those that cannot be had",
            example="get_thumbnails/?id=1&id=2",
            parameters=(Parameter("id", "an image; repeated"),),
            webclient=True,
            webclient_path=f"get_thumbnails/{SHARE}",
        ),
    ),
)
