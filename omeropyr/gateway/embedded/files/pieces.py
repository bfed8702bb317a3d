"""The bytes of a file, piece by piece."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from omeropyr.errors import Invalid, UnreadableFile
from omeropyr.gateway.model import OriginalFile
from omeropyr.imaging.address import is_address

PIECE = 2**20


class FilePieces(Iterator[bytes]):
    """`length` bytes of an open file, in pieces of at most 1 MiB. Closes the file at the end, or by `close`."""

    def __init__(self, name: str, handle: BinaryIO, length: int) -> None:
        self._name, self._handle, self._left = name, handle, length

    def __next__(self) -> bytes:
        if self._left <= 0:
            self.close()
            raise StopIteration
        piece = self._read(min(PIECE, self._left))
        self._left -= len(piece)
        return piece

    def _read(self, count: int) -> bytes:
        """Raises UnreadableFile for a file that was cut off meanwhile."""
        try:
            piece = self._handle.read(count)
        except OSError as error:
            self.close()
            raise UnreadableFile(self._name, f"cannot be read any further ({error.strerror})") from error
        if not piece:
            self.close()
            raise UnreadableFile(self._name, "the file has become shorter while it was read")
        return piece

    def close(self) -> None:
        self._left = 0
        self._handle.close()

    def __del__(self) -> None:
        self._handle.close()


def pieces_of(file: OriginalFile, folder: Path, start: int, length: int | None) -> FilePieces:
    """`folder` is that of the store. Raises Invalid, and UnreadableFile for a file that is not as it was."""
    count = _length(file, start, length)
    handle = _open(file, folder)
    try:
        _require_unchanged(file, os.fstat(handle.fileno()).st_size)
        handle.seek(start)
    except BaseException:
        handle.close()
        raise
    return FilePieces(file.name, handle, count)


def _length(file: OriginalFile, start: int, length: int | None) -> int:
    """Number of bytes to read. Raises Invalid."""
    if start < 0 or (start >= file.size and start > 0):
        raise Invalid("start", f"must be between 0 and {max(file.size - 1, 0)}: {file.name} has {file.size} bytes")
    if length is not None and length < 0:
        raise Invalid("length", "must be 0 or more")
    rest = file.size - start
    return rest if length is None else min(length, rest)


def _open(file: OriginalFile, folder: Path) -> BinaryIO:
    if is_address(file.path):
        raise UnreadableFile(file.name, "is in an object store; read it from there")
    path = folder / file.path
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UnreadableFile(file.name, "is not a single file, so that it cannot be read as one")
        return path.open("rb")
    except OSError as error:
        raise UnreadableFile(file.name, f"is gone or cannot be reached ({error.strerror})") from error


def _require_unchanged(file: OriginalFile, size: int) -> None:
    if size != file.size:
        raise UnreadableFile(file.name, f"has changed: it has {size} bytes instead of {file.size}")
