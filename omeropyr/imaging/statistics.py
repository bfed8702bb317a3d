"""Smallest and largest value of each channel, read economically."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from omeropyr.imaging.pixel_types import type_range
from omeropyr.imaging.regions import strips
from omeropyr.imaging.source import ImageSource, Pixels, SourceInfo

ENOUGH_PIXELS = 512
MAX_PLANES = 15
STRIP_BYTES = 16 * 2**20


@dataclass(frozen=True, slots=True)
class ChannelRange:
    """Extremes of one channel, in pixel values."""

    minimum: float
    maximum: float


def statistics(source: ImageSource) -> tuple[ChannelRange, ...]:
    """Extremes per channel.

    They are exact for images of one resolution with at most MAX_PLANES planes of z and t. Of larger stacks and
    series that many planes are read, evenly spread, the first and last among them; of a pyramid the smallest level
    whose longer side has at least ENOUGH_PIXELS: its averaged pixels may miss single extreme ones. NaN and
    infinities are left out; a channel without any finite value has the range of its type.
    """
    info = source.info
    if info.is_rgb and info.pixel_type == "uint8":
        return (ChannelRange(0.0, 255.0),) * info.size_c
    level = sampled_level(info)
    lowest, highest = [math.inf] * info.size_c, [-math.inf] * info.size_c
    for z, t in sampled_planes(info):
        for region in strips(info, level, strip_rows(info, level)):
            pixels = source.read(region, z=z, t=t, channels=range(info.size_c))
            for channel, plane in enumerate(pixels):
                low, high = _extremes(plane)
                lowest[channel] = min(lowest[channel], low)
                highest[channel] = max(highest[channel], high)
    return tuple(_range(low, high, info.pixel_type) for low, high in zip(lowest, highest, strict=True))


def sampled_level(info: SourceInfo) -> int:
    """The smallest level that is still large enough to judge by."""
    fitting = [n for n, size in enumerate(info.levels) if max(size.width, size.height) >= ENOUGH_PIXELS]
    return fitting[-1] if fitting else 0


def sampled_planes(info: SourceInfo) -> list[tuple[int, int]]:
    """(z, t) of the planes that are read."""
    count = info.size_z * info.size_t
    numbers = range(count) if count <= MAX_PLANES else np.linspace(0, count - 1, MAX_PLANES).round().astype(int)
    return [(int(number) % info.size_z, int(number) // info.size_z) for number in numbers]


def strip_rows(info: SourceInfo, level: int) -> int:
    """Rows of a strip: whole tiles, about STRIP_BYTES."""
    row = info.levels[level].width * info.size_c * 8
    return max(1, STRIP_BYTES // row // info.tile_height) * info.tile_height


def _extremes(plane: Pixels) -> tuple[float, float]:
    if plane.dtype.kind == "f":
        plane = plane[np.isfinite(plane)]
    return (float(plane.min()), float(plane.max())) if plane.size else (math.inf, -math.inf)


def _range(low: float, high: float, pixel_type: str) -> ChannelRange:
    return ChannelRange(low, high) if low <= high else ChannelRange(*type_range(pixel_type))
