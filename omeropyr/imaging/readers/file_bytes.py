"""Positional reads from a file that several threads share."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from omeropyr.errors import UnreadableFile

HAS_PREAD = hasattr(os, "pread")


class FileBytes:
    """An open file without a position: `read_at` may be called from many threads at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = path.open("rb", buffering=0)
        except OSError as error:
            raise UnreadableFile(path, f"the file cannot be opened ({error.strerror}).") from error
        self.size = os.fstat(self._file.fileno()).st_size
        self._lock = threading.Lock()

    def read_at(self, offset: int, size: int) -> bytes:
        """Exactly `size` bytes. Raises UnreadableFile when the file ends before that or was closed."""
        try:
            data = self._read(offset, size)
        except (OSError, ValueError, OverflowError) as error:
            raise UnreadableFile(self.path, f"the file cannot be read ({error}).") from error
        if len(data) < size:
            raise UnreadableFile(self.path, f"the file ends at byte {offset + len(data)}, pixels are missing.")
        return data

    def _read(self, offset: int, size: int) -> bytes:
        if HAS_PREAD:
            data = os.pread(self._file.fileno(), size, offset)
            # Linux gives at most 2 GiB in one call
            while (
                data
                and len(data) < size
                and (more := os.pread(self._file.fileno(), size - len(data), offset + len(data)))
            ):
                data += more
            return data
        with self._lock:
            self._file.seek(offset)
            return self._file.read(size) or b""

    def close(self) -> None:
        self._file.close()
