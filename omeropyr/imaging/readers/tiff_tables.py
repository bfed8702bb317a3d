"""Offset tables of a TIFF, taken out of tifffile's pages, which can then be let go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from omeropyr.errors import UnknownFormat, UnreadableFile
from omeropyr.imaging.readers.tiff_layout import Axes, Level
from omeropyr.imaging.readers.tiff_segments import Layout, Plane, layout_of


class TableBuilder:
    """Makes the levels of the images of one file; pages of the same kind share a layout, planes count through."""

    def __init__(self, main: Path, others: Sequence[Path]) -> None:
        self._main = main
        self.files = (main, *others)
        self._file_numbers = {path.resolve(): number for number, path in enumerate(self.files)}
        self._met: dict[str, int] = {}
        self._layouts: dict[int, Layout] = {}
        self._numbers = count()

    def level(self, series: Any) -> Level:
        """Raises UnreadableFile or UnknownFormat for what no plane can be made of."""
        keyframe = series.keyframe
        if keyframe.is_volumetric or keyframe.imagedepth > 1:
            raise UnknownFormat(self._main, "TIFF files with three-dimensional tiles are not supported.")
        inner = len(keyframe.axes)
        axes = Axes.of(series.axes[:-inner], series.shape[:-inner])
        planes = tuple(self._planes(series, axes.page_count))
        return Level(axes, int(keyframe.imagewidth), int(keyframe.imagelength), planes)

    def _planes(self, series: Any, wanted: int) -> Iterator[Plane | None]:
        """Contiguous series (ImageJ) may have one directory for all planes: their place is computed."""
        pages = series._pages
        if len(pages) >= wanted:
            yield from (None if frame is None else self._plane(frame) for frame in pages[:wanted])
            return
        if series.dataoffset is None:
            raise UnreadableFile(self._main, f"it holds {len(pages)} of {wanted} planes.")
        layout, file = self._layout(series.keyframe), self._file(series.keyframe)
        if int(series.dataoffset) + wanted * layout.nbytes > series.keyframe.parent.filehandle.size:
            raise UnreadableFile(self._main, f"the file is truncated: it claims {wanted:,} planes that are not there.")
        empty = np.empty(0, np.uint64)
        for position in range(wanted):
            start = int(series.dataoffset) + position * layout.nbytes
            yield Plane(file, next(self._numbers), layout, empty, empty, None, start, is_computed=True)

    def _plane(self, frame: Any) -> Plane:
        layout = self._layout(frame.keyframe)
        offsets = self._numbers_of(frame.dataoffsets)
        counts = self._numbers_of(frame.databytecounts)
        start = _contiguous_offset(frame.keyframe, offsets, counts)
        if len(offsets) < layout.segment_count or len(counts) < layout.segment_count:
            raise UnreadableFile(self._main, "strips or tiles are missing in its directory.")
        number = next(self._numbers)
        return Plane(self._file(frame), number, layout, offsets, counts, frame.jpegtables, start)

    def _layout(self, keyframe: Any) -> Layout:
        key = id(keyframe)
        if key not in self._layouts:
            self._layouts[key] = layout_of(keyframe)
        return self._layouts[key]

    def _file(self, frame: Any) -> int:
        said = frame.parent.filehandle.path
        number = self._met.get(said)
        if number is None:  # once for each file: every page asks, and resolving takes as long as all the rest
            path = Path(said)
            number = self._file_numbers.get(path.resolve())
            if number is None:
                raise UnreadableFile(self._main, f"it refers to {path.name!r}, which is not part of its fileset.")
            self._met[said] = number
        return number

    def _numbers_of(self, values: Sequence[int]) -> NDArray[np.uint64]:
        try:
            return np.array(values, np.uint64)
        except (OverflowError, ValueError, TypeError) as error:
            raise UnreadableFile(self._main, "the places of its strips or tiles are no numbers.") from error


def _contiguous_offset(keyframe: Any, offsets: NDArray[np.uint64], counts: NDArray[np.uint64]) -> int | None:
    """Where the pixels start, if they lie in one piece; tifffile answers for the first page of a series only."""
    plain = keyframe.is_contiguous and not keyframe.is_tiled and keyframe.fillorder == 1
    if not plain or keyframe.is_subsampled or not len(offsets) or len(counts) < len(offsets):
        return None
    in_one_piece = bool((offsets[:-1] + counts[: len(offsets) - 1] == offsets[1:]).all())
    return int(offsets[0]) if in_one_piece else None
