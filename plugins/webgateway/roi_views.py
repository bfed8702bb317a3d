"""Regions of interest as JSON."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from omeropyr.api import NotFound

from .contexts import ImageContext
from .numbers import integer
from .shapes import rois_json, shape_json

Json = dict[str, Any]


@view_config(route_name="webgateway_get_rois_json", family="J", renderer="json")
def rois_of_image(context: ImageContext, request: Request) -> list[Json]:
    """An image that is not there has none."""
    try:
        return rois_json(context.session.rois.of(context.image_id).items)
    except NotFound:
        return []


@view_config(route_name="webgateway_get_shape_json", family="J", renderer="json")
def shape_of_roi(request: Request) -> Json:
    """Not found in another region."""
    roi_id, shape_id = (integer(request.matchdict[name]) for name in ("roi", "shape"))
    if roi_id is None or shape_id is None:
        raise NotFound("shape", request.matchdict["shape"])
    roi, shape = request.gateway.rois.shape(shape_id)
    if roi.id != roi_id:
        raise NotFound("shape", f"{shape_id} in region {roi_id}")
    return shape_json(shape)
