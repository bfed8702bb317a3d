"""Pictures of regions of interest."""

from __future__ import annotations

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from omeropyr.api import Invalid, Mask, NotFound, RenderSettings, Roi, Shape, mask_picture

from .apply import apply
from .caching import picture, picture_tag, tag_by_content
from .grammar import parse_rendering
from .notes import note
from .numbers import integer

WIDTH, HEIGHT = 250, 166
RED = (255, 0, 0)
COLORS = {
    "f00": RED,
    "0f0": (0, 255, 0),
    "00f": (0, 0, 255),
    "ff0": (255, 255, 0),
    "fff": (255, 255, 255),
    "000": (0, 0, 0),
}


@view_config(route_name="webgateway_render_roi_thumbnail", family="R")
def render_roi_thumbnail(request: Request) -> Response:
    roi = request.gateway.rois.get(_number(request, "roi"))
    stored = request.gateway.pixels.settings(roi.image_id)
    return _thumbnail(request, roi, chosen_shape(roi, stored.z, stored.t), stored)


@view_config(route_name="webgateway_render_shape_thumbnail", family="R")
def render_shape_thumbnail(request: Request) -> Response:
    roi, shape = request.gateway.rois.shape(_number(request, "shape"))
    return _thumbnail(request, roi, shape, request.gateway.pixels.settings(roi.image_id))


@view_config(route_name="webgateway_render_shape_mask", family="R")
def render_shape_mask(request: Request) -> Response:
    """A shape that is no mask is not found here."""
    number = _number(request, "shape")
    _, shape = request.gateway.rois.shape(number)
    if not isinstance(shape, Mask):
        raise NotFound("mask", number)
    return tag_by_content(Response(mask_picture(shape), content_type="image/png"))


def chosen_shape(roi: Roi, z: int, t: int) -> Shape:
    """The one that stands for a ROI when plane `z`, `t` is shown first. Raises NotFound for a ROI without any.

    The only one; else the only one at that time; else the first of that time at that depth; else the first of all.
    A shape without a time or a depth is at all of them.
    """
    if not roi.shapes:
        raise NotFound("shape in ROI", roi.id)
    timely = [shape for shape in roi.shapes if shape.t in (None, t)]
    candidates = timely if len(timely) == 1 else [shape for shape in timely if shape.z in (None, z)]
    return next(iter(candidates), roi.shapes[0])


def _thumbnail(request: Request, roi: Roi, shape: Shape, stored: RenderSettings) -> Response:
    """What is around the shape, with its outline; a shape too large for that is answered with a picture that says so.

    The query string decides what the image looks like.
    """
    image = request.gateway.images.get(roi.image_id)
    settings = apply(parse_rendering(request.GET), stored, image.size_z)
    color = COLORS.get(request.GET.get("color", "fff"), RED)

    def drawn() -> bytes:
        try:
            drawn: bytes = request.gateway.rois.thumbnail(shape.id, settings, color=color)
            return drawn
        except Invalid as error:
            if error.name != "shape":
                raise
            return note("This shape is too large\nfor a small picture of it.", WIDTH, HEIGHT)

    return picture(request, picture_tag(image, settings, shape, color), drawn)


def _number(request: Request, name: str) -> int:
    """Raises NotFound for a number that no store could hold."""
    text = request.matchdict[name]
    number = integer(text)
    if number is None:
        raise NotFound(name, text)
    return number
