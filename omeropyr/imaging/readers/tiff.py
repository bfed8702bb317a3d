"""TIFF and its kin: OME-TIFF, ImageJ, pyramids, whole-slide files; tifffile finds the pages, we read the pixels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from omeropyr.errors import UnknownFormat, UnreadableFile
from omeropyr.imaging import pixel_types
from omeropyr.imaging.acquisition import AcquisitionMetadata
from omeropyr.imaging.cache import decoded
from omeropyr.imaging.readers import tiff_acquisition, tiff_check, tiff_metadata
from omeropyr.imaging.readers.file_bytes import FileBytes
from omeropyr.imaging.readers.tiff_file import OpenTiff, readable
from omeropyr.imaging.readers.tiff_layout import Level
from omeropyr.imaging.readers.tiff_page import Array, Box, Page
from omeropyr.imaging.regions import require_inside, require_plane
from omeropyr.imaging.source import ChannelInfo, ImageSource, LevelSize, Pixels, Region, SourceInfo
from omeropyr.imaging.wells import WellPosition

MINISWHITE = 0
# a whole row of pixels is one "tile" of untiled files, as high as this many bytes allow
STRIP_BYTES = 1024 * 1024


class TiffReader:
    """Reader of the entry point `tiff`."""

    name = "tiff"
    suffixes = (".tif", ".tiff", ".ome.tif", ".ome.tiff", ".btf", ".tf8", ".tf2", ".svs", ".scn", ".lsm", ".stk")

    def accepts(self, path: Path) -> bool:
        return path.is_file() and tiff_check.is_tiff(path)

    def series(self, path: Path) -> Sequence[SourceInfo]:
        """Checks that every strip and tile lies inside the file and that the first one decodes."""
        return self.inspect(path)[0]

    def inspect(self, path: Path) -> tuple[Sequence[SourceInfo], Sequence[Path]]:
        """The images, and the file with its siblings when an OME-TIFF is spread over several."""
        with OpenTiff(path) as tiff:
            _require_whole_directories(path, tiff.others)
            found = [source_of(tiff, number) for number in range(len(tiff.images))]
            for source in found:
                source.require_whole()
            return [source.info for source in found], (path, *tiff.others)

    def acquisitions(self, path: Path) -> Sequence[AcquisitionMetadata]:
        return tiff_acquisition.acquisitions(path)

    def wells(self, path: Path) -> Sequence[WellPosition | None]:
        return tiff_acquisition.wells(path)

    def open(self, path: Path, series: int) -> ImageSource:
        tiff = OpenTiff(path)
        try:
            source = source_of(tiff, series)
            tiff.parsed()
        except BaseException:
            tiff.close()
            raise
        return source


def source_of(tiff: OpenTiff, number: int) -> TiffSource:
    """One of the images. Raises UnreadableFile if there is none of that number, or if its directories are damaged."""
    if not 0 <= number < len(tiff.images):
        raise UnreadableFile(tiff.path, f"it has no image number {number}.")
    try:
        return TiffSource(tiff, number)
    except Exception as error:
        raise readable(tiff.path, error) from error


class TiffSource:
    """One image of a TIFF."""

    def __init__(self, tiff: OpenTiff, number: int) -> None:
        self._tiff = tiff
        self._levels = tiff.levels(number)
        first = self._levels[0].keyframe
        self._samples = tiff_metadata.color_samples(first)
        self._inverted = first.photometric == MINISWHITE
        self._info = self._describe(number, first)
        self._dtype = pixel_types.dtype_of(self._info.pixel_type)

    @property
    def info(self) -> SourceInfo:
        return self._info

    def _describe(self, number: int, first: Any) -> SourceInfo:
        said = self._tiff.metadata(number, first)
        axes = self._levels[0].axes
        size_c = axes.size("c") * self._samples
        rgb = tiff_metadata.is_rgb(first) and size_c == len(tiff_metadata.RGB_CHANNELS)
        tile_width, tile_height = _tile_size(first)
        return SourceInfo(
            name=self._tiff.name_of(number, said.name),
            size_x=first.imagewidth,
            size_y=first.imagelength,
            size_z=axes.size("z"),
            size_c=size_c,
            size_t=axes.size("t"),
            pixel_type=self._pixel_type(first),
            channels=tiff_metadata.RGB_CHANNELS if rgb else _channels(said.channels, size_c),
            levels=tuple(LevelSize(level.width, level.height) for level in self._levels),
            tile_width=tile_width,
            tile_height=tile_height,
            is_rgb=rgb,
            description=said.description,
            acquired_at=said.acquired_at,
            physical_size_x_um=said.physical_size_x_um,
            physical_size_y_um=said.physical_size_y_um,
            physical_size_z_um=said.physical_size_z_um,
            nominal_magnification=said.nominal_magnification,
        )

    def _pixel_type(self, keyframe: Any) -> str:
        try:
            return pixel_types.pixel_type(keyframe.dtype)
        except (ValueError, TypeError) as error:
            raise UnknownFormat(self._tiff.path, f"{error}.") from error

    def read(self, region: Region, *, z: int, t: int, channels: Sequence[int]) -> Pixels:
        require_inside(self._info, region)
        require_plane(self._info, z, t, channels)
        level = self._levels[region.level]
        box = Box(region.x, region.y, region.x + region.width, region.y + region.height)
        if self._info.is_rgb and tuple(channels) == (0, 1, 2):
            # one page holds all three: hand out a view of it, so that nothing is copied
            return np.moveaxis(self._page(level, box, 0, z, t, range(self._samples)), 2, 0)
        result = np.empty((len(channels), region.height, region.width), self._dtype)
        for index, channel in enumerate(channels):
            number, sample = divmod(channel, self._samples)
            result[index] = self._page(level, box, number, z, t, range(sample, sample + 1))[:, :, 0]
        return result

    def _page(self, level: Level, box: Box, c: int, z: int, t: int, samples: range) -> Array:
        page = level.page(c, z, t)
        if page is None:
            return np.zeros((box.height, box.width, len(samples)), self._dtype)
        pixels = page.read(box, samples)
        if self._inverted:
            pixels = invert(pixels)
        return pixels.astype(self._dtype, copy=False)

    def require_whole(self) -> None:
        """Raises UnreadableFile if pixels are missing or the first tile or strip does not decode."""
        for level in self._levels:
            for page in _pages(level):
                page.require_whole()
        info = self._info
        corner = Region(len(info.levels) - 1, 0, 0, 1, 1)
        self.read(corner, z=0, t=0, channels=range(info.size_c))

    def close(self) -> None:
        for file in self._tiff.files.opened():
            decoded.forget(file)
        self._tiff.close()


def _pages(level: Level) -> Iterable[Page]:
    """The level's pages; one page is enough for a plane of contiguous data, the last."""
    positions: Iterable[int] = range(level.page_count)
    last = level.page_at(level.page_count - 1)
    if last is not None and last.is_computed:
        positions = islice(positions, level.page_count - 1, None)
    return (page for position in positions if (page := level.page_at(position)) is not None)


