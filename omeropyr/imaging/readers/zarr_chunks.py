"""Chunks of Zarr arrays read straight from their files: four times as fast as through zarr's event loop.

For arrays on this machine whose chunks are one file each, with the bytes in plain order and one common compressor
(Zarr 2 and 3). Sharding, filters, transposed chunks and object stores are left to zarr itself. Formats: Zarr storage
specification version 2, and Zarr core 3.0, sections "chunk grids" and "codecs".
"""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from typing import Any, TypeAlias

import imagecodecs
import numpy as np
from zarr.storage import LocalStore

from omeropyr.errors import UnreadableFile
from omeropyr.imaging.arena import briefly
from omeropyr.imaging.cache import decoded
from omeropyr.imaging.readers.file_set import require_file_inside
from omeropyr.imaging.readers.file_stamp import FileStamp, require_unchanged, stamp_of
from omeropyr.imaging.readers.zarr_folder import ARRAY
from omeropyr.imaging.source import Pixels

Target: TypeAlias = "int | memoryview"
Decompress: TypeAlias = Callable[[bytes, int, Target], Any]
"""From the bytes of a file and the exact size of the chunk to a buffer of its bytes; fails rather than give more.

The third is the size again, or memory to decode into.
"""
Index: TypeAlias = Sequence[int | slice]
Coords: TypeAlias = tuple[int, ...]
"""Which chunk it is: its number on each axis."""
FEW = 64
"""So many files are asked for one by one."""


def blosc(data: bytes, size: int, out: Target) -> Any:
    """The header says what the data will grow to (Blosc chunk format, bytes 4 to 7): looked at before it does."""
    if len(data) < 16 or struct.unpack_from("<I", data, 4)[0] != size:
        raise ValueError("a chunk does not have the size of the others")
    return imagecodecs.blosc_decode(data, numthreads=1, out=out)


def lz4(data: bytes, size: int, out: Target) -> Any:
    """numcodecs writes the size before the block."""
    return imagecodecs.lz4_decode(data[4:], out=out)


DECOMPRESS: dict[str, Decompress] = {
    "none": lambda data, size, out: data,
    "blosc": blosc,
    "zstd": lambda data, size, out: imagecodecs.zstd_decode(data, out=out),
    "gzip": lambda data, size, out: imagecodecs.gzip_decode(data, out=out),
    "zlib": lambda data, size, out: imagecodecs.zlib_decode(data, out=out),
    "lz4": lz4,
}


def direct(array: Any) -> DirectArray | None:
    """The same array read without zarr, or None if that takes more than is done here."""
    if not isinstance(array.store, LocalStore) or (not array.dtype.isnative and array.dtype.kind not in "uif"):
        return None
    metadata = array.metadata
    found = _codec_of_2(metadata) if metadata.zarr_format == 2 else _codec_of_3(metadata)
    if found is None:
        return None
    compressor, order = found
    dtype = array.dtype.newbyteorder(order) if order else array.dtype
    return DirectArray(array, compressor, dtype)


def _codec_of_2(metadata: Any) -> tuple[str, str] | None:
    """Name of the compressor, and byte order (none: that of the data type)."""
    compressor = metadata.compressor
    name = "none" if compressor is None else str(getattr(compressor, "codec_id", ""))
    return (name, "") if not metadata.filters and metadata.order == "C" and name in DECOMPRESS else None


def _codec_of_3(metadata: Any) -> tuple[str, str] | None:
    codecs = [one.to_dict() for one in metadata.codecs]
    names = [str(one["name"]) for one in codecs]
    if not 1 <= len(names) <= 2 or names[0] != "bytes" or not set(names[1:]) <= {"blosc", "zstd", "gzip"}:
        return None
    endian = codecs[0].get("configuration", {}).get("endian", "little")
    return (names[1] if len(names) == 2 else "none"), {"little": "<", "big": ">"}[endian]


