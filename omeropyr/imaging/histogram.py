"""How often each brightness occurs in a plane.

Bin i of n counts the values v with i <= n (v - minimum) / (maximum - minimum) < i + 1; the maximum itself belongs to
the last bin, as in numpy.histogram. Values outside and NaN are not counted. Where minimum equals maximum there is one
value, and the first bin has it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from omeropyr.errors import Invalid
from omeropyr.imaging.regions import strips
from omeropyr.imaging.source import ImageSource, Pixels, Region, SourceInfo
from omeropyr.imaging.statistics import strip_rows

MOST_BINS = 65536
ENOUGH_PIXELS = 10**6
Counts = NDArray[np.int64]
Limits = tuple[float, float]


def histogram(
    source: ImageSource,
    channel: int,
    *,
    z: int,
    t: int,
    bins: int = 256,
    over: Limits | None = None,
    level: int | None = None,
) -> tuple[Counts, Limits]:
    """`bins` counts and the limits they span: `over`, by default the smallest and largest finite value of the plane.

    Of images with several levels `level` is read, by default the smallest with ENOUGH_PIXELS pixels. Memory: a
    strip, and for 8 and 16 bit integers one count for each value. A plane without any finite value has the limits
    0, 0 and no counts. Raises Invalid for a number of bins outside 1..65536 and for limits that are not finite and
    in order.
    """
    if not 1 <= bins <= MOST_BINS:
        raise Invalid("bins", f"must be from 1 to {MOST_BINS}")
    if over is not None and not (math.isfinite(over[0]) and math.isfinite(over[1]) and over[0] <= over[1]):
        raise Invalid("over", "must be two finite numbers, the smaller first")
    plane = _Plane(source, channel, z, t, histogram_level(source.info) if level is None else level)
    if plane.is_countable:
        values, numbers = plane.occurrences()
        limits = _limits_of(values) if over is None else over
        return count(values, bins, limits, numbers), limits
    limits = plane.limits() if over is None else over
    total = np.zeros(bins, np.int64)
    for strip in plane.strips():
        total += count(strip, bins, limits)
    return total, limits


def count(values: Pixels, bins: int, limits: Limits, numbers: Counts | None = None) -> Counts:
    """Counts of `values` (each as often as `numbers` says) between `limits`; the formula is above."""
    low, high = limits
    flat = values.ravel().astype(np.float64)
    inside = (flat >= low) & (flat <= high)
    weights = None if numbers is None else numbers[inside]
    # halved, since the whole span of float64 does not fit into float64
    placed = (flat[inside] / 2 - low / 2) / (high / 2 - low / 2) if high > low else np.zeros(int(inside.sum()))
    index = np.minimum((placed * bins).astype(np.int64), bins - 1)
    found = np.bincount(index, weights, minlength=bins)
    return found.astype(np.int64)


def histogram_level(info: SourceInfo) -> int:
    """The smallest level with ENOUGH_PIXELS; full size if none has."""
    fitting = [n for n, size in enumerate(info.levels) if size.width * size.height >= ENOUGH_PIXELS]
    return fitting[-1] if fitting else 0


class _Plane:
    """One plane of one channel at one level, read strip by strip."""

    def __init__(self, source: ImageSource, channel: int, z: int, t: int, level: int) -> None:
        self._source, self._channel, self._z, self._t, self._level = source, channel, z, t, level

    @property
    def is_countable(self) -> bool:
        """Whether there are few enough possible values to count each."""
        return self._source.info.pixel_type in ("bit", "int8", "uint8", "int16", "uint16")

    def strips(self) -> Iterator[Pixels]:
        info = self._source.info
        for region in strips(info, self._level, strip_rows(info, self._level)):
            yield self._read(region)

    def _read(self, region: Region) -> Pixels:
        plane: Pixels = self._source.read(region, z=self._z, t=self._t, channels=[self._channel])[0]
        return plane

    def occurrences(self) -> tuple[Pixels, Counts]:
        """Each value that occurs, ascending, and how often."""
        total: Any = 0
        offset = 0
        for strip in self.strips():
            offset = 0 if strip.dtype.kind == "u" else int(np.iinfo(strip.dtype).min)
            shifted = strip.ravel().astype(np.int32) - offset
            total = total + np.bincount(shifted, minlength=2 ** (8 * strip.dtype.itemsize))
        values = np.flatnonzero(total)
        return values + offset, total[values]

    def limits(self) -> Limits:
        low, high = math.inf, -math.inf
        for strip in self.strips():
            finite = strip[np.isfinite(strip)]
            if finite.size:
                low, high = min(low, float(finite.min())), max(high, float(finite.max()))
        return (low, high) if low <= high else (0.0, 0.0)


def _limits_of(values: Pixels) -> Limits:
    return float(values[0]), float(values[-1])
