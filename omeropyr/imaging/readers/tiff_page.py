"""One plane of a TIFF as segments (strips or tiles), decoded only where a region needs them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from omeropyr.errors import UnreadableFile
from omeropyr.imaging.cache import decoded
from omeropyr.imaging.readers.file_bytes import FileBytes
from omeropyr.imaging.readers.tiff_check import truncated

Array = NDArray[Any]
# segments above this size (bytes) that a region uses only in part are worth keeping
WORTH_KEEPING = 64 * 1024


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the page; right and bottom are exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


class Page:
    """A plane in a file. `frame` is tifffile's page, or None for plane number `raw_index` of contiguous data."""

    def __init__(self, file: FileBytes, keyframe: Any, frame: Any, raw_offset: int | None = None) -> None:
        self.file = file
        self.keyframe = keyframe
        self.width: int = keyframe.imagewidth
        self.height: int = keyframe.imagelength
        self.samples: int = keyframe.samplesperpixel
        self.planar = self.samples > 1 and int(keyframe.planarconfig) == 2
        self.dtype: np.dtype[Any] = np.dtype(keyframe.dtype).newbyteorder(file_order(keyframe))
        self.frame = frame
        self.is_computed = raw_offset is not None
        self.raw_offset = self._contiguous_offset() if raw_offset is None else raw_offset

    def _contiguous_offset(self) -> int | None:
        """Where the pixels start, if they lie in one piece; tifffile answers for the first page of a series only."""
        keyframe, offsets, counts = self.keyframe, self.frame.dataoffsets, self.frame.databytecounts
        plain = keyframe.is_contiguous and not keyframe.is_tiled and keyframe.fillorder == 1
        if not plain or keyframe.is_subsampled or len(counts) < len(offsets):
            return None
        ends = (offset + count for offset, count in zip(offsets, counts, strict=False))
        return int(offsets[0]) if all(end == start for end, start in zip(ends, offsets[1:], strict=False)) else None

    @property
    def nbytes(self) -> int:
        return self.width * self.height * self.samples * self.dtype.itemsize

    def require_whole(self) -> None:
        """Raises UnreadableFile if a segment lies outside the file."""
        if self.raw_offset is not None:
            if self.raw_offset + self.nbytes > self.file.size:
                raise truncated(self.file)
            return
        offsets, counts = self.frame.dataoffsets, self.frame.databytecounts
        if len(offsets) < self._segment_count() or len(counts) < len(offsets):
            raise UnreadableFile(self.file.path, "strips or tiles are missing in its directory.")
        if max(map(sum, zip(offsets, counts, strict=False)), default=0) > self.file.size:
            raise truncated(self.file)

    def _segment_count(self) -> int:
        width, length = self._segment_size()
        planes = self.samples if self.planar else 1
        return -(-self.width // width) * -(-self.height // length) * planes

    def _segment_size(self) -> tuple[int, int]:
        if self.keyframe.is_tiled:
            return int(self.keyframe.tilewidth), int(self.keyframe.tilelength)
        return self.width, min(int(self.keyframe.rowsperstrip), self.height) or self.height

    def read(self, box: Box, samples: range) -> Array:
        """Shape (height, width, len(samples)), in the byte order of this machine."""
        if not self.planar:
            part = self._read(box, 0)
            return part if len(samples) == part.shape[2] else part[:, :, samples.start : samples.stop]
        return np.concatenate([self._read(box, sample) for sample in samples], axis=2)

    def _read(self, box: Box, plane: int) -> Array:
        if self.raw_offset is not None:
            return native(self._read_rows(box, plane))
        return self._read_segments(box, plane)

    # contiguous pixels: only the rows, or parts of rows, that are asked for

    def _read_rows(self, box: Box, plane: int) -> Array:
        per_pixel = 1 if self.planar else self.samples
        pixel_bytes = per_pixel * self.dtype.itemsize
        row_bytes = self.width * pixel_bytes
        assert self.raw_offset is not None  # noqa: S101 - for the type checker
        start = self.raw_offset + (plane * self.height + box.top) * row_bytes
        if row_bytes > WORTH_KEEPING and box.width * 4 < self.width:
            data = b"".join(
                self.file.read_at(start + row * row_bytes + box.left * pixel_bytes, box.width * pixel_bytes)
                for row in range(box.height)
            )
            return np.frombuffer(data, self.dtype).reshape(box.height, box.width, per_pixel)
        data = self.file.read_at(start, box.height * row_bytes)
        rows = np.frombuffer(data, self.dtype).reshape(box.height, self.width, per_pixel)
        return rows[:, box.left : box.right]

    # compressed or scattered pixels

    def _read_segments(self, box: Box, plane: int) -> Array:
        segments = list(self._segments(box, plane))
        if len(segments) == 1:
            index, place = segments[0]
            return self._decoded(index, place, box)[_inside(box, place)]
        dtype = self.dtype.newbyteorder("=")
        result = np.empty((box.height, box.width, 1 if self.planar else self.samples), dtype)
        for index, place in segments:
            part = _common(box, place)
            result[_inside(part, box)] = self._decoded(index, place, box)[_inside(part, place)]
        return result

    def _segments(self, box: Box, plane: int) -> Iterator[tuple[int, Box]]:
        width, length = self._segment_size()
        columns, rows = -(-self.width // width), -(-self.height // length)
        for row in range(box.top // length, -(-box.bottom // length)):
            for column in range(box.left // width, -(-box.right // width)):
                left, top = column * width, row * length
                place = Box(left, top, min(left + width, self.width), min(top + length, self.height))
                yield (plane * rows + row) * columns + column, place

    def _decoded(self, index: int, place: Box, wanted: Box) -> Array:
        size = place.width * place.height * self.dtype.itemsize
        if size < WORTH_KEEPING or _common(place, wanted) == place:
            return self._decode(index, place)
        return decoded.get((self.file, self.frame.offset, index), lambda: self._decode(index, place))

    def _decode(self, index: int, place: Box) -> Array:
        count = self.frame.databytecounts[index]
        data = self.file.read_at(self.frame.dataoffsets[index], count) if count else None
        try:
            array, _, _ = self.keyframe.decode(
                data, index, jpegtables=self.frame.jpegtables, jpegheader=self.keyframe.jpegheader
            )
        except Exception as error:  # each codec has errors of its own
            raise UnreadableFile(self.file.path, f"its pixels cannot be decoded ({first_line(error)}).") from error
        shape = (place.height, place.width, 1 if self.planar else self.samples)
        if array is None:
            return np.full(shape, self.keyframe.nodata, self.dtype.newbyteorder("="))
        return native(array.reshape(array.shape[1:])[: shape[0], : shape[1]])


def _inside(box: Box, place: Box) -> tuple[slice, slice]:
    """Slices of `place`'s pixels that cut out `box`."""
    return (
        slice(box.top - place.top, box.bottom - place.top),
        slice(box.left - place.left, box.right - place.left),
    )


def _common(one: Box, other: Box) -> Box:
    return Box(
        max(one.left, other.left),
        max(one.top, other.top),
        min(one.right, other.right),
        min(one.bottom, other.bottom),
    )


def first_line(error: Exception) -> str:
    """What a library's error says, short enough for a sentence."""
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__


def file_order(keyframe: Any) -> Any:
    return keyframe.parent.byteorder


def native(array: Array) -> Array:
    return array.astype(array.dtype.newbyteorder("="), copy=False)
