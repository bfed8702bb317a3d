"""The order in which planes are written, and reading them band by band."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from omeropyr.imaging.regions import strips
from omeropyr.imaging.source import ImageSource, LevelSize, Pixels, SourceInfo

Progress = Callable[[int, int], None]
"""Called with the number of bands read and of all bands; what it raises ends the work."""


@dataclass(frozen=True, slots=True)
class Planes:
    """Planes in the order z, c, t (z fastest). RGB is written with its three samples together, as one plane."""

    info: SourceInfo

    @property
    def samples(self) -> int:
        return 3 if self.info.is_rgb and self.info.size_c == 3 else 1

    @property
    def count(self) -> int:
        return self.info.size_t * self.info.size_z * self.info.size_c // self.samples

    def shape(self, size: LevelSize) -> tuple[int, ...]:
        """Of all planes of a level: (t, c, z, y, x), for RGB (t, z, y, x, sample)."""
        info = self.info
        if self.samples > 1:
            return info.size_t, info.size_z, size.height, size.width, self.samples
        return info.size_t, info.size_c, info.size_z, size.height, size.width

    def places(self) -> Iterator[tuple[int, int, range]]:
        """(t, z, channels) of each."""
        info = self.info
        for t in range(info.size_t):
            for first in range(0, info.size_c, self.samples):
                for z in range(info.size_z):
                    yield t, z, range(first, first + self.samples)


def plane_bands(source: ImageSource, place: tuple[int, int, range], rows: int, level: int = 0) -> Iterator[Pixels]:
    """One plane from top to bottom in bands of shape (at most `rows`, width, samples)."""
    t, z, channels = place
    for region in strips(source.info, level, rows):
        yield np.moveaxis(source.read(region, z=z, t=t, channels=channels), 0, 2)


def bands(source: ImageSource, planes: Planes, rows: int, level: int = 0) -> Iterator[Pixels]:
    """Every plane, one after the other."""
    for place in planes.places():
        yield from plane_bands(source, place, rows, level)


def band_count(planes: Planes, size: LevelSize, rows: int) -> int:
    """Bands of all planes of a level."""
    return planes.count * -(-size.height // rows)
