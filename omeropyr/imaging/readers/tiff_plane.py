"""Pixels of one page of a TIFF, decoded only where a region needs them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from omeropyr.errors import UnreadableFile
from omeropyr.imaging.arena import briefly
from omeropyr.imaging.cache import decoded
from omeropyr.imaging.readers.file_bytes import FileBytes
from omeropyr.imaging.readers.tiff_check import truncated
from omeropyr.imaging.readers.tiff_segments import Box, Plane

Array = NDArray[Any]
# rows longer than this (bytes) are read in part when a narrow region is asked for
LONG_ROW = 64 * 1024
# larger regions (bytes) are read once, for thumbnails or exports: they would push all tiles out of the cache
LARGE_REGION = 8 * 2**20


class PlaneReader:
    """Reads planes of the files of one header; `token` names the header in the shared cache."""

    def __init__(self, token: int) -> None:
        self._token = token

    def read(self, file: FileBytes, plane: Plane, box: Box, samples: range, *, brief: bool = False) -> Array:
        """Shape (height, width, len(samples)), in the byte order of this machine. It may not be written to.

        Where `brief`, the pixels are for the moment only: valid until this thread resets the arena `briefly`.
        """
        if plane.layout.planes == 1:
            part = self._read(file, plane, box, 0, brief)
            return part if len(samples) == part.shape[2] else part[:, :, samples.start : samples.stop]
        return np.concatenate([self._read(file, plane, box, sample, brief) for sample in samples], axis=2)

    def _read(self, file: FileBytes, plane: Plane, box: Box, sample: int, brief: bool) -> Array:
        if plane.raw_offset is not None:
            return native(_read_rows(file, plane, box, sample))
        layout = plane.layout
        whole = layout.whole_segment(box.left, box.top, box.width, box.height)
        if whole is not None:
            return self._segment(file, plane, sample * layout.columns * layout.rows + whole, box, brief)
        segments = list(layout.segments(box, sample))
        if len(segments) == 1:
            index, place = segments[0]
            pixels = self._segment(file, plane, index, place, brief)
            return pixels if place == box else pixels[box.inside(place)]
        return self._join(file, plane, box, segments, brief)

    def _join(self, file: FileBytes, plane: Plane, box: Box, segments: Sequence[tuple[int, Box]], brief: bool) -> Array:
        """Those that lie in the box as a whole are decoded to where they belong if they are not needed again."""
        shape, dtype = (box.height, box.width, plane.layout.samples), plane.layout.native
        result = briefly.array(shape, dtype) if brief else np.empty(shape, dtype)
        is_large = result.nbytes > LARGE_REGION
        for index, place in segments:
            part = box.common(place)
            target = result[part.inside(box)]
            once = part == place and (is_large or (brief and self._is_new(plane, index)))
            if once:
                pixels = decode_segment(file, plane, index, place, target)
            else:
                pixels = self._kept(file, plane, index, place)[part.inside(place)]
            if pixels is not target:
                target[...] = pixels
        return result

    def _is_new(self, plane: Plane, index: int) -> bool:
        """Not asked for lately, and not kept."""
        key = (self._token, plane.number, index)
        return not decoded.doorkeeper.has_met(key) and decoded.find(key) is None

    def _segment(self, file: FileBytes, plane: Plane, index: int, place: Box, brief: bool) -> Array:
        """A tile met for the first time is decoded into scratch where that will do.

        Keeping it costs fresh memory, of which every page is handed out by the kernel: of a tile of zlib a fifth of
        the time that decoding takes, of one of JPEG as much. What takes long to decode is kept at once.
        """
        layout = plane.layout
        if not brief or not layout.is_quick or not self._is_new(plane, index):
            return self._kept(file, plane, index, place)
        target = briefly.array(layout.stored_shape(place), layout.native)
        return decode_segment(file, plane, index, place, target)

    def _kept(self, file: FileBytes, plane: Plane, index: int, place: Box) -> Array:
        key = (self._token, plane.number, index)
        return decoded.get(key, lambda: decode_segment(file, plane, index, place))


def decode_segment(file: FileBytes, plane: Plane, index: int, place: Box, target: Array | None = None) -> Array:
    """The part of a strip or tile that lies in the image; in `target` if it has the shape of what is stored and the
    codec can decode to there. Raises UnreadableFile."""
    layout = plane.layout
    count = int(plane.counts[index])
    shape = (place.height, place.width, layout.samples)
    if not count:  # sparse files leave out what is empty
        return np.full(shape, layout.fill, layout.native)
    data = file.read_at(int(plane.offsets[index]), count)
    stored = layout.stored_shape(place)
    fits = target is not None and target.shape == stored and target.flags.c_contiguous
    out = target if fits else None
    try:
        pixels = layout.decode(data, index, stored, plane.tables, out)
    except Exception as error:  # each codec has errors of its own
        raise UnreadableFile(file.path, f"its pixels cannot be decoded ({first_line(error)}).") from error
    if pixels.shape[0] < shape[0] or pixels.shape[1] < shape[1]:
        raise UnreadableFile(file.path, "a tile holds fewer pixels than the image has there.")
    return pixels if pixels.shape == shape else np.ascontiguousarray(pixels[: shape[0], : shape[1]])


def _read_rows(file: FileBytes, plane: Plane, box: Box, sample: int) -> Array:
    """Contiguous pixels: only the rows, or parts of rows, that are asked for."""
    layout = plane.layout
    pixel_bytes = layout.samples * layout.dtype.itemsize
    row_bytes = layout.width * pixel_bytes
    start = (plane.raw_offset or 0) + (sample * layout.height + box.top) * row_bytes
    if row_bytes > LONG_ROW and box.width * 4 < layout.width:
        first, size = start + box.left * pixel_bytes, box.width * pixel_bytes
        data = b"".join(file.read_at(first + row * row_bytes, size) for row in range(box.height))
        return np.frombuffer(data, layout.dtype).reshape(box.height, box.width, layout.samples)
    data = file.read_at(start, box.height * row_bytes)
    rows = np.frombuffer(data, layout.dtype).reshape(box.height, layout.width, layout.samples)
    return rows[:, box.left : box.right]


def require_whole(file: FileBytes, plane: Plane) -> None:
    """Raises UnreadableFile if a segment lies outside the file."""
    if plane.raw_offset is not None:
        if plane.raw_offset + plane.layout.nbytes > file.size:
            raise truncated(file)
        return
    if len(plane.offsets) < plane.layout.segment_count or len(plane.counts) < len(plane.offsets):
        raise UnreadableFile(file.path, "strips or tiles are missing in its directory.")
    # floats, because a lying offset of nearly 2**64 would wrap around
    ends = plane.offsets.astype(np.float64) + plane.counts[: len(plane.offsets)]
    if ends.max(initial=0) > file.size:
        raise truncated(file)


def first_line(error: Exception) -> str:
    """What a library's error says, short enough for a sentence."""
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__


def native(array: Array) -> Array:
    return array.astype(array.dtype.newbyteorder("="), copy=False)
