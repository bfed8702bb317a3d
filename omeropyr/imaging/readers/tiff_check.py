"""Is a TIFF whole? Walks the chain of directories itself, because libraries read what they can and stay silent."""

from __future__ import annotations

import struct
from pathlib import Path

from omeropyr.errors import UnreadableFile
from omeropyr.imaging.readers.file_bytes import FileBytes

CLASSIC = 42
BIG = 43
MAX_DIRECTORIES = 1_000_000


def is_tiff(path: Path) -> bool:
    """True if the first bytes are those of a TIFF or BigTIFF."""
    with path.open("rb") as file:
        start = file.read(4)
    return start in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


def require_whole_chain(file: FileBytes) -> None:
    """Raises UnreadableFile when the main chain of directories leaves the file or bites its own tail."""
    order = "<" if file.read_at(0, 2) == b"II" else ">"
    big = struct.unpack(order + "H", file.read_at(2, 2))[0] == BIG
    offset = struct.unpack(order + ("Q" if big else "I"), file.read_at(8 if big else 4, 8 if big else 4))[0]
    seen: set[int] = set()
    while offset:
        if offset in seen or len(seen) > MAX_DIRECTORIES:
            raise UnreadableFile(file.path, "the directories of this TIFF form an endless loop.")
        seen.add(offset)
        offset = _next_directory(file, offset, order, big)
    if not seen:
        raise UnreadableFile(file.path, "this TIFF holds no image.")


def _next_directory(file: FileBytes, offset: int, order: str, big: bool) -> int:
    count_format, entry_size, offset_format = ("Q", 20, "Q") if big else ("H", 12, "I")
    count_size, offset_size = struct.calcsize(count_format), struct.calcsize(offset_format)
    if offset + count_size > file.size:
        raise truncated(file)
    count = struct.unpack(order + count_format, file.read_at(offset, count_size))[0]
    end = offset + count_size + count * entry_size
    if end + offset_size > file.size:
        raise truncated(file)
    following: int = struct.unpack(order + offset_format, file.read_at(end, offset_size))[0]
    return following


def truncated(file: FileBytes) -> UnreadableFile:
    return UnreadableFile(file.path, f"the file is truncated: it has {file.size} bytes, its image needs more.")
