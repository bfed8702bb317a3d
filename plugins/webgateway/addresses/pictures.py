"""Rendered planes, tiles and regions, all channels side by side, and intensities along a line."""

from __future__ import annotations

from .address import IMAGE, PLANE, PROJECTION, RENDERING, ZT, Group, Parameter, plane

TILE = Parameter("tile", "`level,column,row` or `level,column,row,width,height`; level 0 is full size")
REGION = Parameter("region", "`x,y,width,height` in pixels of the full image")

PICTURES = Group(
    "pictures",
    "Rendered planes, tiles and regions, all channels side by side, and intensities along a line.",
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
        plane(
            "render_image_rdef",
            f"render_image_rdef/{IMAGE}{PLANE}",
            "the same as `render_image`; `m` and, for each entry of `c`, window and colour must be there",
            "render_image_rdef/1/0/0/?c=1|0:255$FF0000&m=c",
            *RENDERING,
            PROJECTION,
        ),
        plane(
            "render_image_region_rdef",
            f"render_image_region_rdef/{IMAGE}{ZT}",
            "the same as `render_image_region`; `m` and, for each entry of `c`, window and colour must be there",
            "render_image_region_rdef/1/0/0/?tile=0,0,0,256,256&c=1|0:255$FF0000&m=c",
            TILE,
            REGION,
            *RENDERING,
        ),
        plane(
            "render_split_channel",
            f"render_split_channel/{IMAGE}{ZT}",
            "each channel by itself and all together, side by side as JPEG",
            "render_split_channel/1/0/0/?m=g",
            *RENDERING,
            PROJECTION,
            webclient=True,
        ),
        plane(
            "render_row_plot",
            f"render_row_plot/{IMAGE}{ZT}{{place:[0-9]+}}/{{line:(?:[0-9]+/)?}}",
            "intensities along a row (and, as a number after it, how thick the row is marked) as GIF",
            "render_row_plot/1/0/0/10/",
            *RENDERING,
            webclient=True,
        ),
        plane(
            "render_col_plot",
            f"render_col_plot/{IMAGE}{ZT}{{place:[0-9]+}}/{{line:(?:[0-9]+/)?}}",
            "intensities along a column as GIF",
            "render_col_plot/1/0/0/10/2/",
            *RENDERING,
            webclient=True,
        ),
    ),
)
