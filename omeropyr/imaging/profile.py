"""Intensities along a line.

A line from (x0, y0) to (x1, y1), where whole numbers are centres of pixels, has ceil(length) + 1 samples at equal
distances, both ends included; each is interpolated between the four pixels around it (bilinear). With a width w it is
the mean over w parallel lines one pixel apart, centred on the line; samples beyond an edge of the image are those at
the edge. That is scikit-image's `profile_line` with order=1 and mode="nearest".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from omeropyr.errors import Invalid
from omeropyr.imaging.source import ImageSource, Region, SourceInfo

Point = tuple[float, float]
Floats = NDArray[np.floating[Any]]

WIDEST = 1001
PIECE = 256
"""Samples that are read together, so that a long diagonal does not need all pixels of its box."""


def row_profile(source: ImageSource, y: int, *, z: int, t: int, channels: Sequence[int], width: int = 1) -> Floats:
    """Along a whole row, shape (channels, size_x)."""
    return line_profile(source, (0, y), (source.info.size_x - 1, y), z=z, t=t, channels=channels, width=width)


def column_profile(source: ImageSource, x: int, *, z: int, t: int, channels: Sequence[int], width: int = 1) -> Floats:
    """Along a whole column, shape (channels, size_y)."""
    return line_profile(source, (x, 0), (x, source.info.size_y - 1), z=z, t=t, channels=channels, width=width)


def line_profile(
    source: ImageSource, start: Point, end: Point, *, z: int, t: int, channels: Sequence[int], width: int = 1
) -> Floats:
    """Intensities in pixel values at full size, shape (channels, samples).

    Raises Invalid for ends outside the image, and for a width outside 1..WIDEST.
    """
    _check(source.info, start, end, width)
    xs, ys = samples(start, end)
    across = _across(start, end, width)
    pieces = [
        _piece(source, xs[first : first + PIECE], ys[first : first + PIECE], across, (z, t, channels))
        for first in range(0, len(xs), PIECE)
    ]
    return np.concatenate(pieces, axis=1)


def samples(start: Point, end: Point) -> tuple[Floats, Floats]:
    """x and y of every sample of the line."""
    count = math.ceil(math.dist(start, end)) + 1
    numbers: Floats = np.arange(count, dtype=np.float64)
    steps = [(last - first) / max(count - 1, 1) for first, last in zip(start, end, strict=True)]
    return start[0] + numbers * steps[0], start[1] + numbers * steps[1]


def _check(info: SourceInfo, start: Point, end: Point, width: int) -> None:
    for name, (x, y) in (("start", start), ("end", end)):
        if not (0 <= x <= info.size_x - 1 and 0 <= y <= info.size_y - 1):
            raise Invalid(name, f"must lie inside the image, 0..{info.size_x - 1} and 0..{info.size_y - 1}")
    if not 1 <= width <= WIDEST:
        raise Invalid("width", f"must be from 1 to {WIDEST}")


def _across(start: Point, end: Point, width: int) -> tuple[Floats, Floats]:
    """Offsets of the parallel lines in x and y; a line without length goes across as a horizontal one does."""
    length = math.dist(start, end)
    dx, dy = ((end[0] - start[0]) / length, (end[1] - start[1]) / length) if length else (1.0, 0.0)
    steps = np.arange(width) - (width - 1) / 2
    return -dy * steps, dx * steps


def _piece(
    source: ImageSource,
    xs: Floats,
    ys: Floats,
    across: tuple[Floats, Floats],
    plane: tuple[int, int, Sequence[int]],
) -> Floats:
    """A part of the line: reads the box around it and takes the mean across."""
    x = np.clip(xs[:, None] + across[0], 0, source.info.size_x - 1)
    y = np.clip(ys[:, None] + across[1], 0, source.info.size_y - 1)
    box = _box(x, y, source.info)
    z, t, channels = plane
    pixels = source.read(box, z=z, t=t, channels=channels)
    return np.stack([_interpolated(part, x - box.x, y - box.y).mean(axis=1) for part in pixels])


def _box(x: Floats, y: Floats, info: SourceInfo) -> Region:
    left, top = int(x.min()), int(y.min())
    right, bottom = min(int(x.max()) + 2, info.size_x), min(int(y.max()) + 2, info.size_y)
    return Region(0, left, top, right - left, bottom - top)


def _interpolated(plane: Any, x: Floats, y: Floats) -> Floats:
    """Values at x, y, which are inside the plane."""
    height, width = plane.shape
    left, top = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    right, bottom = np.minimum(left + 1, width - 1), np.minimum(top + 1, height - 1)
    along, down = x - left, y - top
    wide = plane.astype(np.float64)
    upper = _mix(wide[top, left], wide[top, right], along)
    lower = _mix(wide[bottom, left], wide[bottom, right], along)
    return _mix(upper, lower, down)


def _mix(first: Floats, second: Floats, share: Floats) -> Floats:
    """Exactly `first` where the share of the second is nothing, whatever the second is."""
    with np.errstate(invalid="ignore", over="ignore"):
        return np.where(share == 0, first, first * (1 - share) + second * share)
