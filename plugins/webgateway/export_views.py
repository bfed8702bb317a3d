"""Whole images as files of their own: OME-TIFF, and movies."""

from __future__ import annotations

from collections.abc import Iterator

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from omeropyr.api import (
    ExportFormat,
    ImageSummary,
    Invalid,
    MovieFormat,
    MovieRequest,
    NotFound,
    archived,
    made_response,
    saved_name,
)

from .apply import apply
from .caching import picture_tag
from .contexts import ImageContext
from .exports import Export, export_name, requested_export
from .grammar import parse_rendering
from .jsonp import callback_name, script
from .numbers import decimal, integer
from .packing import made_in_turn

MOVIES = {
    "": MovieFormat.MP4,
    "quicktime": MovieFormat.MP4,
    "mpeg": MovieFormat.MP4,
    "wmv": MovieFormat.MP4,
    "mp4": MovieFormat.MP4,
    "webm": MovieFormat.WEBM,
}
"""Old clients name formats that no browser plays any more; they get MP4."""
FRAMES_PER_SECOND = 4.0
CANVAS = 512
"""Smaller movies are shown in the middle of a black square of this side."""


@view_config(route_name="webgateway_render_ome_tiff", family="R")
def render_ome_tiff(request: Request) -> Response:
    """One image as OME-TIFF, or all of a container as a ZIP of them; `dryrun` only counts."""
    export = requested_export(request)
    if request.GET.get("dryrun"):
        return script(len(export.images), callback_name(request))
    if not export.images:
        raise NotFound("image to export", request.matchdict["cid"])
    return _single(request, export.images[0]) if len(export.images) == 1 else _several(request, export)


def _single(request: Request, image: ImageSummary) -> Response:
    whole = request.gateway.images.get(image.id)
    return made_response(
        request,
        export_name(image),
        lambda: request.gateway.pixels.export(image.id, ExportFormat.OME_TIFF),
        content_type="image/tiff",
        tag=picture_tag(image, whole),
    )


def _several(request: Request, export: Export) -> Response:
    pixels = request.gateway.pixels

    def make(image: ImageSummary) -> Iterator[bytes]:
        pieces: Iterator[bytes] = pixels.export(image.id, ExportFormat.OME_TIFF)
        return pieces

    entries = made_in_turn([(saved_name(export_name(image)), image) for image in export.images], make)
    return made_response(request, f"{export.name}.zip", lambda: archived(entries), content_type="application/zip")


@view_config(route_name="webgateway_render_movie", family="R")
def render_movie(context: ImageContext, request: Request) -> Response:
    """Through Z or T. Raises NotSupported where movies cannot be written."""
    image, pixels = context.image, context.session.pixels
    wanted = _movie(request, image)
    settings = apply(parse_rendering(request.GET), pixels.settings(image.id), image.size_z)
    return made_response(
        request,
        f"{image.name}.{wanted.format.value}",
        lambda: pixels.movie(image.id, settings, wanted),
        content_type=f"video/{wanted.format.value}",
        tag=picture_tag(image, settings, wanted),
    )


def _movie(request: Request, image: ImageSummary) -> MovieRequest:
    """Raises Invalid for a parameter that cannot be read, NotFound for a position outside the image."""
    axis, position = request.matchdict["axis"], integer(request.matchdict["pos"])
    others = image.size_t if axis == "z" else image.size_z
    if position is None or not 1 <= position <= others:
        raise NotFound("movie at position", request.matchdict["pos"])
    chosen, rate = request.GET.get("format", ""), request.GET.get("fps", "")
    if chosen not in MOVIES:
        raise Invalid("format", f"must be one of {', '.join(filter(None, MOVIES))}")
    frames = decimal(rate) if rate else FRAMES_PER_SECOND
    if frames is None:
        raise Invalid("fps", "Frames per second are a number, as in fps=4.")
    return MovieRequest(
        axis=axis, at=position - 1, frames_per_second=frames, shortest_side=CANVAS, format=MOVIES[chosen]
    )
