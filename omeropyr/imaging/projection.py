"""Z projections, plane after plane, so that a stack is never in memory as a whole.

Maximum, mean and sum as the OME rendering engine defines them (ome.api.IProjection): the result has the type of the
image; a sum is clamped to the range of the type, a mean of integers is cut towards zero. Pixels that are NaN are left
out, as numpy's nanmax, nanmean and nansum do; where every plane is NaN the result is NaN.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import numpy as np

from omeropyr.errors import Invalid
from omeropyr.imaging import pixel_types
from omeropyr.imaging.settings import Projection, ProjectionKind
from omeropyr.imaging.source import ImageSource, Pixels, Region


def z_range(projection: Projection, size_z: int) -> range:
    """The planes of a projection, clamped to the stack. Raises Invalid if none is left."""
    start = max(projection.start or 0, 0)
    end = size_z - 1 if projection.end is None else min(projection.end, size_z - 1)
    if start > end:
        raise Invalid("p", f"the range of a projection must lie between 0 and {size_z - 1}")
    return range(start, end + 1)


def project(source: ImageSource, region: Region, projection: Projection, *, t: int, channels: Sequence[int]) -> Pixels:
    """Projected pixels of a region, shape (channels, height, width), in the type of the image.

    Memory beside the result: one plane, and its sum (of integers up to 16 bits: 4 bytes, else 8 bytes for each
    pixel); of RGB, whose channels are stored together, three of each.
    """
    planes = z_range(projection, source.info.size_z)
    dtype = pixel_types.dtype_of(source.info.pixel_type)
    result = np.empty((len(channels), region.height, region.width), dtype)
    step = len(channels) if source.info.is_rgb else 1
    for first in range(0, len(channels), step or 1):
        together = channels[first : first + step]
        stack = (source.read(region, z=z, t=t, channels=together) for z in planes)
        result[first : first + step] = combine(stack, projection.kind, len(planes), dtype)
    return result


def combine(stack: Iterable[Pixels], kind: ProjectionKind, count: int, dtype: np.dtype[Any]) -> Pixels:
    """One plane from `count` planes of the same shape and of type `dtype`, taken one after the other."""
    adder = _adder(kind, count, dtype)
    with np.errstate(over="ignore", invalid="ignore"):
        for pixels in stack:
            adder.add(pixels)
        return adder.result()


class _Adder(Protocol):
    def add(self, pixels: Pixels) -> None: ...

    def result(self) -> Pixels: ...


def _adder(kind: ProjectionKind, count: int, dtype: np.dtype[Any]) -> _Adder:
    if kind is ProjectionKind.MAXIMUM:
        return _Maximum()
    if dtype.kind == "f":
        return _Floats(dtype, mean=kind is ProjectionKind.MEAN)
    return _Integers(dtype, count, mean=kind is ProjectionKind.MEAN)


class _Maximum:
    def __init__(self) -> None:
        self._highest: Any = None

    def add(self, pixels: Pixels) -> None:
        if self._highest is None:
            self._highest = pixels.copy()
            return
        # fmax takes the number when the other is NaN; for integers it is half as fast
        larger = np.fmax if pixels.dtype.kind == "f" else np.maximum
        larger(self._highest, pixels, out=self._highest)

    def result(self) -> Pixels:
        highest: Pixels = self._highest
        return highest


class _Integers:
    def __init__(self, dtype: np.dtype[Any], count: int, *, mean: bool) -> None:
        # 32 bits hold the sum of 2**16 planes of 16 bits; 64 bits of 2**31 planes of 32 bits, more than any file has
        small = dtype.itemsize <= 2 and count <= 2**15
        self._wide = np.dtype(f"{dtype.kind}{4 if small else 8}")
        self._dtype, self._count, self._mean = dtype, count, mean
        self._total: Any = None

    def add(self, pixels: Pixels) -> None:
        if self._total is None:
            self._total = pixels.astype(self._wide)
        else:
            np.add(self._total, pixels, out=self._total)

    def result(self) -> Pixels:
        if self._mean:
            # towards zero, where // goes down
            quotient = np.abs(self._total) // self._count
            return np.asarray(quotient * np.sign(self._total), self._dtype)
        limits = np.iinfo(self._dtype)
        return np.asarray(np.clip(self._total, limits.min, limits.max), self._dtype)


class _Floats:
    def __init__(self, dtype: np.dtype[Any], *, mean: bool) -> None:
        self._dtype, self._mean = dtype, mean
        self._total: Any = None
        self._numbers: Any = None

    def add(self, pixels: Pixels) -> None:
        missing = np.isnan(pixels)
        if self._total is None:
            self._total = np.zeros(pixels.shape, np.float64)
            self._numbers = np.zeros(pixels.shape, np.uint32)
        self._numbers += ~missing
        np.add(self._total, pixels, out=self._total, where=~missing)

    def result(self) -> Pixels:
        with np.errstate(divide="ignore"):
            total = self._total / self._numbers if self._mean else self._total
        total[self._numbers == 0] = np.nan
        return np.asarray(total, self._dtype)
