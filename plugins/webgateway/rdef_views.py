"""Saved rendering settings, "rdefs" to clients: read, saved, copied from one image to others, reset."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from omeropyr.api import Applied, Forbidden, ImagingError, Invalid, Kind, NotFound, ObjectRef

from .apply import apply_all
from .clipboard import copied_image, copied_settings, copy_image, copy_settings, settings_in
from .completeness import require_complete
from .contexts import ImageContext
from .families import message
from .grammar import parse_rendering
from .jsonp import callback_name, script
from .numbers import integer
from .pasting import paste_image, paste_settings, pasted_kind, targets
from .rdefs import as_query, definition
from .targets import images_of, requested_ids, requested_kind

Json = dict[str, Any]
EVERY_METHOD = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@view_config(route_name="webgateway_saveImgRDef", login_required=False, methods=EVERY_METHOD)
@view_config(route_name="webclient_saveImgRDef", login_required=False, methods=EVERY_METHOD)
@view_config(route_name="webgateway_resetRDef", login_required=False, methods=EVERY_METHOD)
@view_config(route_name="webgateway_resetOwnersRDef", login_required=False, methods=EVERY_METHOD)
@view_config(route_name="webgateway_applyOwnersRDef", login_required=False, methods=EVERY_METHOD)
def post_only(request: Request) -> Response:
    """What is no POST is refused before anything else is asked, with an empty body: clients know it so."""
    return Response(status=405, content_type="text/html", headers={"Allow": "POST"})


@view_config(route_name="webgateway_saveImgRDef", family="R", request_method="POST", methods=("POST",))
@view_config(route_name="webclient_saveImgRDef", family="R", request_method="POST", methods=("POST",))
def save(context: ImageContext, request: Request) -> Response:
    """As the user's own, from the query string. Viewers show a failure where the answer is not `true`."""
    name = callback_name(request)
    require_complete(request.GET)
    asked = parse_rendering({key: value for key, value in request.GET.items() if key not in ("p", "q")})
    z, t = _given(request, "z"), _given(request, "t")
    pixels = context.session.pixels
    try:
        image = context.image
        settings = apply_all(asked.channels, asked.model, pixels.settings(image.id))
        z, t = _index("z", z, settings.z, image.size_z), _index("t", t, settings.t, image.size_t)
        pixels.save_settings(image.id, replace(settings, z=z, t=t))
    except (NotFound, Forbidden, ImagingError):
        return script(False, name)
    return script(True, name)


def _given(request: Request, axis: str) -> int | None:
    """The plane that the query names, counted from 1. Raises Invalid."""
    if axis not in request.GET:
        return None
    number = integer(request.GET[axis])
    if number is None:
        raise Invalid(axis, "A plane is named by a whole number, counted from 1.")
    return number


def _index(axis: str, given: int | None, stored: int, size: int) -> int:
    """Counted from 0. Raises Invalid beyond the image."""
    if given is None:
        return stored
    if not 1 <= given <= size:
        raise Invalid(axis, f"The image has the planes 1 to {size}.")
    return given - 1


@view_config(route_name="webgateway_get_image_rdefs_json", family="J", renderer="json")
def definitions(context: ImageContext, request: Request) -> Json:
    """Of everybody; what is wrong is said in an answer that is none of an error's status."""
    try:
        found = context.session.pixels.definitions(context.image_id)
    except (NotFound, ImagingError) as error:
        return {"error": message(error)}
    return {"rdefs": [definition(saved) for saved in found]}


@view_config(route_name="webgateway_compatImgRDef", family="R")
def compatible(context: ImageContext, request: Request) -> Response:
    """Images of the same project that the settings of this one fit."""
    name = callback_name(request)
    try:
        image = context.image
    except NotFound:
        return script(False, name)
    if len(image.projects) != 1:
        return script([], name)
    others = context.session.browse.images_in([ObjectRef(Kind.PROJECT, image.projects[0].id)])
    return script(list(context.session.images.alike(image.id, others)), name)


@view_config(route_name="webgateway_getImgRDef", family="J", renderer="json")
@view_config(route_name="webclient_getImgRDef", family="J", renderer="json")
def copied(request: Request) -> Json:
    """What `copyImgRDef` remembered."""
    image_id = copied_image(request)
    if image_id is None:
        return {"rdef": copied_settings(request)}
    session = request.gateway
    try:
        return {"rdef": as_query(session.images.get(image_id), session.pixels.settings(image_id))}
    except (NotFound, ImagingError):
        return {"rdef": None}


@view_config(route_name="webgateway_copyImgRDef", family="J", renderer="json", methods=("GET", "HEAD", "POST"))
@view_config(route_name="webclient_copyImgRDef", family="J", renderer="json", methods=("GET", "HEAD", "POST"))
def copy(request: Request) -> Any:
    """Remember an image or settings, or paste them into other images."""
    parameters = _parameters(request)
    source, ids = _source(request), requested_ids(request)
    if source is not None and not ids:
        copy_image(request, source)
        return True
    settings = settings_in(parameters)
    if settings is not None and (request.method != "POST" or parameters.get("store")):
        copy_settings(request, settings)
        return True
    if request.method != "POST":
        return post_only(request)
    return _paste(request, source, settings, ids)


def _parameters(request: Request) -> Mapping[str, str]:
    """Of form and query; the query wins. Uploaded files are no parameters."""
    form = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    return {**form, **request.GET}


def _source(request: Request) -> int | None:
    """`fromid`. Raises Invalid for what is no number."""
    text = request.GET.get("fromid")
    if not text:
        return None
    number = integer(text)
    if number is None:
        raise Invalid("fromid", "An image is named by a whole number.")
    return number


def _paste(request: Request, source: int | None, settings: Json | None, ids: Sequence[int]) -> Json | bool:
    """What the request itself brings comes before what was remembered."""
    if source is None and settings is None:
        source, settings = copied_image(request), copied_settings(request)
    session, kind = request.gateway, pasted_kind(request)
    if ids and source is not None:
        return paste_image(session, source, targets(session, kind, ids))
    if ids and settings is not None:
        return paste_settings(session, settings, targets(session, kind, ids), kind)
    return False


@view_config(route_name="webgateway_resetRDef", family="J", renderer="json", request_method="POST", methods=("POST",))
def reset(request: Request) -> list[int]:
    """Back to what was computed at import."""
    return _changed(request, request.gateway.pixels.reset_settings)


@view_config(
    route_name="webgateway_applyOwnersRDef", family="J", renderer="json", request_method="POST", methods=("POST",)
)
@view_config(
    route_name="webgateway_resetOwnersRDef", family="J", renderer="json", request_method="POST", methods=("POST",)
)
def adopt_owners(request: Request) -> list[int]:
    """What the owner of each image has saved."""
    return _changed(request, request.gateway.pixels.adopt_owners_settings)


def _changed(request: Request, change: Callable[[Sequence[int]], Applied]) -> list[int]:
    ids, kind = requested_ids(request), requested_kind(request)
    if not ids:
        raise Invalid("toids", "Name the objects, as in toids=1&toids=2.")
    images = images_of(request.gateway, kind, ids)
    return list(change(images).done) if images else []
