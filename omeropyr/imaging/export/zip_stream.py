"""A ZIP of uncompressed files as a stream: nothing is kept but the directory, and no file is sought in.

Format: PKWARE APPNOTE 6.3.10. Every content is in memory when it is written, so that sizes and checksums stand before
it, and any program can read the archive front to back. ZIP64 records appear where numbers need them.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

FULL, FULL_SHORT = 0xFFFFFFFF, 0xFFFF
"""Stand for numbers that are in the ZIP64 records."""
PLAIN, WITH_ZIP64 = 20, 45
"""Versions needed to read an entry."""
UTF8_NAMES = 0x0800
DOS_DATE = 33
"""1 January 1980: an export says nothing of the time it was made, so that the same image gives the same bytes."""
UNIX, REGULAR_FILE = 3, 0o100644


@dataclass(frozen=True, slots=True)
class _Written:
    name: bytes
    size: int
    checksum: int
    offset: int


def zipped(entries: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The archive piece by piece. Names use `/`, must differ, and stand in it in the order given."""
    written = []
    offset = 0
    for name, content in entries:
        entry = _Written(name.encode(), len(content), zlib.crc32(content), offset)
        header = _local_header(entry)
        yield header
        yield content
        written.append(entry)
        offset += len(header) + len(content)
    directory = b"".join(_directory_entry(entry) for entry in written)
    yield directory
    yield _end(len(written), len(directory), offset)


def _local_header(entry: _Written) -> bytes:
    # no single content reaches 4 GB: it is in memory
    values = (0x04034B50, PLAIN, UTF8_NAMES, 0, 0, DOS_DATE, entry.checksum, entry.size, entry.size, len(entry.name), 0)
    return struct.pack("<IHHHHHIIIHH", *values) + entry.name


def _directory_entry(entry: _Written) -> bytes:
    far = entry.offset >= FULL
    extra = struct.pack("<HHQ", 1, 8, entry.offset) if far else b""
    version = WITH_ZIP64 if far else PLAIN
    head = (
        0x02014B50,
        UNIX << 8 | version,
        version,
        UTF8_NAMES,
        0,
        0,
        DOS_DATE,
        entry.checksum,
        entry.size,
        entry.size,
    )
    tail = (len(entry.name), len(extra), 0, 0, 0, REGULAR_FILE << 16, FULL if far else entry.offset)
    return struct.pack("<IHHHHHHIIIHHHHHII", *head, *tail) + entry.name + extra


def _end(count: int, size: int, offset: int) -> bytes:
    """The end of the archive: ZIP64 records first, if a number is too large for the plain one."""
    plain = (min(count, FULL_SHORT), min(count, FULL_SHORT), min(size, FULL), min(offset, FULL), 0)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, *plain)
    if count < FULL_SHORT and size < FULL and offset < FULL:
        return end
    record = (0x06064B50, 44, UNIX << 8 | WITH_ZIP64, WITH_ZIP64, 0, 0, count, count, size, offset)
    locator = struct.pack("<IIQI", 0x07064B50, 0, offset + size, 1)
    return struct.pack("<IQHHIIQQQQ", *record) + locator + end
