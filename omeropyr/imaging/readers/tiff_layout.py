"""Which page of a TIFF holds which plane: tifffile's axes mapped to C, Z and T."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from omeropyr.errors import UnknownFormat, UnreadableFile
from omeropyr.imaging.readers.file_set import FileSet
from omeropyr.imaging.readers.tiff_page import Page

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


class Level:
    """One resolution of one image: its pages, made when they are needed."""

    def __init__(self, files: FileSet, series: Any, lock: threading.RLock) -> None:
        self._files = files
        self._series = series
        self._lock = lock
        self._pages: dict[int, Page | None] = {}
        self.keyframe = series.keyframe
        if self.keyframe.is_volumetric or self.keyframe.imagedepth > 1:
            raise UnknownFormat(files.main, "TIFF files with three-dimensional tiles are not supported.")
        for frame in series._pages:
            # tifffile looks into the file once more when a decoder is made: now, while it is open
            _ = frame is None or frame.keyframe.decode
        inner = len(self.keyframe.axes)
        self.axes = Axes.of(series.axes[:-inner], series.shape[:-inner])
        self.width: int = self.keyframe.imagewidth
        self.height: int = self.keyframe.imagelength
        self.samples: int = self.keyframe.samplesperpixel
        self.page_count = math.prod(size for _, size in self.axes.outer)

    def page(self, c: int, z: int, t: int) -> Page | None:
        """None for a plane the file set does not hold; it is shown as zeros."""
        return self.page_at(self.axes.position(c, z, t))

    def page_at(self, position: int) -> Page | None:
        with self._lock:
            if position not in self._pages:
                self._pages[position] = self._make(position)
            return self._pages[position]

    def _make(self, position: int) -> Page | None:
        """Contiguous series (ImageJ) may have one directory for all planes: their place is computed."""
        pages = self._series._pages
        if len(pages) < self.page_count:
            start = self._series.dataoffset
            if start is None:
                raise UnreadableFile(self._files.main, f"it holds {len(pages)} of {self.page_count} planes.")
            page = Page(self._files.of(self.keyframe), self.keyframe, self.keyframe, raw_offset=start)
            page.raw_offset = start + position * page.nbytes
            return page
        frame = pages[position]
        return None if frame is None else Page(self._files.of(frame), frame.keyframe, frame)
