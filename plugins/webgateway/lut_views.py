"""The look-up tables of the store: their names, their colours, and one picture of them all."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from omeropyr.api import LookupTable

from .caching import tag_by_content
from .lut_sprite import ROWS, row_of

GRADIENT = "gradient.png"
"""What clients call the last row of the picture, which is no look-up table."""
FOLDER = "/luts/"
"""Of tables that the store does not have."""
BYTES_PER_COLOR = 3


@view_config(route_name="webgateway_luts", family="J", renderer="json")
@view_config(route_name="webclient_luts", family="J", renderer="json")
def luts(request: Request) -> dict[str, Any]:
    """Their rows in both pictures: `png_...` is that among the static files, `png_..._new` that of `luts_png`."""
    pixels = request.gateway.pixels
    tables = pixels.lookup_tables()
    listed = [_described(row, table) for row, table in enumerate(tables)]
    if request.GET.get("rgb") == "true":
        listed = [{**entry, "rgb": pixels.lookup_colors(entry["name"])} for entry in listed]
    paths = {table.name: table.path for table in tables}
    return {
        "luts": listed,
        "png_luts": [*(paths.get(name, FOLDER) + name for name in ROWS), GRADIENT],
        "png_luts_new": [*(table.path + table.name for table in tables), GRADIENT],
    }


def _described(row: int, table: LookupTable) -> dict[str, Any]:
    return {
        "id": table.id,
        "path": table.path,
        "name": table.name,
        "size": table.length * BYTES_PER_COLOR,
        "png_index": row_of(table.name),
        "png_index_new": row,
    }


@view_config(route_name="webgateway_luts_png", family="R")
def luts_png(request: Request) -> Response:
    return tag_by_content(Response(request.gateway.pixels.lookup_strip(), content_type="image/png"))
