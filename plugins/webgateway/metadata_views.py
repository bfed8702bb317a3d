"""What there is to know of an image."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from omeropyr.api import ImagingError, NotFound, RenderSettings

from .contexts import ImageContext
from .families import line
from .imgdata import Json, described, img_data, select
from .settings import INITIAL_ZOOM, INTERPOLATE


@view_config(route_name="webgateway_imgData", family="J", renderer="json")
@view_config(route_name="webgateway_imgData_key", family="J", renderer="json")
@view_config(route_name="webclient_imgData", family="J", renderer="json")
def img_data_view(context: ImageContext, request: Request) -> Any:
    """The whole object, or the part that `{key}` names."""
    try:
        image = context.image
    except NotFound:
        return _missing(request)
    try:
        settings = _settings(context, request)
    except ImagingError as error:
        return {**described(image), "Exception": error.reason}
    body: Json = img_data(
        image,
        settings,
        init_zoom=request.config[INITIAL_ZOOM],
        interpolate=request.config[INTERPOLATE],
    )
    key = request.matchdict.get("key")
    return body if key is None else select(body, key)


def _settings(context: ImageContext, request: Request) -> RenderSettings:
    pixels = context.session.pixels
    ask = pixels.defaults if request.GET.get("getDefaults") == "true" else pixels.settings
    return ask(context.image_id)


def _missing(request: Request) -> Response:
    """Clients of this address know a text, not JSON; to the public user they offer the login page."""
    if request.connection.is_public:
        return Response(status=403)
    return line(f"Image:{request.matchdict['iid']} not found", 404)
