"""OME-TIFF: one file with every plane, its metadata as OME-XML, and smaller levels as SubIFDs.

Format: OME-TIFF specification, https://docs.openmicroscopy.org/ome-model/6.3.1/ome-tiff/specification.html; levels as
in its section on sub-resolutions. Pages are in the order XYZCT. Classic TIFF where 4 GB cannot be reached, so that
every program opens it, else BigTIFF.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import tifffile

from omeropyr.imaging import pixel_types
from omeropyr.imaging.export.planes import Planes, Progress, band_count, bands
from omeropyr.imaging.halving import halve, level_sizes
from omeropyr.imaging.ome_write import ome_xml
from omeropyr.imaging.source import ImageSource, LevelSize, Pixels, SourceInfo

TILE = 512
TILE_STEP = 16
"""TIFF wants sides of tiles that this divides."""
FLAT_SIDE = 2048
"""An image without levels whose longer side is at most this gets none."""
CLASSIC_BYTES = 2**31
"""Of pixels; compressed noise may take more, but never twice as much."""
BUFFER_BYTES = 32 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How tiles are stored, in tifffile's words."""

    compression: str | None
    level: int | None = None
    predictor: bool = False
    subsampling: tuple[int, int] | None = None


PORTABLE = Encoding(compression="zlib", level=1, predictor=True)
"""What every program reads. Higher levels take up to eight times as long and save 3 % of a microscope's noise."""
LOSSLESS = Encoding(compression="zstd", level=1, predictor=True)
"""For files that only we read: three times as fast."""
PHOTOGRAPHIC = Encoding(compression="jpeg", level=85, subsampling=(2, 2))
"""For 8 bit RGB only, and lossy: an option for files that are made here in the first place."""


def write_ome_tiff(
    source: ImageSource,
    target: Path | IO[bytes],
    progress: Progress | None = None,
    *,
    encoding: Encoding = PORTABLE,
) -> None:
    """Write the whole image to a file, or to an open one that can seek.

    Levels are those of the source; an image without any and with a side over FLAT_SIDE gets halved ones. Memory: a
    few bands of TILE rows; halved levels wait in nameless temporary files beside the target (a third of the pixels).
    What the source or `progress` raises ends the work, and a file that was begun is removed.
    """
    try:
        _write(source, target, progress, encoding)
    except BaseException:
        if isinstance(target, Path):
            target.unlink(missing_ok=True)
        raise


def _write(source: ImageSource, target: Path | IO[bytes], progress: Progress | None, encoding: Encoding) -> None:
    sizes = exported_levels(source.info)
    planes = Planes(source.info)
    folder = target.parent if isinstance(target, Path) else None
    big = _pixel_bytes(planes, sizes) >= CLASSIC_BYTES
    # a nameless file has a number for a name, which tifffile does not take
    file = target if isinstance(target, Path) else tifffile.FileHandle(target, name="image.ome.tif", size=0)
    with tifffile.TiffWriter(file, bigtiff=big) as writer, ExitStack() as spills:
        if len(source.info.levels) > 1:
            feeds = _own_levels(source, planes, sizes, progress)
        else:
            feeds = _halved_levels(source, planes, sizes, progress, _Spills(spills, folder))
        for number, feed in enumerate(feeds):
            options = _first_options(source.info, len(sizes) - 1) if number == 0 else {"subfiletype": 1}
            _write_level(writer, planes, sizes[number], encoding, feed, options)


def exported_levels(info: SourceInfo) -> tuple[LevelSize, ...]:
    if len(info.levels) > 1 or max(info.size_x, info.size_y) <= FLAT_SIDE:
        return info.levels
    return level_sizes(info.size_x, info.size_y)


def _pixel_bytes(planes: Planes, sizes: Iterable[LevelSize]) -> int:
    pixels = sum(size.width * size.height for size in sizes) * planes.count * planes.samples
    return pixels * pixel_types.dtype_of(planes.info.pixel_type).itemsize


def _write_level(
    writer: Any, planes: Planes, size: LevelSize, encoding: Encoding, feed: Iterable[Pixels], options: dict[str, Any]
) -> None:
    dtype = pixel_types.dtype_of(planes.info.pixel_type)
    tile = tile_shape(size)
    writer.write(
        _tiles(feed, tile),
        shape=planes.shape(size),
        dtype=dtype,
        tile=tile,
        photometric="rgb" if planes.samples > 1 else "minisblack",
        compression=encoding.compression,
        compressionargs={} if encoding.level is None else {"level": encoding.level},
        subsampling=encoding.subsampling,
        predictor=encoding.predictor and dtype.kind in "ui",
        software="omeropyr",
        metadata=None,
        maxworkers=os.cpu_count(),
        buffersize=BUFFER_BYTES,
        **options,
    )