def _channels(said: tuple[ChannelInfo, ...], count: int) -> tuple[ChannelInfo, ...]:
    return (*said[:count], *[ChannelInfo()] * (count - len(said)))


def _tile_size(keyframe: Any) -> tuple[int, int]:
    """Native tiles where they are of a useful size, else whole rows up to STRIP_BYTES."""
    if keyframe.is_tiled and 64 <= keyframe.tilewidth <= 2048 and 64 <= keyframe.tilelength <= 2048:
        return keyframe.tilewidth, keyframe.tilelength
    row_bytes = keyframe.imagewidth * keyframe.samplesperpixel * np.dtype(keyframe.dtype).itemsize
    return keyframe.imagewidth, max(1, min(keyframe.imagelength, STRIP_BYTES // row_bytes))


def invert(pixels: Array) -> Array:
    """Pixels of files where 0 means white, turned so that 0 is black; only integers have such a meaning."""
    if pixels.dtype == bool:
        return ~pixels
    if pixels.dtype.kind != "u":
        return pixels
    return np.iinfo(pixels.dtype).max - pixels


def _require_whole_directories(path: Path, others: Iterable[Path]) -> None:
    for one in (path, *others):
        file = FileBytes(one)
        try:
            tiff_check.require_whole_chain(file)
        finally:
            file.close()
