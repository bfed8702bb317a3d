"""Rendered images to keep: one by the rendering parameters, several by their saved settings, as a ZIP."""

from __future__ import annotations

from collections.abc import Sequence

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from omeropyr.api import ImageSummary, Invalid, PictureFormat, RenderSettings, archived, made_response, saved_name

from .apply import apply
from .caching import picture_tag
from .contexts import PlaneContext
from .download_views import FORCED
from .families import line
from .grammar import parse_rendering
from .originals import archive_name, distinct, plain_name
from .packing import made_in_turn
from .requested import requested_images

FORMATS = {"jpeg": PictureFormat.JPEG, "png": PictureFormat.PNG, "tif": PictureFormat.TIFF}


@view_config(route_name="webgateway_download_as", family="R")
def download_as(request: Request) -> Response:
    """JPEG, PNG or TIFF."""
    chosen = _format(request)
    images = requested_images(request)
    if not images:
        return line("None of the images that were asked for is there: name them by image=1&image=2.", 500)
    if not all(image.rights.can_download for image in images):
        return Response(status=404, content_type="text/html")
    if len(images) > 1:
        return _several(request, images, chosen)
    stored = request.gateway.pixels.settings(images[0].id)
    return _single(request, images[0], chosen, stored, (stored.z, stored.t))


@view_config(route_name="webclient_render_image_download", family="R")
def render_image_download(context: PlaneContext, request: Request) -> Response:
    """The plane of `render_image`, to keep: the web client's address."""
    chosen = _format(request)
    if not context.image.rights.can_download:
        return Response(status=404, content_type="text/html")
    stored = context.session.pixels.settings(context.image_id)
    return _single(request, context.image, chosen, stored, context.plane(stored))


def _format(request: Request) -> str:
    """Raises Invalid."""
    chosen: str = request.GET.get("format") or "png"
    if chosen not in FORMATS:
        raise Invalid("format", f"must be one of {', '.join(FORMATS)}")
    return chosen


def _single(
    request: Request, image: ImageSummary, chosen: str, stored: RenderSettings, plane: tuple[int, int]
) -> Response:
    pixels = request.gateway.pixels
    asked = parse_rendering(request.GET)
    settings = apply(asked, stored, image.size_z)
    picture = FORMATS[chosen]
    z, t = plane

    def make() -> list[bytes]:
        return [pixels.render_plane(image.id, settings, z=z, t=t, quality=asked.quality, picture=picture)]

    tag = picture_tag(image, settings, z, t, asked.quality, chosen)
    return made_response(request, plain_name(f"{image.name}.{chosen}"), make, content_type=FORCED, tag=tag)


def _several(request: Request, images: Sequence[ImageSummary], chosen: str) -> Response:
    pixels = request.gateway.pixels

    def make(image: ImageSummary) -> list[bytes]:
        saved = pixels.settings(image.id)
        return [pixels.render_plane(image.id, saved, z=saved.z, t=saved.t, picture=FORMATS[chosen])]

    names = distinct([f"{_last_part(image.name)}.{chosen}" for image in images])
    entries = made_in_turn(list(zip(names, images, strict=True)), make)
    name = archive_name(request.GET.get("zipname") or f"Download_as_{chosen}", names)
    return made_response(request, name, lambda: archived(entries), content_type=FORCED)


def _last_part(name: str) -> str:
    """Images are often named after their file, folders and all."""
    return saved_name(name.replace("\\", "/").rstrip("/").rpartition("/")[2])
