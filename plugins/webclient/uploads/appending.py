"""Adding a chunk to an upload: on disk before it is acknowledged, and never by two requests at once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from omeropyr.api import Conflict, NotFound

from .drops import Upload
from .protocol import Checksum

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

PIECE = 2**20
"""Bytes in memory at once."""


class Busy(Conflict):
    """Another request is adding to the same file."""


class WrongChecksum(Conflict):
    """The chunk is not what was sent; it is not kept."""


def append(upload: Upload, offset: int, stream: Any, length: int, checksum: Checksum | None = None) -> int:
    """Adds `length` bytes of `stream` at `offset` and returns the new offset; the last byte completes the file.

    When the stream breaks off, what has come is kept. Raises Conflict for another offset than that of the upload or
    more bytes than it may have, Busy, WrongChecksum, OSError (a full disk).
    """
    if upload.offset != offset:
        raise Conflict(f"The upload has {upload.offset} bytes, not {offset}.")
    if offset + length > upload.length:
        raise Conflict(f"The file has {upload.length} bytes; this would be more.")
    if upload.offset == upload.length:
        return offset
    with _opened(upload) as part:
        if part.seek(0, os.SEEK_END) != offset:
            raise Conflict("Another request has added to the upload.")
        try:
            _copy(stream, part, length, checksum, offset)
        finally:
            part.flush()
            os.fsync(part.fileno())
            reached = part.seek(0, os.SEEK_END)
        if reached == upload.length:
            upload.drop.complete(upload)
    return reached


def _copy(stream: Any, part: IO[bytes], length: int, checksum: Checksum | None, offset: int) -> None:
    digest = hashlib.new(checksum.algorithm if checksum else "md5", usedforsecurity=False)
    for piece in _pieces(stream, length):
        part.write(piece)
        if checksum:
            digest.update(piece)
    if checksum and digest.digest() != checksum.digest:
        part.truncate(offset)
        raise WrongChecksum("The bytes that came are not those that were sent: send them again.")


def _pieces(stream: Any, length: int) -> Iterator[bytes]:
    while length > 0:
        piece: bytes = stream.read(min(length, PIECE))
        if not piece:
            return
        length -= len(piece)
        yield piece


@contextmanager
def _opened(upload: Upload) -> Iterator[IO[bytes]]:
    """For this request alone."""
    try:
        part = upload.part.open("r+b", buffering=0)
    except FileNotFoundError:
        raise NotFound("upload", upload.id) from None
    with part:
        if fcntl is not None:
            try:
                fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy("Another request is adding to this upload.") from None
        yield part
