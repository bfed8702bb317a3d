"""Statistics of the pixels under a figure, at full size, with memory for a few pieces of the plane only."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from omeropyr.imaging.figures import Box, Figure, bounds
from omeropyr.imaging.masks import pixels_of
from omeropyr.imaging.regions import clip
from omeropyr.imaging.source import ImageSource, LevelSize, Pixels, Region

SIDE = 1024
"""Pieces are at most so many pixels wide and high, on a grid that tiles of the usual sizes fit into."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Of one channel. `area` counts pixels; the others are of the finite values, None where there are none.

    `std_dev` is that of all these pixels, sqrt(sum((x - mean)**2) / n), as numpy's `std` gives it.
    """

    area: int
    minimum: float | None
    maximum: float | None
    mean: float | None
    total: float | None
    std_dev: float | None


def measure(source: ImageSource, figure: Figure, *, z: int, t: int, channels: Sequence[int]) -> tuple[Measure, ...]:
    """Statistics of each channel; the part of a figure outside the image counts for nothing. See `masks`."""
    sums = [_Sums() for _ in channels]
    for region in pieces(bounds(figure), source.info.levels[0]):
        mask = pixels_of(figure, region)
        if mask.any():
            planes = source.read(region, z=z, t=t, channels=channels)
            with np.errstate(over="ignore", invalid="ignore"):  # sums of values near the end of the type
                for running, plane in zip(sums, planes, strict=True):
                    running.add(plane[mask])
    return tuple(running.measure() for running in sums)


def pieces(box: Box, size: LevelSize) -> Iterator[Region]:
    """The part of an image that a box covers, in pieces. Rounding may make it a pixel larger on each side."""
    region = clip(_covered(box, size), size)
    if region is None:
        return
    for top in range(region.y - region.y % SIDE, region.y + region.height, SIDE):
        for left in range(region.x - region.x % SIDE, region.x + region.width, SIDE):
            piece = clip(Region(0, left - region.x, top - region.y, SIDE, SIDE), LevelSize(region.width, region.height))
            if piece is not None:
                yield Region(0, piece.x + region.x, piece.y + region.y, piece.width, piece.height)


def _covered(box: Box, size: LevelSize) -> Region:
    """Boxes may be far larger than numbers of pixels can be: they are cut before they become integers."""
    left, right = (min(max(side, -1.0), size.width + 1.0) for side in (box.left, box.right))
    top, bottom = (min(max(side, -1.0), size.height + 1.0) for side in (box.top, box.bottom))
    x, y = math.floor(left) - 1, math.floor(top) - 1
    return Region(0, x, y, math.floor(right) + 2 - x, math.floor(bottom) + 2 - y)


class _Sums:
    """Count, extremes, sum and squared deviations, put together piece by piece.

    Chan, Golub and LeVeque, Updating formulae and a pairwise algorithm for computing sample variances (1979).
    """

    def __init__(self) -> None:
        self.area = self.count = 0
        self.minimum, self.maximum = math.inf, -math.inf
        self.total: int | float = 0
        """Exact for integers."""
        self.mean = self.squares = 0.0

    def add(self, values: Pixels) -> None:
        self.area += values.size
        if values.dtype.kind == "f":
            values = values[np.isfinite(values)].astype(np.float64)
        if values.size:
            self.minimum = min(self.minimum, float(values.min()))
            self.maximum = max(self.maximum, float(values.max()))
            self._merge(values)

    def _merge(self, values: Pixels) -> None:
        total = values.sum().item()
        mean = total / values.size
        away = mean - self.mean
        count = self.count + values.size
        own = float(np.square(values - mean).sum())
        self.squares += own + away * away * self.count * values.size / count
        self.mean += away * values.size / count
        self.total += total
        self.count = count

    def measure(self) -> Measure:
        if not self.count:
            return Measure(self.area, None, None, None, None, None)
        return Measure(
            area=self.area,
            minimum=self.minimum,
            maximum=self.maximum,
            mean=self.total / self.count,
            total=float(self.total),
            std_dev=math.sqrt(self.squares / self.count),
        )
