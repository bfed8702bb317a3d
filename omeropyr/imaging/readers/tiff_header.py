"""What is kept of a parsed TIFF: the facts and offset tables of its images. Parsing is dear, so headers are shared."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from omeropyr.imaging.readers.file_stamp import FileStamp, stamp_of
from omeropyr.imaging.readers.tiff_layout import Level
from omeropyr.imaging.source import SourceInfo

_tokens = count()
PLANE_BYTES = 500
"""About what a plane takes beside its offsets."""


@dataclass(frozen=True, slots=True)
class TiffImage:
    """One image. `samples` are the colours of a pixel that are shown (alpha is not); `inverted`: 0 means white."""

    info: SourceInfo
    levels: tuple[Level, ...]
    samples: int
    inverted: bool
    dtype: np.dtype[Any]
    """Of the pixels that are handed out."""


@dataclass(frozen=True, slots=True, eq=False)
class TiffHeader:
    """The images of a file and the files they are in, as they were when it was parsed."""

    images: tuple[TiffImage, ...]
    files: tuple[Path, ...]
    stamps: tuple[FileStamp, ...]
    token: int = field(default_factory=lambda: next(_tokens))
    """Never used twice: pixels in the shared cache are kept under it."""

    def is_current(self) -> bool:
        """True while all its files are what they were. Raises UnreadableFile when one is gone."""
        return all(stamp_of(path) == stamp for path, stamp in zip(self.files, self.stamps, strict=True))

    @property
    def nbytes(self) -> int:
        planes = [plane for image in self.images for level in image.levels for plane in level.planes if plane]
        return sum(PLANE_BYTES + plane.offsets.nbytes + plane.counts.nbytes for plane in planes)


class HeaderCache:
    """Headers by path, least recently used out first, at most `limit` bytes of them (the last one always stays)."""

    def __init__(self, limit: int, parse: Callable[[Path], TiffHeader]) -> None:
        self._limit, self._parse = limit, parse
        self._held: OrderedDict[str, tuple[TiffHeader, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, path: Path) -> TiffHeader:
        """Parsed again if the file has changed. Raises UnreadableFile and UnknownFormat."""
        with self._lock:
            found = self._held.get(str(path))
        if found is not None and found[0].is_current():
            self._keep(path, *found)
            return found[0]
        header = self._parse(path)
        self._keep(path, header, header.nbytes)
        return header

    def _keep(self, path: Path, header: TiffHeader, size: int) -> None:
        with self._lock:
            self._held[str(path)] = (header, size)
            self._held.move_to_end(str(path))
            while len(self._held) > 1 and sum(size for _, size in self._held.values()) > self._limit:
                self._held.popitem(last=False)
