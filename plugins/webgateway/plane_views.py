"""Rendered planes, tiles and regions."""

from __future__ import annotations

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from omeropyr.api import NotFound

from .apply import apply
from .caching import picture, picture_tag
from .completeness import require_complete
from .contexts import PlaneContext
from .grammar import QualityOutOfRange, RenderingRequest, parse_rendering
from .tiles import locate


@view_config(route_name="webgateway_render_image", family="R")
@view_config(route_name="webclient_render_image", family="R")
def render_image(context: PlaneContext, request: Request) -> Response:
    """A whole plane at full size, always a JPEG."""
    image, pixels = context.image, context.session.pixels
    asked = parse_rendering(request.GET)
    stored = pixels.settings(image.id)
    z, t = context.plane(stored)
    settings = apply(asked, stored, image.size_z)
    return picture(
        request,
        picture_tag(image, settings, z, t, asked.quality),
        lambda: pixels.render_plane(image.id, settings, z=z, t=t, quality=asked.quality),
    )


@view_config(route_name="webgateway_render_image_rdef", family="R")
def render_image_rdef(context: PlaneContext, request: Request) -> Response:
    """The same, but nothing is taken from the saved settings."""
    require_complete(request.GET)
    return render_image(context, request)


@view_config(route_name="webgateway_render_image_region", family="R")
@view_config(route_name="webclient_render_image_region", family="R")
def render_image_region(context: PlaneContext, request: Request) -> Response:
    """A tile or region of a plane; the projection is not for these."""
    image, pixels = context.image, context.session.pixels
    region = locate(image, request.GET.get("tile", ""), request.GET.get("region", ""))
    asked = _region_rendering(request)
    stored = pixels.settings(image.id)
    z, t = context.plane(stored)
    settings = apply(asked, stored, image.size_z)
    return picture(
        request,
        picture_tag(image, settings, region, z, t, asked.quality),
        lambda: pixels.render_region(image.id, settings, region, z=z, t=t, quality=asked.quality),
    )


@view_config(route_name="webgateway_render_image_region_rdef", family="R")
def render_image_region_rdef(context: PlaneContext, request: Request) -> Response:
    require_complete(request.GET)
    return render_image_region(context, request)


def _region_rendering(request: Request) -> RenderingRequest:
    """Everything but `p`, with the status that clients of regions know for a quality that does not exist."""
    try:
        return parse_rendering(request.GET, without="p")
    except QualityOutOfRange as error:
        raise NotFound("region", f"with q={request.GET['q']}") from error
