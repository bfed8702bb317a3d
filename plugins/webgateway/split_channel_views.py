"""All channels side by side."""

from __future__ import annotations

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from .apply import apply
from .caching import picture, picture_tag
from .contexts import PlaneContext
from .grammar import RenderingRequest, parse_rendering
from .split_channel import BORDER

QUALITY = 0.9
"""Of these sheets, unless another one is asked for."""


@view_config(route_name="webgateway_render_split_channel", family="R")
@view_config(route_name="webclient_render_split_channel", family="R")
def render_split_channel(context: PlaneContext, request: Request) -> Response:
    """Each channel that is on in its panel, and all of them in one more."""
    image, pixels = context.image, context.session.pixels
    asked = _asked(request)
    stored = pixels.settings(image.id)
    z, t = context.plane(stored)
    settings = apply(asked, stored, image.size_z)
    quality = asked.quality or QUALITY
    labels = [channel.label for channel in image.channels]
    return picture(
        request,
        picture_tag(image, settings, z, t, quality, labels),
        lambda: pixels.split_view(image.id, settings, z=z, t=t, border=BORDER, quality=quality),
    )


def _asked(request: Request) -> RenderingRequest:
    """An empty `q` is none here."""
    query = {name: value for name, value in request.GET.items() if name != "q" or value.strip()}
    return parse_rendering(query)
