"""The records of a ZIP archive of uncompressed files, as bytes.

Format: PKWARE APPNOTE 6.3.10. ZIP64 fields appear where numbers need them.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import datetime

FULL, FULL_SHORT = 0xFFFFFFFF, 0xFFFF
"""Stand for numbers that are in the ZIP64 fields."""
PLAIN, WITH_ZIP64 = 20, 45
"""Versions needed to read an entry."""
UTF8_NAMES = 0x0800
SIZES_FOLLOW = 0x0008
"""Checksum and sizes come after the content, in a data descriptor."""
UNIX, REGULAR_FILE = 3, 0o100644
FIRST_YEAR, LAST_YEAR = 1980, 2107


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file of the archive. `offset` is where its local header begins, `checksum` its CRC-32.

    `follows`: size and checksum were not known when the local header was written; `large`: its descriptor has room for
    sizes of 4 GB and more.
    """

    name: bytes
    size: int
    checksum: int
    offset: int
    modified: datetime | None = None
    follows: bool = False
    large: bool = False


def local_header(entry: Entry) -> bytes:
    """What stands before the content."""
    size, checksum, extra = entry.size, entry.checksum, b""
    if entry.follows:
        size = checksum = 0
    if entry.large:
        size = FULL
        extra = struct.pack("<HHQQ", 1, 16, *((0, 0) if entry.follows else (entry.size, entry.size)))
    values = (0x04034B50, _version(entry.large), _flags(entry), 0, *_dos_time(entry.modified))
    return struct.pack("<IHHHHHIIIHH", *values, checksum, size, size, len(entry.name), len(extra)) + entry.name + extra


def descriptor(entry: Entry) -> bytes:
    """What stands after the content of an entry whose sizes follow."""
    form = "<IIQQ" if entry.large else "<IIII"
    return struct.pack(form, 0x08074B50, entry.checksum, entry.size, entry.size)


def directory_entry(entry: Entry) -> bytes:
    """The entry's part of the directory at the end."""
    sizes = [entry.size, entry.size] if entry.size >= FULL else []
    far = [entry.offset] if entry.offset >= FULL else []
    wide = [*sizes, *far]
    extra = struct.pack(f"<HH{len(wide)}Q", 1, 8 * len(wide), *wide) if wide else b""
    version = _version(entry.large or bool(wide))
    size = min(entry.size, FULL)
    head = (0x02014B50, UNIX << 8 | version, version, _flags(entry), 0, *_dos_time(entry.modified))
    tail = (len(entry.name), len(extra), 0, 0, 0, REGULAR_FILE << 16, min(entry.offset, FULL))
    return struct.pack("<IHHHHHHIIIHHHHHII", *head, entry.checksum, size, size, *tail) + entry.name + extra


def end(count: int, size: int, offset: int) -> bytes:
    """The end of an archive of `count` entries whose directory has `size` bytes and begins at `offset`."""
    plain = (min(count, FULL_SHORT), min(count, FULL_SHORT), min(size, FULL), min(offset, FULL), 0)
    last = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, *plain)
    if count < FULL_SHORT and size < FULL and offset < FULL:
        return last
    record = (0x06064B50, 44, UNIX << 8 | WITH_ZIP64, WITH_ZIP64, 0, 0, count, count, size, offset)
    locator = struct.pack("<IIQI", 0x07064B50, 0, offset + size, 1)
    return struct.pack("<IQHHIIQQQQ", *record) + locator + last


def _version(zip64: bool) -> int:
    return WITH_ZIP64 if zip64 else PLAIN


def _flags(entry: Entry) -> int:
    return UTF8_NAMES | (SIZES_FOLLOW if entry.follows else 0)


def _dos_time(moment: datetime | None) -> tuple[int, int]:
    """Time and date in steps of two seconds; the first day there is for times that are not known or out of range."""
    if moment is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return 0, 1 << 5 | 1
    time = moment.hour << 11 | moment.minute << 5 | moment.second // 2
    return time, (moment.year - FIRST_YEAR) << 9 | moment.month << 5 | moment.day
