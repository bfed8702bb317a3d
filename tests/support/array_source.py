"""An image in memory, for tests of what is made of pixels: the simplest ImageSource there is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from omeropyr.imaging import pixel_types
from omeropyr.imaging.regions import require_inside, require_plane
from omeropyr.imaging.source import ChannelInfo, LevelSize, Pixels, Region, SourceInfo

TYPES = ("int8", "uint8", "int16", "uint16", "int32", "uint32", "float32", "float64")


class ArraySource:
    """`pixels` have the shape (t, c, z, y, x); `smaller` are further levels of the same kind."""

    def __init__(self, pixels: np.ndarray, *smaller: np.ndarray, **facts: Any) -> None:
        self.levels = (pixels, *smaller)
        self.read_bytes: list[int] = []
        size_t, size_c, size_z, size_y, size_x = pixels.shape
        known = {
            "name": "array",
            "channels": (ChannelInfo(),) * size_c,
            "levels": tuple(LevelSize(level.shape[4], level.shape[3]) for level in self.levels),
            "tile_width": size_x,
            "tile_height": min(size_y, 64),
            "pixel_type": pixel_types.pixel_type(pixels.dtype),
        }
        self.info = SourceInfo(
            size_x=size_x,
            size_y=size_y,
            size_z=size_z,
            size_c=size_c,
            size_t=size_t,
            **known | facts,
        )

    def read(self, region: Region, *, z: int, t: int, channels: Sequence[int]) -> Pixels:
        require_inside(self.info, region)
        require_plane(self.info, z, t, channels)
        rows, columns = slice(region.y, region.y + region.height), slice(region.x, region.x + region.width)
        part = self.levels[region.level][t, list(channels), z, rows, columns]
        self.read_bytes.append(part.nbytes)
        return part

    def read_plane(self, z: int, t: int, c: int = 0) -> np.ndarray:
        """One plane at full size, past `read`."""
        return self.levels[0][t, c, z]

    def close(self) -> None:
        """Nothing is held."""


def images(types: Sequence[str] = TYPES, most: int = 9, finite: bool = False) -> st.SearchStrategy[np.ndarray]:
    """Arrays (t, c, z, y, x) of any pixel type, with extreme values, and NaN and infinities unless `finite`."""
    shapes = st.tuples(
        st.integers(1, 2), st.integers(1, 3), st.integers(1, 5), st.integers(1, most), st.integers(1, most)
    )

    def of_type(name: str) -> st.SearchStrategy[np.ndarray]:
        elements = None
        if finite and name.startswith("float"):
            width = int(name[5:])
            elements = st.floats(-1e6, 1e6, width=width).map(lambda value: 0.0 if abs(value) < 1e-6 else value)
        return hnp.arrays(name, shapes, elements=elements)

    return st.sampled_from(list(types)).flatmap(of_type)
