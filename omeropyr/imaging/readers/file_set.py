"""The files of one fileset: the main one and siblings named inside it, never anything outside its folder."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from omeropyr.errors import UnreadableFile
from omeropyr.imaging.readers.file_bytes import FileBytes


def siblings(main: Path, names: Iterable[str]) -> tuple[Path, ...]:
    """Files of `main`'s folder that it refers to, without itself; those that are absent are left out.

    Raises UnreadableFile for a name that is a path, or that leads out of the folder through a link.
    """
    folder = main.resolve().parent
    found = []
    for name in dict.fromkeys(names):
        if name in ("", ".", "..") or "/" in name or "\\" in name or "\0" in name or ":" in name:
            raise UnreadableFile(main, f"it refers to {name!r}, but a file may only refer to files beside it.")
        other = main.parent / name
        if name == main.name or not other.exists():
            continue
        if other.resolve().parent != folder:
            raise UnreadableFile(main, f"it refers to {name!r}, which is a link to another folder.")
        found.append(other)
    return tuple(found)


class FileSet:
    """Open files by path, opened when first needed."""

    def __init__(self, main: Path, others: Iterable[Path] = ()) -> None:
        self.main = main
        self._allowed = {main.resolve(), *(path.resolve() for path in others)}
        self._open: dict[Path, FileBytes] = {}
        self._lock = threading.Lock()

    def of(self, frame: Any) -> FileBytes:
        """The file that holds a tifffile page."""
        return self.file(Path(frame.parent.filehandle.path))

    def file(self, path: Path) -> FileBytes:
        resolved = path.resolve()
        if resolved not in self._allowed:
            raise UnreadableFile(self.main, f"it refers to {path.name!r}, which is not part of its fileset.")
        with self._lock:
            if resolved not in self._open:
                self._open[resolved] = FileBytes(path)
            return self._open[resolved]

    def opened(self) -> tuple[FileBytes, ...]:
        return tuple(self._open.values())

    def close(self) -> None:
        with self._lock:
            for file in self._open.values():
                file.close()
            self._open.clear()
