"""From a TIFF file to its header: tifffile finds the pages and their meaning, only the tables are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from omeropyr.errors import UnknownFormat
from omeropyr.imaging import pixel_types
from omeropyr.imaging.readers import tiff_metadata
from omeropyr.imaging.readers.file_stamp import stamp_of
from omeropyr.imaging.readers.tiff_file import OpenTiff, readable
from omeropyr.imaging.readers.tiff_header import HeaderCache, TiffHeader, TiffImage
from omeropyr.imaging.readers.tiff_layout import Level
from omeropyr.imaging.readers.tiff_tables import TableBuilder
from omeropyr.imaging.source import ChannelInfo, LevelSize, SourceInfo

MINISWHITE = 0
# a whole row of pixels is one "tile" of untiled files, as high as this many bytes allow
STRIP_BYTES = 1024 * 1024


def parse_header(path: Path) -> TiffHeader:
    """Raises UnreadableFile and UnknownFormat."""
    stamp = stamp_of(path)
    with OpenTiff(path) as tiff:
        try:
            tables = TableBuilder(path, tiff.others)
            images = tuple(_image(tiff, number, tables) for number in range(len(tiff.images)))
        except Exception as error:
            raise readable(path, error) from error
    # the stamp of before: a file that changes meanwhile is then known to have changed
    return TiffHeader(images, tables.files, (stamp, *map(stamp_of, tiff.others)))


headers = HeaderCache(24 * 2**20, parse_header)
"""Shared by all sources of this process; a page of 4000 tiles takes 64 KB, a thousand small pages half a megabyte."""


def _image(tiff: OpenTiff, number: int, tables: TableBuilder) -> TiffImage:
    levels = tuple(tables.level(series) for series in tiff.images[number])
    first = tiff.images[number][0].keyframe
    samples = tiff_metadata.color_samples(first)
    info = _describe(tiff, number, first, levels)
    dtype = pixel_types.dtype_of(info.pixel_type)
    return TiffImage(info, levels, samples, first.photometric == MINISWHITE, dtype)


def _describe(tiff: OpenTiff, number: int, first: Any, levels: tuple[Level, ...]) -> SourceInfo:
    said = tiff.metadata(number, first)
    axes = levels[0].axes
    size_c = axes.size("c") * tiff_metadata.color_samples(first)
    rgb = tiff_metadata.is_rgb(first) and size_c == len(tiff_metadata.RGB_CHANNELS)
    tile_width, tile_height = _tile_size(first)
    return SourceInfo(
        name=tiff.name_of(number, said.name),
        size_x=first.imagewidth,
        size_y=first.imagelength,
        size_z=axes.size("z"),
        size_c=size_c,
        size_t=axes.size("t"),
        pixel_type=_pixel_type(tiff.path, first),
        channels=tiff_metadata.RGB_CHANNELS if rgb else _channels(said.channels, size_c),
        levels=tuple(LevelSize(level.width, level.height) for level in levels),
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


def _pixel_type(path: Path, keyframe: Any) -> str:
    try:
        return pixel_types.pixel_type(keyframe.dtype)
    except (ValueError, TypeError) as error:
        raise UnknownFormat(path, f"{error}.") from error


def _channels(said: tuple[ChannelInfo, ...], count: int) -> tuple[ChannelInfo, ...]:
    return (*said[:count], *[ChannelInfo()] * (count - len(said)))


def _tile_size(keyframe: Any) -> tuple[int, int]:
    """Native tiles where they are of a useful size, else whole rows up to STRIP_BYTES."""
    if keyframe.is_tiled and 64 <= keyframe.tilewidth <= 2048 and 64 <= keyframe.tilelength <= 2048:
        return keyframe.tilewidth, keyframe.tilelength
    row_bytes = keyframe.imagewidth * keyframe.samplesperpixel * np.dtype(keyframe.dtype).itemsize
    return keyframe.imagewidth, max(1, min(keyframe.imagelength, STRIP_BYTES // row_bytes))
