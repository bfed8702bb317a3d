"""Pyramids for big images that come without one: a tiled OME-TIFF with levels, written strip by strip."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import tifffile
from PIL import Image

from omeropyr.imaging import pixel_types
from omeropyr.imaging.ome_write import ome_xml
from omeropyr.imaging.regions import strips
from omeropyr.imaging.source import ImageSource, LevelSize, Pixels, SourceInfo, SourceSpec

Progress = Callable[[int, int], None]
"""Called with the number of strips read and of all strips."""

LIMIT = 3192 * 3192
TILE = 512
SMALLEST = 512
BUFFER_BYTES = 32 * 2**20


def needs_pyramid(info: SourceInfo, limit: int = LIMIT) -> bool:
    """True for an image of more than `limit` pixels whose smallest level is still that big."""
    smallest = info.levels[-1]
    return smallest.width * smallest.height > limit


def level_sizes(width: int, height: int) -> tuple[LevelSize, ...]:
    """Halved (rounded up) until the longer side is at most SMALLEST."""
    sizes = [LevelSize(width, height)]
    while max(sizes[-1].width, sizes[-1].height) > SMALLEST:
        sizes.append(LevelSize(-(-sizes[-1].width // 2), -(-sizes[-1].height // 2)))
    return tuple(sizes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How tiles are stored, in tifffile's words."""

    compression: str | None
    level: int | None = None
    predictor: bool = False
    subsampling: tuple[int, int] | None = None


LOSSLESS = Encoding(compression="zstd", level=1, predictor=True)
PHOTOGRAPHIC = Encoding(compression="jpeg", level=85, subsampling=(2, 2))
"""For 8 bit RGB only, and lossy: an option for files that are made here in the first place."""


