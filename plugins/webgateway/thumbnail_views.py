"""Thumbnails: from the saved settings, whatever the query string says of channels."""

from __future__ import annotations

from base64 import b64encode

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from omeropyr.api import THUMBNAILS_BATCH, ImagingError, Invalid, NotFound, RenderSettings

from .caching import picture, picture_tag, tag_by_content
from .contexts import ImageContext
from .notes import placeholder
from .numbers import integer
from .settings import THUMBNAIL_SIZE

MAX_SIDE = 2048


@view_config(route_name="webgateway_render_thumbnail", family="R")
@view_config(route_name="webgateway_render_birds_eye_view", family="R")
@view_config(route_name="webclient_render_birds_eye_view", family="R")
def render_thumbnail(context: ImageContext, request: Request) -> Response:
    """One number is the longest side, two are width and height exactly."""
    width, height = size(request)
    z, t = plane(context, request)
    image, pixels = context.image, context.session.pixels
    look = settings(context, request)
    return picture(
        request,
        picture_tag(image, look or pixels.settings(image.id), width, height, z, t),
        lambda: pixels.thumbnail(image.id, width, height, z=z, t=t, settings=look),
    )


@view_config(route_name="webclient_render_thumbnail", family="R")
@view_config(route_name="webclient_render_thumbnail_size", family="R")
def render_thumbnail_or_placeholder(context: ImageContext, request: Request) -> Response:
    """The web client's addresses have a picture for everybody, also where there is no image to be seen."""
    width, height = size(request)
    try:
        return render_thumbnail(context, request)
    except (ImagingError, NotFound):
        return tag_by_content(Response(placeholder(width, height or width), content_type="image/jpeg"))


@view_config(route_name="webgateway_get_thumbnail", family="J", renderer="json")
@view_config(route_name="webgateway_get_thumbnail_sized", family="J", renderer="json")
def get_thumbnail(context: ImageContext, request: Request) -> str:
    width, height = size(request)
    z, t = plane(context, request)
    look = settings(context, request)
    return data_uri(context.session.pixels.thumbnail(context.image_id, width, height, z=z, t=t, settings=look))


@view_config(route_name="webclient_get_thumbnail", family="J", renderer="json")
def get_thumbnail_or_placeholder(context: ImageContext, request: Request) -> str:
    width, height = size(request)
    try:
        made: str = get_thumbnail(context, request)
        return made
    except (ImagingError, NotFound):
        return data_uri(placeholder(width, height or width))


@view_config(route_name="webgateway_get_thumbnails", family="J", renderer="json")
@view_config(route_name="webclient_get_thumbnails", family="J", renderer="json")
def get_thumbnails(request: Request) -> dict[str, str | None] | Response:
    """Many in one answer; null for those that cannot be had."""
    ids = requested_ids(request)
    limit = request.config[THUMBNAILS_BATCH]
    if len(ids) > limit:
        return _too_many(ids, limit)
    width, _ = size(request)
    found = request.gateway.pixels.thumbnails(ids, width) if ids else {}
    return {str(id_): data_uri(jpeg) if (jpeg := found.get(id_)) else None for id_ in ids}


def _too_many(ids: list[int], limit: int) -> Response:
    """Refused as a whole, in the shape that clients know; none of the images was looked at."""
    text = (
        f"Ask for at most {limit} thumbnails at once: of these {len(ids)}, those from id {ids[limit]} on are too many."
    )
    return Response(text, content_type="text/javascript", charset="UTF-8", status=500)


def size(request: Request) -> tuple[int, int | None]:
    """Width and height of the path. Raises NotFound for sides that no thumbnail has."""
    text = request.matchdict.get("size", "").strip("/")
    if not text:
        return request.config[THUMBNAIL_SIZE], None
    sides = [_side(side, text) for side in text.split("/")]
    return sides[0], sides[1] if len(sides) > 1 else None


def _side(side: str, wanted: str) -> int:
    number = integer(side)
    if number is None or not 1 <= number <= MAX_SIDE:
        raise NotFound("thumbnail of size", wanted)
    return number


def plane(context: ImageContext, request: Request) -> tuple[int | None, int | None]:
    """`z` and `t` of the query, 0-based, None for the default plane. Raises Invalid, or NotFound beyond the image."""
    z, t = (_index(request, name) for name in ("z", "t"))
    if z is None and t is None:
        return None, None
    inside = 0 <= (z or 0) < context.image.size_z and 0 <= (t or 0) < context.image.size_t
    if not inside:
        raise NotFound("plane", f"z={z}, t={t}")
    return z, t


def settings(context: ImageContext, request: Request) -> RenderSettings | None:
    """Those of the rendering definition `rdefId`; None: as saved, also if the image has no such definition."""
    wanted = _index(request, "rdefId", "A rendering definition is named by a whole number.")
    if wanted is None:
        return None
    definitions = context.session.pixels.definitions(context.image_id)
    return next((definition.settings for definition in definitions if definition.id == wanted), None)


def _index(
    request: Request, name: str, form: str = "A plane is named by a whole number, counted from 0."
) -> int | None:
    if name not in request.GET:
        return None
    number = integer(request.GET[name])
    if number is None:
        raise Invalid(name, form)
    return number


def requested_ids(request: Request) -> list[int]:
    """The `id` parameters without repeats, in their order. Raises Invalid "id"."""
    numbers = [integer(text) for text in request.GET.getall("id")]
    if None in numbers:
        raise Invalid("id", "Images are named by whole numbers, as in id=1&id=2.")
    return list(dict.fromkeys(number for number in numbers if number is not None))


def data_uri(jpeg: bytes) -> str:
    return "data:image/jpeg;base64," + b64encode(jpeg).decode("ascii")
