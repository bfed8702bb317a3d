"""One image of a TIFF: regions of pixels, and tiles as they are stored."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from omeropyr.imaging.arena import briefly
from omeropyr.imaging.readers import tiff_stored
from omeropyr.imaging.readers.file_set import FileSet
from omeropyr.imaging.readers.tiff_header import TiffHeader, TiffImage
from omeropyr.imaging.readers.tiff_layout import Level
from omeropyr.imaging.readers.tiff_plane import PlaneReader, require_whole
from omeropyr.imaging.readers.tiff_segments import Box, Plane
from omeropyr.imaging.regions import require_inside, require_plane
from omeropyr.imaging.source import Pixels, Region, SourceInfo

RGB = (0, 1, 2)
Array = NDArray[Any]


class TiffSource:
    """Reads with the tables of a header; its files are opened when they are needed."""

    def __init__(self, header: TiffHeader, number: int) -> None:
        self._image: TiffImage = header.images[number]
        self._info = self._image.info
        self._files = FileSet(header.files, header.stamps)
        self._reader = PlaneReader(header.token)
        self._identity = (header.token, number)

    @property
    def info(self) -> SourceInfo:
        return self._info

    def read(self, region: Region, *, z: int, t: int, channels: Sequence[int]) -> Pixels:
        return self._read(region, (z, t), channels, brief=False)

    def planes(self, region: Region, *, z: int, t: int, channels: Sequence[int]) -> Pixels | Sequence[Pixels]:
        """As `read`, plane by plane without copying them together; valid until this thread asks again."""
        briefly.reset()
        if self._is_all_of_rgb(channels):
            return self._read(region, (z, t), channels, brief=True)
        require_inside(self._info, region)
        require_plane(self._info, z, t, channels)
        return [self._channel(region, (z, t), channel, brief=True) for channel in channels]

    def _read(self, region: Region, place: tuple[int, int], channels: Sequence[int], *, brief: bool) -> Pixels:
        require_inside(self._info, region)
        require_plane(self._info, *place, channels)
        if self._is_all_of_rgb(channels):
            # one page holds all three: hand out a view of it, so that nothing is copied
            return self._page(region, 0, place, range(self._image.samples), brief).transpose(2, 0, 1)
        result = np.empty((len(channels), region.height, region.width), self._image.dtype)
        for index, channel in enumerate(channels):
            result[index] = self._channel(region, place, channel, brief=brief)
        return result

    def _is_all_of_rgb(self, channels: Sequence[int]) -> bool:
        return self._info.is_rgb and tuple(channels) == RGB

    def _channel(self, region: Region, place: tuple[int, int], channel: int, *, brief: bool) -> Pixels:
        number, sample = divmod(channel, self._image.samples)
        return self._page(region, number, place, range(sample, sample + 1), brief)[:, :, 0]

    def _page(self, region: Region, number: int, place: tuple[int, int], samples: range, brief: bool) -> Array:
        plane = self._image.levels[region.level].plane(number, *place)
        if plane is None:
            return np.zeros((region.height, region.width, len(samples)), self._image.dtype)
        box = Box(region.x, region.y, region.x + region.width, region.y + region.height)
        pixels = self._reader.read(self._files.at(plane.file), plane, box, samples, brief=brief)
        if self._image.inverted:
            pixels = invert(pixels)
        return pixels if pixels.dtype == self._image.dtype else pixels.astype(self._image.dtype)

    def stored_jpeg(self, region: Region, *, z: int, t: int) -> bytes | None:
        """The bytes of the file if `region` is one whole JPEG tile of an RGB image, else None."""
        require_inside(self._info, region)
        require_plane(self._info, z, t, ())
        plane = self._image.levels[region.level].plane(0, z, t) if self._info.is_rgb else None
        if plane is None or plane.layout.jpeg_colors is None:
            return None
        index = plane.layout.whole_segment(region.x, region.y, region.width, region.height)
        size = 0 if index is None else int(plane.counts[index])
        if index is None or not size:
            return None
        data = self._files.at(plane.file).read_at(int(plane.offsets[index]), size)
        frames = _frames(region.width, region.height)
        return tiff_stored.standalone(data, plane.tables, plane.layout.jpeg_colors, frames)

    def identity(self, region: Region, *, z: int, t: int, channels: Sequence[int]) -> Hashable | None:
        """The header, which is parsed anew when a file has changed, and the image."""
        return self._identity

    def require_unchanged(self, region: Region, *, z: int, t: int, channels: Sequence[int]) -> None:
        """Raises UnreadableFile if a file with pixels of these channels was changed, replaced or removed."""
        level, samples = self._image.levels[region.level], self._image.samples
        planes = [level.plane(number, z, t) for number in {channel // samples for channel in channels}]
        for file in {plane.file for plane in planes if plane is not None}:
            self._files.at(file)

    def require_whole(self) -> None:
        """Raises UnreadableFile if pixels are missing or the first tile or strip does not decode."""
        for level in self._image.levels:
            for plane in _checked(level):
                require_whole(self._files.at(plane.file), plane)
        info = self._info
        corner = Region(len(info.levels) - 1, 0, 0, 1, 1)
        self.read(corner, z=0, t=0, channels=range(info.size_c))

    def close(self) -> None:
        self._files.close()


_frames = lru_cache(maxsize=64)(tiff_stored.frame_header)


def _checked(level: Level) -> Iterable[Plane]:
    """The level's pages; of contiguous planes whose place is computed the last is enough."""
    last = level.planes[-1]
    return (last,) if last is not None and last.is_computed else filter(None, level.planes)


def invert(pixels: Array) -> Array:
    """Pixels of files where 0 means white, turned so that 0 is black; only integers have such a meaning."""
    if pixels.dtype == bool:
        return ~pixels
    if pixels.dtype.kind != "u":
        return pixels
    return np.iinfo(pixels.dtype).max - pixels
