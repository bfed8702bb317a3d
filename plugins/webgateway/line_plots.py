"""Intensities along a row or a column, drawn over the image: a GIF of its size, transparent where nothing is drawn.

A value v of a channel that has values from `low` to `high` lies (v - low) (n - 1) / (high - low) pixels from the edge,
where n is the size of the image in that direction: rows are plotted from the bottom up, columns from left to right.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Picture
from PIL import ImageDraw

from omeropyr.api import Invalid

MOST_PIXELS = 6000 * 6000
LONGEST_SIDE = 65535
"""W3C, Graphics Interchange Format 89a, section 20: sides have 16 bits."""
THICKEST = 1000

_NOTHING, _MARK, _FIRST_CURVE = 0, 1, 2
"""Places in the palette."""
_CURVE_COLORS = 256 - _FIRST_CURVE
_WHITE = "FFFFFF"


class Direction(Enum):
    ROW = "row"
    COLUMN = "column"


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Pixel values of one channel along the line, shape (length,), and the range of the channel."""

    values: NDArray[Any]
    low: float
    high: float
    color: str
    """`RRGGBB`"""


def require_drawable(width: int, height: int, thickness: int) -> None:
    """Raises Invalid for an image that is too large for a GIF of it, and for a line that nobody could draw."""
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise Invalid("image", f"{width} x {height} pixels are too many for a plot of this size.")
    if not 1 <= thickness <= THICKEST:
        raise Invalid("w", f"The line is 1 to {THICKEST} pixels thick.")


def line_plot(
    direction: Direction, place: int, curves: Sequence[Curve], *, width: int, height: int, thickness: int = 1
) -> bytes:
    """The GIF of an image of `width` x `height` pixels, with a white line along the row or column `place`."""
    drawn = Picture.new("P", (width, height), _NOTHING)
    drawn.putpalette(_palette(curves))
    pen = ImageDraw.Draw(drawn)
    pen.rectangle(_mark(direction, place, thickness, width, height), fill=_MARK)
    for number, curve in enumerate(curves):
        pen.line(_points(direction, curve, width, height), fill=_FIRST_CURVE + number % _CURVE_COLORS)
    written = io.BytesIO()
    drawn.save(written, "GIF", transparency=_NOTHING, optimize=False)
    return written.getvalue()


def _palette(curves: Sequence[Curve]) -> bytes:
    return bytes(3) + b"".join(
        bytes.fromhex(color) for color in (_WHITE, *(curve.color for curve in curves[:_CURVE_COLORS]))
    )


def _mark(direction: Direction, place: int, thickness: int, width: int, height: int) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the line, all inside it."""
    first = place - (thickness - 1) // 2
    last = first + thickness - 1
    return (0, first, width - 1, last) if direction is Direction.ROW else (first, 0, last, height - 1)


def _points(direction: Direction, curve: Curve, width: int, height: int) -> list[tuple[float, float]]:
    """From pixel to pixel; a line of one pixel is drawn as a dot."""
    along = np.arange(len(curve.values), dtype=float)
    if direction is Direction.ROW:
        xs, ys = along, height - 1 - _heights(curve, height)
    else:
        xs, ys = _heights(curve, width), along
    points = [(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]
    return points if len(points) > 1 else points * 2


def _heights(curve: Curve, size: int) -> NDArray[np.float64]:
    """Whole pixels from the edge, at most one beyond the picture; what is no number lies on the edge."""
    values = np.nan_to_num(curve.values.astype(np.float64), nan=curve.low, posinf=curve.high, neginf=curve.low)
    # halved, since the whole span of float64 does not fit into float64
    span = curve.high / 2 - curve.low / 2
    if span <= 0:
        return np.where(values > curve.low, size - 1.0, 0.0)
    with np.errstate(over="ignore"):
        shares = np.clip((values / 2 - curve.low / 2) / span, -size, size)
    return np.clip(np.rint(shares * (size - 1)), -1, size)
