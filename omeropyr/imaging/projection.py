"""Z projections, plane after plane, so that a stack is never in memory as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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

    A sum is clamped at the largest value of its type, a mean of integers is cut to an integer.
    """
    planes = z_range(projection, source.info.size_z)
    total: Any = None
    for z in planes:
        pixels = source.read(region, z=z, t=t, channels=channels)
        total = _first(pixels, projection.kind) if total is None else _combine(total, pixels, projection.kind)
    return _finish(total, len(planes), projection.kind, source.info.pixel_type)


def _first(pixels: Pixels, kind: ProjectionKind) -> Pixels:
    if kind is ProjectionKind.MAXIMUM:
        return pixels.copy()
    return pixels.astype(np.float64 if pixels.dtype.kind == "f" else np.int64)


def _combine(total: Pixels, pixels: Pixels, kind: ProjectionKind) -> Pixels:
    if kind is ProjectionKind.MAXIMUM:
        return np.fmax(total, pixels, out=total)
    return np.add(total, pixels, out=total)


def _finish(total: Pixels, count: int, kind: ProjectionKind, pixel_type: str) -> Pixels:
    dtype = pixel_types.dtype_of(pixel_type)
    if kind is ProjectionKind.MAXIMUM:
        return total
    if dtype.kind == "f":
        return (total / count if kind is ProjectionKind.MEAN else total).astype(dtype)
    if kind is ProjectionKind.MEAN:
        # towards zero, as casting a mean to an integer does
        return np.trunc(total / count).astype(dtype)
    limits = np.iinfo(dtype)
    return np.clip(total, limits.min, limits.max).astype(dtype)
