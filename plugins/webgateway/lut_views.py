"""The look-up tables of the store: their names, their colours, and one picture of them all."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from omeropyr.api import LookupTable

from .caching import tag_by_content

GRADIENT = "gradient.png"
"""What clients call the last row of the picture, which is no look-up table."""
BYTES_PER_COLOR = 3


@view_config(route_name="webgateway_luts", family="J", renderer="json")
@view_config(route_name="webclient_luts", family="J", renderer="json")
def luts(request: Request) -> dict[str, Any]:
    """Old clients know a picture among the static files, new ones `luts_png`: here the two are the same."""
    pixels = request.gateway.pixels
    tables = pixels.lookup_tables()
    listed = [_described(row, table) for row, table in enumerate(tables)]
    if request.GET.get("rgb") == "true":
        listed = [{**entry, "rgb": pixels.lookup_colors(entry["name"])} for entry in listed]
    rows = [*(table.path + table.name for table in tables), GRADIENT]
    return {"luts": listed, "png_luts": rows, "png_luts_new": rows}


def _described(row: int, table: LookupTable) -> dict[str, Any]:
    return {
        "id": table.id,
        "path": table.path,
        "name": table.name,
        "size": table.length * BYTES_PER_COLOR,
        "png_index": row,
        "png_index_new": row,
    }


@view_config(route_name="webgateway_luts_png", family="R")
def luts_png(request: Request) -> Response:
    return tag_by_content(Response(request.gateway.pixels.lookup_strip(), content_type="image/png"))
