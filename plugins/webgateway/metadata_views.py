"""What there is to know of an image."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from omeropyr.api import Image, ImagingError, NotFound, Pixels, RenderSettings, Unavailable

from .contexts import ImageContext
from .families import line
from .imgdata import described, img_data, select
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
    return img_data_of(request, image, request.matchdict.get("key"))


def img_data_of(request: Request, image: Image, key: str | None) -> Any:
    """Where the pixels cannot be had, what is known all the same, whatever `key` names."""
    try:
        settings = _settings(request, image.id)
    except NotFound:
        return described(image)
    except Unavailable as error:
        return {"ConcurrencyException": {"backOff": 1000 * error.retry_after}}
    except ImagingError as error:
        return {**described(image), "Exception": error.reason}
    body = img_data(
        image,
        settings,
        init_zoom=request.config[INITIAL_ZOOM],
        interpolate=request.config[INTERPOLATE],
    )
    return body if key is None else select(body, key)


def _settings(request: Request, image_id: int) -> RenderSettings:
    pixels: Pixels = request.gateway.pixels
    ask = pixels.defaults if request.GET.get("getDefaults") == "true" else pixels.settings
    return ask(image_id)


def _missing(request: Request) -> Response:
    """Clients of this address know a text, not JSON; to the public user they offer the login page."""
    if request.connection.is_public:
        return Response(status=403)
    return line(f"Image:{request.matchdict['iid']} not found", 404)