def _first_options(info: SourceInfo, smaller: int) -> dict[str, Any]:
    """The full size carries the metadata, and the smaller levels as SubIFDs."""
    options: dict[str, Any] = {"subifds": smaller, "description": ome_xml(info)}
    if info.physical_size_x_um and info.physical_size_y_um:
        per_centimetre = (1e4 / info.physical_size_x_um, 1e4 / info.physical_size_y_um)
        options |= {"resolution": per_centimetre, "resolutionunit": "CENTIMETER"}
    return options


def tile_shape(size: LevelSize) -> tuple[int, int]:
    """Rows and columns of a tile: TILE, or as small as the level."""
    sides = (min(TILE, -(-side // TILE_STEP) * TILE_STEP) for side in (size.height, size.width))
    return next(sides), next(sides)


def _own_levels(
    source: ImageSource, planes: Planes, sizes: tuple[LevelSize, ...], progress: Progress | None
) -> Iterator[Iterator[Pixels]]:
    """Bands of every level that the source has."""
    total = sum(band_count(planes, size, tile_shape(size)[0]) for size in sizes)
    done = 0
    for number, size in enumerate(sizes):
        rows = tile_shape(size)[0]
        yield _counted(bands(source, planes, rows, number), done, total, progress)
        done += band_count(planes, size, rows)


class _Spills:
    """Nameless files in the folder of the target: the system's temporary folder may be small or in memory."""

    def __init__(self, stack: ExitStack, folder: Path | None) -> None:
        self._stack, self._folder = stack, folder

    def new(self) -> IO[bytes]:
        return self._stack.enter_context(tempfile.TemporaryFile(dir=self._folder))


def _halved_levels(
    source: ImageSource,
    planes: Planes,
    sizes: tuple[LevelSize, ...],
    progress: Progress | None,
    spills: _Spills,
) -> Iterator[Iterator[Pixels]]:
    """Bands of the full size, then of each level from what was halved of the one before."""
    rows = tile_shape(sizes[0])[0]
    total = band_count(planes, sizes[0], rows)
    feed = _counted(bands(source, planes, rows), 0, total, progress)
    for number in range(len(sizes)):
        if number + 1 == len(sizes):
            yield feed
            return
        spill = spills.new()
        yield _halving(feed, spill)
        feed = _from_spill(spill, planes, sizes[number + 1])


def _counted(feed: Iterator[Pixels], done: int, total: int, progress: Progress | None) -> Iterator[Pixels]:
    for band in feed:
        done += 1
        # before the band is handed on: the writer does not come back after the last one
        if progress is not None:
            progress(done, total)
        yield band


def _halving(feed: Iterator[Pixels], spill: IO[bytes]) -> Iterator[Pixels]:
    for band in feed:
        spill.write(halve(band).tobytes())
        yield band


def _from_spill(spill: IO[bytes], planes: Planes, size: LevelSize) -> Iterator[Pixels]:
    dtype = pixel_types.dtype_of(planes.info.pixel_type)
    rows = tile_shape(size)[0]
    spill.seek(0)
    for _ in range(planes.count):
        for top in range(0, size.height, rows):
            shape = (min(rows, size.height - top), size.width, planes.samples)
            data = spill.read(int(np.prod(shape)) * dtype.itemsize)
            yield np.frombuffer(data, dtype).reshape(shape)


def _tiles(feed: Iterable[Pixels], tile: tuple[int, int]) -> Iterator[Pixels]:
    """Tiles of every band, filled up at the edges with the last pixels."""
    for band in feed:
        for left in range(0, band.shape[1], tile[1]):
            yield _full_tile(band[:, left : left + tile[1]], tile)


def _full_tile(part: Pixels, tile: tuple[int, int]) -> Pixels:
    full = part
    if part.shape[:2] != tile:
        missing = ((0, tile[0] - part.shape[0]), (0, tile[1] - part.shape[1]), (0, 0))
        full = np.pad(part, missing, mode="edge")
    return np.ascontiguousarray(full if full.shape[2] > 1 else full[:, :, 0])
