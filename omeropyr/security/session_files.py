"""Web sessions that are over stay on the disk as files: they are cleared away now and then.

Beaker keeps each session in a file below `container_file`, and an empty one to lock it below `container_file_lock`.
Sessions are written when they change and at no other time, and their age counts from then: it is that of the file.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: locks stay
    fcntl = None  # type: ignore[assignment]

log = logging.getLogger(__name__)

FOLDERS = ("container_file", "container_file_lock")
EVERY_SECONDS = 3600.0
GRACE_SECONDS = 3600.0
"""What has just ended may still be asked for by a request that is under way."""


class Sweeper:
    """Clears away the sessions below one folder, when asked and at most once an hour, beside whatever goes on."""

    def __init__(self, folder: Path, age_seconds: float) -> None:
        self._folder, self._age = folder, age_seconds
        self._due = 0.0
        self._lock = threading.Lock()

    def look(self) -> None:
        """Returns at once; a process that ends meanwhile leaves the rest to the next."""
        with self._lock:
            if time.monotonic() < self._due:
                return
            self._due = time.monotonic() + EVERY_SECONDS
        threading.Thread(target=self._sweep, name="web-session-files", daemon=True).start()

    def _sweep(self) -> None:
        count = sweep(self._folder, self._age)
        if count:
            log.info("%d files of web sessions that are over were removed", count)


def sweep(folder: Path, age_seconds: float) -> int:
    """Remove the files of sessions that have been over for an hour; how many."""
    oldest = time.time() - age_seconds - GRACE_SECONDS
    return sum(_remove_old(path, oldest) for name in FOLDERS for path in _files(folder / name))


def _files(folder: Path) -> Iterator[str]:
    for parent, _, names in os.walk(folder):
        yield from (os.path.join(parent, name) for name in names if name.endswith((".cache", ".lock")))


def _remove_old(path: str, oldest: float) -> bool:
    """Another process may be as far as we are."""
    try:
        if os.stat(path).st_mtime >= oldest:
            return False
        return _remove_lock(path) if path.endswith(".lock") else _remove(path)
    except FileNotFoundError:
        return False
    except OSError as error:
        log.warning("%s cannot be removed: %s", path, error.strerror)
        return False


def _remove(path: str) -> bool:
    os.unlink(path)
    return True


def _remove_lock(path: str) -> bool:
    """Only while nobody holds it: the file is as old as the first lock, and its session may still be used."""
    if fcntl is None:
        return False
    with open(path, "rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return _remove(path)
