"""Which page of a TIFF holds which plane: tifffile's axes mapped to C, Z and T."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from omeropyr.imaging.readers.tiff_segments import Plane

DIMENSIONS = {"C": "c", "S": "c", "Z": "z", "T": "t"}


@dataclass(frozen=True, slots=True)
class Axes:
    """The axes outside a page, slowest first: (dimension c, z or t; size)."""

    outer: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, letters: str, shape: Sequence[int]) -> Axes:
        """Axes without a meaning of their own (I, Q, ...) become time, then depth, then channels."""
        free = [dimension for dimension in "tzc" if dimension not in {DIMENSIONS.get(letter) for letter in letters}]
        outer = []
        for letter, size in zip(letters, shape, strict=True):
            dimension = DIMENSIONS.get(letter) or (free.pop(0) if free else "t")
            outer.append((dimension, size))
        return cls(tuple(outer))

    def size(self, dimension: str) -> int:
        return math.prod(size for name, size in self.outer if name == dimension)

    def position(self, c: int, z: int, t: int) -> int:
        """Number of the page in the order of the file."""
        left = {"c": c, "z": z, "t": t}
        position, stride = 0, 1
        for dimension, size in reversed(self.outer):
            left[dimension], step = divmod(left[dimension], size)
            position += step * stride
            stride *= size
        return position

    @property
    def page_count(self) -> int:
        return math.prod(size for _, size in self.outer)


@dataclass(frozen=True, slots=True)
class Level:
    """One resolution of one image; None stands for a plane the fileset does not hold (it is shown as zeros)."""

    axes: Axes
    width: int
    height: int
    planes: tuple[Plane | None, ...]

    def plane(self, c: int, z: int, t: int) -> Plane | None:
        return self.planes[self.axes.position(c, z, t) if self.axes.outer else 0]