def build_pyramid(
    source: ImageSource, path: Path, progress: Progress | None = None, *, encoding: Encoding = LOSSLESS
) -> SourceSpec:
    """Write the pyramid of `source` to `path` (best `*.ome.tif`) and say how to open it.

    Memory: a few strips of TILE rows. The file appears whole or not at all: it is written under another name beside
    `path`, with a nameless temporary file for the levels, and renamed at the end.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        _write(source, unfinished, encoding, progress)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    return SourceSpec(reader="tiff", files=(str(path),))


@dataclass(frozen=True, slots=True)
class _Planes:
    """How planes follow each other in the file; samples is 3 for RGB, where a page holds all channels."""

    info: SourceInfo
    samples: int

    @property
    def count(self) -> int:
        return self.info.size_t * self.info.size_z * self.info.size_c // self.samples

    def shape(self, size: LevelSize) -> tuple[int, ...]:
        info = self.info
        if self.samples > 1:
            return info.size_t, info.size_z, size.height, size.width, self.samples
        return info.size_t, info.size_c, info.size_z, size.height, size.width

    def places(self) -> Iterator[tuple[int, int, range]]:
        """(t, z, channels) of each page."""
        info = self.info
        for t in range(info.size_t):
            for first in range(0, info.size_c, self.samples):
                for z in range(info.size_z):
                    yield t, z, range(first, first + self.samples)


def _write(source: ImageSource, path: Path, encoding: Encoding, progress: Progress | None) -> None:
    info = source.info
    planes = _Planes(info, 3 if info.is_rgb else 1)
    sizes = level_sizes(info.size_x, info.size_y)
    feed = _from_source(source, planes, progress)
    with tifffile.TiffWriter(path, bigtiff=True) as writer, ExitStack() as spills:
        for number, size in enumerate(sizes):
            spill = spills.enter_context(_spill_file(path)) if number + 1 < len(sizes) else None
            options = _first_options(info, len(sizes) - 1) if number == 0 else {"subfiletype": 1}
            _write_level(writer, planes, size, encoding, _tiles(feed, spill), options)
            if spill is not None:
                feed = _from_spill(spill, planes, sizes[number + 1])


def _spill_file(path: Path) -> IO[bytes]:
    """A nameless file in the same folder (the system's temporary folder may be small or in memory)."""
    return tempfile.TemporaryFile(dir=path.parent)


def _write_level(
    writer: Any, planes: _Planes, size: LevelSize, encoding: Encoding, tiles: Iterable[Pixels], options: dict[str, Any]
) -> None:
    dtype = pixel_types.dtype_of(planes.info.pixel_type)
    writer.write(
        tiles,
        shape=planes.shape(size),
        dtype=dtype,
        tile=(TILE, TILE),
        photometric="rgb" if planes.samples > 1 else "minisblack",
        compression=encoding.compression,
        compressionargs={} if encoding.level is None else {"level": encoding.level},
        subsampling=encoding.subsampling,
        predictor=encoding.predictor and dtype.kind in "ui",
        metadata=None,
        maxworkers=os.cpu_count(),
        buffersize=BUFFER_BYTES,
        **options,
    )


def _first_options(info: SourceInfo, smaller: int) -> dict[str, Any]:
    """The full size carries the metadata, and the smaller levels as SubIFDs."""
    return {"subifds": smaller, "description": ome_xml(info)}


def _from_source(source: ImageSource, planes: _Planes, progress: Progress | None) -> Iterator[Pixels]:
    """Strips of TILE rows of every page, shape (rows, width, samples)."""
    total = planes.count * -(-planes.info.size_y // TILE)
    done = 0
    for t, z, channels in planes.places():
        for region in strips(source.info, 0, TILE):
            strip = np.moveaxis(source.read(region, z=z, t=t, channels=channels), 0, 2)
            done += 1
            # before the strip is handed on: the writer does not come back after the last one
            if progress is not None:
                progress(done, total)
            yield strip


def _from_spill(spill: IO[bytes], planes: _Planes, size: LevelSize) -> Iterator[Pixels]:
    dtype = pixel_types.dtype_of(planes.info.pixel_type)
    spill.seek(0)
    for _ in range(planes.count):
        for top in range(0, size.height, TILE):
            shape = (min(TILE, size.height - top), size.width, planes.samples)
            data = spill.read(int(np.prod(shape)) * dtype.itemsize)
            yield np.frombuffer(data, dtype).reshape(shape)


def _tiles(feed: Iterable[Pixels], spill: IO[bytes] | None) -> Iterator[Pixels]:
    """Tiles of every strip, filled up at the edges; the halved strips go to `spill` for the next level."""
    for strip in feed:
        if spill is not None:
            spill.write(halve(strip).tobytes())
        for left in range(0, strip.shape[1], TILE):
            yield _full_tile(strip[:, left : left + TILE])


def _full_tile(part: Pixels) -> Pixels:
    tile = part
    if part.shape[:2] != (TILE, TILE):
        missing = ((0, TILE - part.shape[0]), (0, TILE - part.shape[1]), (0, 0))
        tile = np.pad(part, missing, mode="edge")
    return np.ascontiguousarray(tile if tile.shape[2] > 1 else tile[:, :, 0])


def halve(strip: Pixels) -> Pixels:
    """Means of 2 x 2 pixels, shape (ceil(h/2), ceil(w/2), samples); an odd last row or column stands for two."""
    height, width, samples = strip.shape
    if strip.dtype == np.uint8 and samples in (1, 3):
        return _halve_bytes(strip)
    if height % 2 or width % 2:
        strip = np.pad(strip, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    wide: Any = strip.astype(_sum_type(strip.dtype))
    rows = wide[0::2] + wide[1::2]
    total = rows[:, 0::2] + rows[:, 1::2]
    if strip.dtype.kind == "f":
        return np.asarray(total / 4, strip.dtype)
    return np.asarray((total + 2) >> 2, strip.dtype)


def _halve_bytes(strip: Pixels) -> Pixels:
    """The same by Pillow, several times as fast."""
    picture = Image.fromarray(np.ascontiguousarray(strip[:, :, 0] if strip.shape[2] == 1 else strip)).reduce(2)
    return np.asarray(picture).reshape(picture.height, picture.width, strip.shape[2])


def _sum_type(dtype: np.dtype[Any]) -> str:
    """A type that holds the sum of four pixels."""
    return "f8" if dtype.kind == "f" else f"{dtype.kind}{dtype.itemsize * 2}"
