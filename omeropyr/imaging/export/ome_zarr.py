"""OME-Zarr: every plane in chunks, with smaller levels, into a folder or a stream of its files.

Planes are read once, in bands; each band is halved for the next level while it is in memory. That needs about two
bands of the full width: TILE rows, fewer for images so wide that a band would exceed BAND_BYTES.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import imagecodecs
import numpy as np

from omeropyr.imaging import pixel_types
from omeropyr.imaging.export.ngff_metadata import (
    CLEVEL,
    COMPRESSOR,
    Entry,
    Version,
    array_entries,
    group_entries,
    item_size,
)
from omeropyr.imaging.export.planes import Planes, Progress, band_count, plane_bands
from omeropyr.imaging.halving import halve, level_sizes
from omeropyr.imaging.settings import RenderSettings
from omeropyr.imaging.source import ImageSource, LevelSize, Pixels, SourceInfo

TILE, SMALLEST_TILE = 512, 64
BAND_BYTES = 96 * 2**20

Place = tuple[int, int, range]
"""t, z, channels."""


def write_ome_zarr(
    source: ImageSource,
    folder: Path,
    progress: Progress | None = None,
    *,
    version: Version = Version.V05,
    settings: RenderSettings | None = None,
) -> None:
    """Write the files of the image into `folder`, which is made. Whoever needs it whole or not at all renames it."""
    for name, content in zarr_entries(source, progress, version=version, settings=settings):
        path = folder / name
        try:
            path.write_bytes(content)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def zarr_entries(
    source: ImageSource,
    progress: Progress | None = None,
    *,
    version: Version = Version.V05,
    settings: RenderSettings | None = None,
) -> Iterator[Entry]:
    """Every file of the image, name and content, the metadata first.

    Levels are those of the source; an image without any gets halved ones. `settings` are written down for viewers
    (the block `omero`), else what the file says of its channels.
    """
    layout = Layout(source.info, version)
    yield from group_entries(source.info, layout.levels, version, settings)
    for number in range(len(layout.levels)):
        yield from array_entries(str(number), layout.shape(number), layout.chunk, source.info.pixel_type, version)
    yield from _Writing(source, layout, progress).entries()


@dataclass(frozen=True)
class Layout:
    """Sizes of levels and chunks, and the names of chunks."""

    info: SourceInfo
    version: Version
    levels: tuple[LevelSize, ...] = field(init=False)
    chunk: tuple[int, int, int, int, int] = field(init=False)

    def __post_init__(self) -> None:
        info = self.info
        own = len(info.levels) > 1
        object.__setattr__(self, "levels", info.levels if own else level_sizes(info.size_x, info.size_y))
        rows = band_rows(info.size_x * Planes(info).samples * item_size(info.pixel_type))
        object.__setattr__(self, "chunk", (1, 1, 1, min(rows, info.size_y), min(TILE, info.size_x)))

    @property
    def rows(self) -> int:
        return self.chunk[3]

    def shape(self, level: int) -> tuple[int, int, int, int, int]:
        info, size = self.info, self.levels[level]
        return info.size_t, info.size_c, info.size_z, size.height, size.width

    def name(self, level: int, t: int, c: int, z: int, row: int, column: int) -> str:
        """Of the file of a chunk."""
        number = f"{t}/{c}/{z}/{row}/{column}"
        return f"{level}/c/{number}" if self.version is Version.V05 else f"{level}/{number}"


def band_rows(row_bytes: int) -> int:
    """TILE, or half of it until a band takes no more than BAND_BYTES."""
    rows = TILE
    while rows > SMALLEST_TILE and rows * row_bytes > BAND_BYTES:
        rows //= 2
    return rows


class _Writing:
    """Bands in, encoded chunks out."""

    def __init__(self, source: ImageSource, layout: Layout, progress: Progress | None) -> None:
        self._source, self._layout, self._progress = source, layout, progress
        self._planes = Planes(source.info)
        own = len(source.info.levels) > 1
        self._read_levels = range(len(layout.levels)) if own else range(1)
        self._halves = not own
        self._total = sum(band_count(self._planes, layout.levels[n], layout.rows) for n in self._read_levels)
        self._done = 0

    def entries(self) -> Iterator[Entry]:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for place in self._planes.places():
                for number in self._read_levels:
                    yield from self._plane(pool, place, number)

    def _plane(self, pool: ThreadPoolExecutor, place: Place, number: int) -> Iterator[Entry]:
        last = len(self._layout.levels) - 1 if self._halves else number
        floors = _Floor(self._layout.rows, number, last)
        for band in plane_bands(self._source, place, self._layout.rows, number):
            for level, row, full in floors.add(band):
                yield from self._chunks(pool, place, level, row, full)
            self._done += 1
            if self._progress is not None:
                self._progress(self._done, self._total)
        for level, row, rest in floors.finish():
            yield from self._chunks(pool, place, level, row, rest)

    def _chunks(self, pool: ThreadPoolExecutor, place: Place, level: int, row: int, band: Pixels) -> Iterator[Entry]:
        width = self._layout.chunk[4]
        t, z, channels = place
        columns = range(-(-band.shape[1] // width))
        wanted = [(sample, column) for sample in range(len(channels)) for column in columns]
        parts = [band[:, column * width : (column + 1) * width, sample] for sample, column in wanted]
        for (sample, column), content in zip(wanted, pool.map(self._encoded, parts), strict=True):
            yield self._layout.name(level, t, channels[sample], z, row, column), content

    def _encoded(self, part: Pixels) -> bytes:
        dtype = pixel_types.dtype_of(self._source.info.pixel_type).newbyteorder("<")
        full = np.zeros(self._layout.chunk[3:], dtype)
        full[: part.shape[0], : part.shape[1]] = part
        encoded = imagecodecs.blosc_encode(
            full.tobytes(),
            level=CLEVEL,
            compressor=COMPRESSOR,
            shuffle="shuffle",
            typesize=dtype.itemsize,
            numthreads=1,
        )
        return bytes(encoded)


class _Floor:
    """One level: gathers bands until a row of chunks is full, and hands the halved band up to the next level."""

    def __init__(self, rows: int, level: int, last: int) -> None:
        self._rows, self._level = rows, level
        self._pieces: list[Pixels] = []
        self._held = self._row = 0
        self._above = _Floor(rows, level + 1, last) if level < last else None

    def add(self, band: Pixels) -> Iterator[tuple[int, int, Pixels]]:
        """Rows of chunks that are full now: level, row, pixels."""
        self._pieces.append(band)
        self._held += band.shape[0]
        if self._held >= self._rows:
            yield from self._hand_on()

    def _hand_on(self) -> Iterator[tuple[int, int, Pixels]]:
        band = self._pieces[0] if len(self._pieces) == 1 else np.concatenate(self._pieces)
        self._pieces, self._held = [], 0
        yield self._level, self._row, band
        self._row += 1
        if self._above is not None:
            yield from self._above.add(halve(band))

    def finish(self) -> Iterator[tuple[int, int, Pixels]]:
        if self._pieces:
            yield from self._hand_on()
        if self._above is not None:
            yield from self._above.finish()
