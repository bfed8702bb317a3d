"""What the directories of a TIFF claim, looked at before a library believes it.

A file of a few kilobytes (with a hole, of many gigabytes) may claim tags of any length, and libraries read tags whole.
Layout: TIFF 6.0, section 2; BigTIFF, https://www.awaresystems.be/imaging/tiff/bigtiff.html.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from omeropyr.errors import UnreadableFile
from omeropyr.imaging.readers.file_bytes import FileBytes
from omeropyr.imaging.readers.tiff_check import require_whole_chain

BIG = 43
MAX_DIRECTORIES = 1_000_000
MAX_ENTRIES = 4096
"""Of a directory; those of microscopes have fewer than a hundred."""
MAX_BYTES = 64 * 2**20
"""Of a text, or of binary data."""
MAX_NUMBERS = 2**21
"""In one entry, where each becomes an object; an image of 370,000 x 370,000 pixels has so many tiles."""
MAX_INNER = 1024
"""Directories below one entry; a pyramid has one for each level."""
INNER = frozenset((330, 34665, 34853, 40965))
"""Tags with places of more directories: smaller levels, Exif and its kin."""
TYPES = {1: "B", 2: "B", 3: "H", 4: "I", 5: "Q", 6: "B", 7: "B", 8: "H", 9: "I", 10: "Q", 11: "I", 12: "Q", 13: "I"}
TYPES |= {16: "Q", 17: "Q", 18: "Q"}
"""Codes of `struct` with the size of a value, by the type of an entry."""


class Entry(NamedTuple):
    """`place` is where the values stand, or where it is told where they stand."""

    tag: int
    kind: int
    values: int
    place: int


def require_believable(path: Path) -> None:
    """Raises UnreadableFile for a chain of directories that is cut off or endless, and for claims no image needs."""
    with closing(FileBytes(path)) as file:
        require_whole_chain(file)
        require_sensible(file)


def require_sensible(file: FileBytes) -> None:
    """Raises UnreadableFile for a claim that no image needs, in all directories, also the inner ones."""
    directories = _Directories(file)
    waiting, seen = [directories.first()], set[int]()
    while waiting:
        offset = waiting.pop()
        if offset in seen or not offset:
            continue
        seen.add(offset)
        if len(seen) > MAX_DIRECTORIES:
            raise UnreadableFile(file.path, f"it has more than {MAX_DIRECTORIES:,} directories.")
        waiting += directories.following(offset)


class _Directories:
    """Numbers out of a file; what lies outside of it is 0."""

    def __init__(self, file: FileBytes) -> None:
        self._file = file
        self._order = "<" if file.read_at(0, min(2, file.size)) == b"II" else ">"
        self._big = self._number(2, "H") == BIG
        self._offset = "Q" if self._big else "I"
        self._head, self._width, self._layout = (8, 20, "HHQQ") if self._big else (2, 12, "HHII")

    def _numbers(self, place: int, code: str, count: int) -> Sequence[int]:
        size = struct.calcsize(code) * count
        if not 0 <= place <= self._file.size - size:
            return [0] * count
        return struct.unpack(f"{self._order}{count}{code}", self._file.read_at(place, size))

    def _number(self, place: int, code: str) -> int:
        return self._numbers(place, code, 1)[0]

    def first(self) -> int:
        return self._number(8 if self._big else 4, self._offset)

    def following(self, offset: int) -> list[int]:
        """The next directory and the inner ones. Raises UnreadableFile for entries that claim too much."""
        count = self._number(offset, "Q" if self._big else "H")
        if count > MAX_ENTRIES:
            raise UnreadableFile(self._file.path, f"a directory of it claims {count:,} entries, which no image needs.")
        found: list[int] = []
        for entry in self._entries(offset, count):
            self._require_sensible(entry)
            if entry.tag in INNER:
                found += self._inner(entry)
        return [*found, self._number(offset + self._head + count * self._width, self._offset)]

    def _entries(self, offset: int, count: int) -> Iterator[Entry]:
        """Those that have to be looked at: with inner directories, or with many values."""
        start, width = offset + self._head, self._width
        if start + count * width > self._file.size:
            return
        said = struct.unpack(self._order + self._layout * count, self._file.read_at(start, count * width))
        tags, kinds, values = said[::4], said[1::4], said[2::4]
        if max(values, default=0) <= MAX_INNER and not INNER.intersection(tags):
            return  # as nearly all are
        place = start + width - struct.calcsize(self._offset)
        for number, entry in enumerate(zip(tags, kinds, values, strict=True)):
            yield Entry(*entry, place + number * width)

    def _require_sensible(self, entry: Entry) -> None:
        limit = MAX_BYTES if TYPES.get(entry.kind, "B") == "B" else MAX_NUMBERS
        if entry.tag in INNER:
            limit = MAX_INNER
        if entry.values > limit:
            said = f"its tag {entry.tag} claims {entry.values:,} values; more than {limit:,} are not read."
            raise UnreadableFile(self._file.path, said)

    def _inner(self, entry: Entry) -> Sequence[int]:
        code = TYPES.get(entry.kind, "I")
        is_beside = struct.calcsize(code) * entry.values <= struct.calcsize(self._offset)
        return self._numbers(entry.place if is_beside else self._number(entry.place, self._offset), code, entry.values)