class DirectArray:
    """Parts are asked for by whole numbers and slices without steps, one for each axis."""

    def __init__(self, array: Any, compressor: str, dtype: np.dtype[Any]) -> None:
        root = Path(array.store.root) / array.path
        self._root, self._name_of = str(root), array.metadata.encode_chunk_key
        self._shape, self._chunks = array.shape, array.chunks
        self._decompress = DECOMPRESS[compressor]
        self._dtype, self._fill = dtype, array.fill_value
        self._size = int(np.prod(array.chunks)) * dtype.itemsize
        self._metadata = str(root / ARRAY[array.metadata.zarr_format])
        self._stamp = stamp_of(self._metadata)
        self._known_folders: set[str] = set()

    def part(self, index: Index, *, brief: bool = False) -> Pixels:
        """A view of a decoded chunk where one is enough; where `brief`, perhaps scratch of the arena `briefly`.

        Raises UnreadableFile.
        """
        return self.parts([index], brief=brief)[0]

    def parts(self, indexes: Sequence[Index], *, brief: bool = False) -> Sequence[Pixels]:
        """`part` for each; that the array is still the same is asked once."""
        require_unchanged(self._metadata, self._stamp)
        return [self._part(index, brief) for index in indexes]

    def _part(self, index: Index, brief: bool) -> Pixels:
        only = self._only_chunk(index)
        if only is not None:
            coords, inside = only
            return self._chunk(coords, brief)[inside]
        spans = _spans(index)
        reached = self._reached(spans)
        there = self._there_among(reached) if len(reached) > FEW else reached
        shape = [span.stop - span.start for span in spans]
        result = np.empty(shape, self._dtype.newbyteorder("=")) if there is reached else self._filled(shape)
        for coords in there:
            inside, outside = self._place(coords, spans)
            result[outside] = self._chunk(coords, False)[inside]
        return result[tuple(0 if isinstance(one, int) else slice(None) for one in index)]

    def _there_among(self, reached: Sequence[Coords]) -> Sequence[Coords]:
        """Those with a file: folders are listed once, for asking for each of 100,000 absent files takes seconds."""
        listed: dict[str, frozenset[str]] = {}
        there = []
        for coords in reached:
            folder, _, name = self._path(coords).rpartition("/")
            if folder not in listed:
                listed[folder] = _names_in(folder)
            if name in listed[folder]:
                there.append(coords)
        return there

    def _filled(self, shape: Sequence[int]) -> Pixels:
        return np.full(shape, self._fill if self._fill is not None else 0, self._dtype.newbyteorder("="))

    def _only_chunk(self, index: Index) -> tuple[tuple[int, ...], tuple[int | slice, ...]] | None:
        """The chunk with all of `index`, and where in it; None if there are several. (Asked for every tile.)"""
        coords, inside = [], []
        for one, chunk in zip(index, self._chunks, strict=True):
            if isinstance(one, int):
                number, place = divmod(one, chunk)
                inside.append(place)
            else:
                number, first = divmod(one.start, chunk)
                last = one.stop - number * chunk
                if last > chunk:
                    return None
                inside.append(slice(first, last))
            coords.append(number)
        return tuple(coords), tuple(inside)

    def stamps(self, index: Index) -> tuple[FileStamp | str, ...]:
        """What decides whether the pixels of `index` are still the same: files of chunks, or that there are none."""
        return self.all_stamps([index])

    def all_stamps(self, indexes: Sequence[Index]) -> tuple[FileStamp | str, ...]:
        """Those of each one after the other; that the array is still the same is asked once."""
        require_unchanged(self._metadata, self._stamp)
        found: list[FileStamp | str] = [self._metadata]
        for index in indexes:
            only = self._only_chunk(index)
            chunks = self._reached(_spans(index)) if only is None else [only[0]]
            found += [self._stamp_or_none(self._path(coords)) or "" for coords in chunks]
        return tuple(found)

    def _stamp_or_none(self, path: str) -> FileStamp | None:
        """None for a chunk without a file. Raises UnreadableFile for what is no file of this array."""
        try:
            found = os.lstat(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UnreadableFile(path, f"the chunk cannot be read ({error.strerror}).") from error
        folder = os.path.dirname(path)
        if folder not in self._known_folders or not stat.S_ISREG(found.st_mode):
            require_file_inside(path, self._root)
            self._known_folders.add(folder)
            return stamp_of(path)
        return FileStamp(found.st_size, found.st_mtime_ns, found.st_ino)

    def _path(self, coords: tuple[int, ...]) -> str:
        return f"{self._root}/{self._name_of(coords)}"

    def _reached(self, spans: Sequence[slice]) -> Sequence[Coords]:
        """The chunks that spans lie in."""
        ranges = [
            range(span.start // chunk, -(-span.stop // chunk)) for span, chunk in zip(spans, self._chunks, strict=True)
        ]
        return list(product(*ranges))

    def _place(self, coords: Coords, spans: Sequence[slice]) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
        """What of a chunk is wanted, and where that goes."""
        inside, outside = [], []
        for span, chunk, number in zip(spans, self._chunks, coords, strict=True):
            first, last = max(span.start, number * chunk), min(span.stop, (number + 1) * chunk)
            inside.append(slice(first - number * chunk, last - number * chunk))
            outside.append(slice(first - span.start, last - span.start))
        return tuple(inside), tuple(outside)

    def _chunk(self, coords: tuple[int, ...], brief: bool) -> Pixels:
        path = self._path(coords)
        stamp = self._stamp_or_none(path)
        if stamp is None:  # a chunk of nothing but the fill value has no file
            return np.broadcast_to(self._filled(()), self._chunks)
        key = (path, stamp)
        # decoding takes little longer than fetching fresh memory to keep the pixels in: kept when asked for again
        if not brief or decoded.doorkeeper.has_met(key):
            return decoded.get(key, lambda: self._decode(path, stamp, self._size))
        return self._decode(path, stamp, briefly.array((self._size,), np.uint8).data)

    def _decode(self, path: str, stamp: FileStamp, target: Target) -> Pixels:
        data = read_file(path, stamp.size)
        try:
            raw = self._decompress(data, self._size, target)
            pixels = np.frombuffer(raw, self._dtype).reshape(self._chunks)
        except Exception as error:  # each codec has errors of its own
            raise UnreadableFile(path, f"the chunk cannot be decoded ({error}).") from error
        return pixels.astype(self._dtype.newbyteorder("="), copy=False)


def _spans(index: Index) -> Sequence[slice]:
    return [one if isinstance(one, slice) else slice(one, one + 1) for one in index]


def _names_in(folder: str) -> frozenset[str]:
    """Raises UnreadableFile for what is no folder, or not to be read."""
    try:
        return frozenset(os.listdir(folder))
    except FileNotFoundError:
        return frozenset()
    except OSError as error:
        raise UnreadableFile(folder, f"the chunks cannot be read ({error.strerror}).") from error


def read_file(path: str, size: int) -> bytes:
    """A whole small file by three system calls; Python's files make six. Raises UnreadableFile."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            return os.read(descriptor, size)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise UnreadableFile(path, f"the chunk cannot be read ({error.strerror}).") from error
