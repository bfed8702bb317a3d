"""The files of one fileset: the main one and siblings named inside it, never anything outside its folder."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

from omeropyr.errors import UnreadableFile
from omeropyr.imaging.readers.file_bytes import FileBytes
from omeropyr.imaging.readers.file_stamp import FileStamp, require_unchanged


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
        if not other.is_file():  # a pipe would be waited for without end
            raise UnreadableFile(main, f"it refers to {name!r}, which is no file.")
        if other.resolve().parent != folder:
            raise UnreadableFile(main, f"it refers to {name!r}, which is a link to another folder.")
        found.append(other)
    return tuple(found)


def require_file_inside(path: str, folder: str) -> None:
    """Raises UnreadableFile for a pipe or a device, which would be waited for, and for a link that leads elsewhere.

    `folder` has no links in it.
    """
    if not os.path.isfile(path):
        raise UnreadableFile(path, "it is no file.")
    if os.path.commonpath((os.path.realpath(path), folder)) != folder:
        raise UnreadableFile(path, "it is a link that leads outside the folder, and is not followed.")


class FileSet:
    """Open files by number, opened when first needed, and refused once they are not what they were."""

    def __init__(self, files: Sequence[Path], stamps: Sequence[FileStamp]) -> None:
        self._files = tuple(zip(map(str, files), stamps, strict=True))
        self._open: list[FileBytes | None] = [None] * len(self._files)
        self._lock = threading.Lock()

    def at(self, number: int) -> FileBytes:
        """Raises UnreadableFile if the file was changed, replaced or removed since its stamp was taken."""
        require_unchanged(*self._files[number])
        found = self._open[number]
        return self._opened(number) if found is None else found

    def _opened(self, number: int) -> FileBytes:
        with self._lock:
            found = self._open[number]
            if found is None:
                found = self._open[number] = FileBytes(Path(self._files[number][0]))
            return found

    def close(self) -> None:
        with self._lock:
            for number, file in enumerate(self._open):
                if file is not None:
                    file.close()
                self._open[number] = None
