"""Is a file still the one it was? Size, time of change and inode are asked, a call that takes two microseconds."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from omeropyr.errors import UnreadableFile


class FileStamp(NamedTuple):
    """Equal as long as nobody writes to the file or puts another in its place."""

    size: int
    modified_ns: int
    inode: int


def stamp_of(path: str | os.PathLike[str]) -> FileStamp:
    """Raises UnreadableFile if there is no such file."""
    try:
        found = os.stat(path)
    except (OSError, ValueError) as error:
        raise _gone(path, error) from error
    return FileStamp(found.st_size, found.st_mtime_ns, found.st_ino)


def stamp_or_none(path: str) -> FileStamp | None:
    """None if there is no such file. Raises UnreadableFile if that cannot be told."""
    try:
        return stamp_of(path)
    except UnreadableFile as error:
        if isinstance(error.__cause__, FileNotFoundError | NotADirectoryError):
            return None
        raise


def require_unchanged(path: str | os.PathLike[str], known: FileStamp) -> None:
    """Raises UnreadableFile if the file was changed, replaced or removed since `known` was taken."""
    try:
        found = os.stat(path)
    except (OSError, ValueError) as error:
        raise _gone(path, error) from error
    # (compared as it is: every tile asks, and making a FileStamp takes half as long as asking)
    if (found.st_size, found.st_mtime_ns, found.st_ino) != known:
        raise UnreadableFile(Path(path), "the file has changed since it was opened; its pixels may be others now.")


def _gone(path: str | os.PathLike[str], error: Exception) -> UnreadableFile:
    reason = (isinstance(error, OSError) and error.strerror) or str(error)
    return UnreadableFile(path, f"the file is gone or cannot be reached ({reason}).")
