"""Shapes as geometry: where their points are, in pixels of the full-size image.

The origin is the top left corner of the top left pixel, so the centre of pixel (column, row) is (column + 0.5,
row + 0.5).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Points: TypeAlias = NDArray[np.float64]
"""Shape (n, 2): x and y of each point."""
Bits: TypeAlias = NDArray[np.bool_]
"""Shape (height, width)."""


@dataclass(frozen=True, slots=True)
class Affine:
    """x' = a00 * x + a01 * y + a02; y' = a10 * x + a11 * y + a12."""

    a00: float = 1.0
    a10: float = 0.0
    a01: float = 0.0
    a11: float = 1.0
    a02: float = 0.0
    a12: float = 0.0

    def apply(self, x: Points, y: Points) -> tuple[Points, Points]:
        """x' and y' of arrays that can be broadcast together."""
        return self.a00 * x + self.a01 * y + self.a02, self.a10 * x + self.a11 * y + self.a12

    def inverse(self) -> Affine | None:
        """None if everything is pressed onto a line or a point."""
        determinant = self.a00 * self.a11 - self.a01 * self.a10
        if determinant == 0:
            return None
        a00, a01 = self.a11 / determinant, -self.a01 / determinant
        a10, a11 = -self.a10 / determinant, self.a00 / determinant
        return Affine(
            a00=a00,
            a10=a10,
            a01=a01,
            a11=a11,
            a02=-(a00 * self.a02 + a01 * self.a12),
            a12=-(a10 * self.a02 + a11 * self.a12),
        )


UNMOVED = Affine()


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """Straight lines from point to point; a closed one has an inside, by the even-odd rule unless `nonzero`."""

    points: Points
    closed: bool
    nonzero: bool = False


@dataclass(frozen=True, slots=True)
class Oval:
    """An ellipse with the centre (x, y), moved by `placed`."""

    x: float
    y: float
    radius_x: float
    radius_y: float
    placed: Affine = UNMOVED


@dataclass(frozen=True, slots=True)
class Dot:
    """One pixel."""

    x: float
    y: float


@dataclass(frozen=True, slots=True, eq=False)
class Stencil:
    """A mask whose top left corner is at (x, y), moved by `placed`."""

    x: float
    y: float
    bits: Bits
    placed: Affine = UNMOVED


@dataclass(frozen=True, slots=True)
class Caption:
    """A place where a text stands; it has no pixels."""

    x: float
    y: float


Figure: TypeAlias = Outline | Oval | Dot | Stencil | Caption


@dataclass(frozen=True, slots=True)
class Box:
    """A bounding box; all sides belong to it."""

    left: float
    top: float
    right: float
    bottom: float


def corners(x: float, y: float, width: float, height: float, placed: Affine = UNMOVED) -> Points:
    """The corners of a rectangle, in their order around it."""
    xs, ys = np.array([x, x + width, x + width, x]), np.array([y, y, y + height, y + height])
    return np.stack(placed.apply(xs, ys), axis=1)


def bounds(figure: Figure) -> Box:
    """The smallest box around a figure. That of an ellipse is exact, also when it is turned."""
    match figure:
        case Outline(points=points):
            return _around(points)
        case Stencil(x=x, y=y, bits=bits, placed=placed):
            height, width = bits.shape
            return _around(corners(x, y, width, height, placed))
        case Oval():
            return _around_oval(figure)
        case Dot(x=x, y=y) | Caption(x=x, y=y):
            return Box(x, y, x, y)


def _around(points: Points) -> Box:
    (left, top), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return Box(left, top, right, bottom)


def _around_oval(oval: Oval) -> Box:
    """The point at angle s is c + rx cos(s) u + ry sin(s) v, so x reaches from the centre hypot(rx u_x, ry v_x)."""
    placed = oval.placed
    x = placed.a00 * oval.x + placed.a01 * oval.y + placed.a02
    y = placed.a10 * oval.x + placed.a11 * oval.y + placed.a12
    across = float(np.hypot(placed.a00 * oval.radius_x, placed.a01 * oval.radius_y))
    down = float(np.hypot(placed.a10 * oval.radius_x, placed.a11 * oval.radius_y))
    return Box(x - across, y - down, x + across, y + down)
