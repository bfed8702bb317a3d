"""Many files as one ZIP that is written while it is sent: no temporary file, one piece of one file in memory.

Contents are stored as they are: microscope files are compressed already or are noise, and the length of the archive is
known before its first byte. Checksums follow each content, because it is read only once.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from omeropyr.imaging.export.zip_records import Entry, descriptor, directory_entry, end, local_header

LARGE = 0xFFFFFFFF
"""From this size on sizes take eight bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveEntry:
    """One file. `read` is called when its turn has come; an iterator that can be closed will be.

    `size` in bytes is a promise; None where it shows only in reading. `modified` is written as it stands.
    """

    name: str
    read: Callable[[], Iterable[bytes]]
    size: int | None = None
    modified: datetime | None = None


def archive_length(entries: Sequence[ArchiveEntry]) -> int | None:
    """Bytes of the whole archive; None if the size of an entry is not known."""
    offset = 0
    directory = 0
    for entry in entries:
        if entry.size is None:
            return None
        record = _record(entry, offset)
        offset += len(local_header(record)) + entry.size + len(descriptor(record))
        directory += len(directory_entry(record))
    return offset + directory + len(end(len(entries), directory, offset))


def archived(entries: Iterable[ArchiveEntry]) -> Iterator[bytes]:
    """The archive piece by piece. Names use `/`, must differ, and stand in it in the order given.

    Raises ValueError in the middle of an entry that has another size than it promised.
    """
    offset = 0
    written: list[Entry] = []
    for entry in entries:
        with _closing(entry.read()) as pieces:
            record = _record(entry, offset)
            header = local_header(record)
            yield header
            checksum, size = 0, 0
            for piece in pieces:
                checksum, size = zlib.crc32(piece, checksum), size + len(piece)
                _require_promised(entry, size, more=True)
                yield piece
        _require_promised(entry, size)
        record = replace(record, size=size, checksum=checksum)
        trailer = descriptor(record)
        yield trailer
        written.append(record)
        offset += len(header) + size + len(trailer)
    directory = b"".join(directory_entry(record) for record in written)
    yield directory
    yield end(len(written), len(directory), offset)


def _record(entry: ArchiveEntry, offset: int) -> Entry:
    """As it stands before the content was read; an unknown size may be a large one."""
    large = entry.size is None or entry.size >= LARGE
    name, size = entry.name.encode(), entry.size or 0
    return Entry(name=name, size=size, checksum=0, offset=offset, modified=entry.modified, follows=True, large=large)


def _require_promised(entry: ArchiveEntry, size: int, *, more: bool = False) -> None:
    """A wrong length would make an archive that looks whole; the connection is broken off instead."""
    if entry.size is not None and (size > entry.size or (size < entry.size and not more)):
        raise ValueError(f"{entry.name} has changed its size while it was sent.")


@contextmanager
def _closing(pieces: Iterable[bytes]) -> Iterator[Iterable[bytes]]:
    try:
        yield pieces
    finally:
        close: Any = getattr(pieces, "close", None)
        if close is not None:
            close()
