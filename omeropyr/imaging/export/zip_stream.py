"""A ZIP of uncompressed files as a stream: nothing is kept but the directory, and no file is sought in.

Every content is in memory when it is written, so that sizes and checksums stand before it, and any program can read the
archive front to back. An export says nothing of the time it was made, so that the same image gives the same bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from omeropyr.imaging.export.zip_records import Entry, directory_entry, end, local_header


def zipped(entries: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The archive piece by piece. Names use `/`, must differ, and stand in it in the order given."""
    written = []
    offset = 0
    for name, content in entries:
        # no single content reaches 4 GB: it is in memory
        entry = Entry(name=name.encode(), size=len(content), checksum=zlib.crc32(content), offset=offset)
        header = local_header(entry)
        yield header
        yield content
        written.append(entry)
        offset += len(header) + len(content)
    directory = b"".join(directory_entry(entry) for entry in written)
    yield directory
    yield end(len(written), len(directory), offset)
