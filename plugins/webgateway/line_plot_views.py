"""Plots of a row or a column over the image."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from omeropyr.api import Image, NotFound, Region, RenderSettings

from .apply import apply
from .caching import picture, picture_tag
from .contexts import PlaneContext
from .grammar import parse_rendering
from .line_plots import Curve, Direction, line_plot, require_drawable
from .numbers import integer


@view_config(route_name="webgateway_render_row_plot", family="R")
@view_config(route_name="webclient_render_row_plot", family="R")
def render_row_plot(context: PlaneContext, request: Request) -> Response:
    return _plot(Direction.ROW, context, request)


@view_config(route_name="webgateway_render_col_plot", family="R")
@view_config(route_name="webclient_render_col_plot", family="R")
def render_col_plot(context: PlaneContext, request: Request) -> Response:
    return _plot(Direction.COLUMN, context, request)


def _plot(direction: Direction, context: PlaneContext, request: Request) -> Response:
    """A curve for each active channel in its colour, of the values on the plane itself, not of a projection."""
    image, pixels = context.image, context.session.pixels
    asked = parse_rendering(request.GET)
    stored = pixels.settings(image.id)
    z, t = context.plane(stored)
    settings = apply(asked, stored, image.size_z)
    region = _line(direction, image, request.matchdict["place"])
    thickness = integer(request.matchdict["line"].strip("/") or "1") or 0
    require_drawable(image.size_x, image.size_y, thickness)

    def drawn() -> bytes:
        values = pixels.region(image.id, region, z=z, t=t, channels=settings.active) if settings.active else ()
        lines = [channel.reshape(-1) for channel in values]
        return line_plot(
            direction,
            region.y if direction is Direction.ROW else region.x,
            _curves(image, settings, lines),
            width=image.size_x,
            height=image.size_y,
            thickness=thickness,
        )

    tag = picture_tag(image, settings, image.channels, region, z, t, thickness)
    return picture(request, tag, drawn, "image/gif")


def _line(direction: Direction, image: Image, text: str) -> Region:
    """One pixel high or wide. Raises NotFound for a row or column that the image does not have."""
    size = image.size_y if direction is Direction.ROW else image.size_x
    place = integer(text)
    if place is None or place >= size:
        raise NotFound(direction.value, text)
    return Region(0, 0, place, image.size_x, 1) if direction is Direction.ROW else Region(0, place, 0, 1, image.size_y)


def _curves(image: Image, settings: RenderSettings, lines: Sequence[NDArray[Any]]) -> list[Curve]:
    """`lines` are those of the active channels, each over the range that it has in the whole image."""
    found = []
    for index, values in zip(settings.active, lines, strict=True):
        channel = image.channels[index]
        found.append(Curve(values, channel.minimum, channel.maximum, settings.channels[index].color))
    return found
