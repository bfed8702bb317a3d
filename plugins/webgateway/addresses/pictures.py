"""Rendered planes, tiles and regions."""

from __future__ import annotations

from .address import IMAGE, PLANE, PROJECTION, RENDERING, ZT, Group, Parameter, plane

TILE = Parameter("tile", "`level,column,row` or `level,column,row,width,height`; level 0 is full size")
REGION = Parameter("region", "`x,y,width,height` in pixels of the full image")

PICTURES = Group(
    "pictures",
    "Rendered planes, tiles and regions.",
    (
        plane(
            "render_image",
            f"render_image/{IMAGE}{PLANE}",
            "a whole plane as JPEG",
            "render_image/1/0/0/?c=1|0:255$FF0000&m=c",
            *RENDERING,
            PROJECTION,
            webclient=True,
        ),
        plane(
            "render_image_region",
            f"render_image_region/{IMAGE}{ZT}",
            "a tile or a region as JPEG",
            "render_image_region/1/0/0/?tile=0,0,0,256,256",
            TILE,
            REGION,
            *RENDERING,
            webclient=True,
        ),
    ),
)
