"""Shapes of the model as figures that can be measured and drawn."""

from __future__ import annotations

import numpy as np

from omeropyr.gateway.model import (
    AffineTransform,
    Ellipse,
    Label,
    Line,
    Mask,
    Point,
    Polygon,
    Polyline,
    Rectangle,
    Shape,
)
from omeropyr.imaging.figures import (
    UNMOVED,
    Affine,
    Box,
    Caption,
    Dot,
    Figure,
    Outline,
    Oval,
    Points,
    Stencil,
    bounds,
    corners,
)
from omeropyr.imaging.masks import unpack_bits
from omeropyr.imaging.shapes import mask_png

NON_ZERO = "NonZero"
"""The fill rule of the OME model that is not the even-odd rule."""


def figure_of(shape: Shape) -> Figure:
    """Where a shape is, its transform included. Raises TypeError for what is no shape of the model."""
    placed = _placed(shape.transform)
    match shape:
        case Rectangle(x=x, y=y, width=width, height=height):
            return Outline(corners(x, y, width, height, placed), closed=True)
        case Ellipse(x=x, y=y, radius_x=radius_x, radius_y=radius_y):
            return Oval(x, y, radius_x, radius_y, placed)
        case Polygon(points=points):
            return Outline(_moved(points, placed), closed=True, nonzero=shape.fill_rule == NON_ZERO)
        case Polyline(points=points):
            return Outline(_moved(points, placed), closed=False)
        case Line(x1=x1, y1=y1, x2=x2, y2=y2):
            return Outline(_moved(((x1, y1), (x2, y2)), placed), closed=False)
        case Point(x=x, y=y):
            return Dot(*_moved(((x, y),), placed)[0].tolist())
        case Label(x=x, y=y):
            return Caption(*_moved(((x, y),), placed)[0].tolist())
        case Mask(x=x, y=y, width=width, height=height, bits=bits):
            return Stencil(x, y, unpack_bits(bits, width, height), placed)
    raise TypeError(f"{type(shape).__name__} is no shape of the model")


def box_of(shape: Shape) -> Box:
    """The bounding box; that of a mask is that of its rectangle, whatever its bits."""
    if isinstance(shape, Mask):
        return bounds(Outline(corners(shape.x, shape.y, shape.width, shape.height, _placed(shape.transform)), True))
    return bounds(figure_of(shape))


def mask_picture(mask: Mask) -> bytes:
    """A PNG with transparency, as large as the mask: its pixels in its fill colour (yellow if it has none)."""
    return mask_png(unpack_bits(mask.bits, mask.width, mask.height), mask.fill_color)


def _placed(transform: AffineTransform | None) -> Affine:
    if transform is None:
        return UNMOVED
    return Affine(
        a00=transform.a00, a10=transform.a10, a01=transform.a01, a11=transform.a11, a02=transform.a02, a12=transform.a12
    )


def _moved(points: tuple[tuple[float, float], ...], placed: Affine) -> Points:
    xs, ys = np.array(points, np.float64).T
    return np.stack(placed.apply(xs, ys), axis=1)
