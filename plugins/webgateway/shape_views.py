"""Pictures of regions of interest."""

from __future__ import annotations

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from omeropyr.api import Mask, NotFound, mask_picture

from .caching import tag_by_content
from .numbers import integer


@view_config(route_name="webgateway_render_shape_mask", family="R")
def render_shape_mask(request: Request) -> Response:
    """A shape that is no mask is not found here."""
    text = request.matchdict["shape"]
    number = integer(text)
    if number is None:
        raise NotFound("mask", text)
    _, shape = request.gateway.rois.shape(number)
    if not isinstance(shape, Mask):
        raise NotFound("mask", number)
    return tag_by_content(Response(mask_picture(shape), content_type="image/png"))
