"""Regions of interest: shapes of the OME model (2016-06) on the planes of an image.

Coordinates are pixels of the full-size image, with the origin at the top left corner of the top left pixel.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from omeropyr.gateway.model.people import Experimenter, Rights


@dataclass(frozen=True, slots=True)
class AffineTransform:
    """x' = a00 * x + a01 * y + a02; y' = a10 * x + a11 * y + a12."""

    a00: float = 1.0
    a10: float = 0.0
    a01: float = 0.0
    a11: float = 1.0
    a02: float = 0.0
    a12: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What all shapes have. `z`, `t`, `c` None: on every plane. Colours are (red, green, blue, alpha), 0..255."""

    id: int | None = None
    """None for a shape that is not stored yet."""
    z: int | None = None
    t: int | None = None
    c: int | None = None
    text: str = ""
    fill_color: tuple[int, int, int, int] | None = None
    stroke_color: tuple[int, int, int, int] | None = None
    stroke_width: float | None = None
    stroke_width_unit: str = "PIXEL"
    stroke_dash_array: str | None = None
    font_family: str | None = None
    font_size: float | None = None
    font_size_unit: str = "PT"
    font_style: str | None = None
    fill_rule: str | None = None
    locked: bool = False
    transform: AffineTransform | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectangle(Shape):
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ellipse(Shape):
    x: float
    y: float
    radius_x: float
    radius_y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Point(Shape):
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Shape):
    x1: float
    y1: float
    x2: float
    y2: float
    marker_start: str | None = None
    marker_end: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Polyline(Shape):
    points: tuple[tuple[float, float], ...]
    marker_start: str | None = None
    marker_end: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Polygon(Shape):
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label(Shape):
    """Nothing but `text`, at (x, y)."""

    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask(Shape):
    """`bits` are `width * height` bits row by row, the first in the highest bit of the first byte, padded with 0."""

    x: float
    y: float
    width: int
    height: int
    bits: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roi:
    """One region: several shapes of the same thing on different planes, or one."""

    id: int
    image_id: int
    name: str
    description: str
    owner: Experimenter
    group_id: int
    rights: Rights
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRoi:
    """A region to be stored."""

    shapes: tuple[Shape, ...]
    name: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeStatistics:
    """Pixels of one channel under one shape; `area` counts pixels. For an empty area the others are None."""

    shape_id: int
    z: int
    c: int
    t: int
    area: int
    minimum: float | None
    maximum: float | None
    mean: float | None
    sum: float | None
    std_dev: float | None
