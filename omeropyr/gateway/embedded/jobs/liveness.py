"""Whether a worker is still alive: a lock that the system takes back when its process ends, however it ends."""

from __future__ import annotations

import os
import socket
import uuid
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows: only the heartbeat in the database tells
    fcntl = None  # type: ignore[assignment]

FOLDER = ".workers"


class Life:
    """The name of one worker, `host:process:number`, and its lock in the store's folder until `end`."""

    def __init__(self, store: Path) -> None:
        self.worker = f"{socket.gethostname()[:64]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
        self._path = _lock_path(store, self.worker)
        self._lock = self._hold()

    def _hold(self) -> IO[bytes] | None:
        if fcntl is None:
            return None
        self._path.parent.mkdir(mode=0o750, exist_ok=True)
        lock = self._path.open("wb")
        fcntl.flock(lock, fcntl.LOCK_EX)
        return lock

    def end(self) -> None:
        if self._lock is not None:
            self._path.unlink(missing_ok=True)
            self._lock.close()


def is_certainly_dead(store: Path, worker: str) -> bool | None:
    """None if it cannot be told from here: the worker is on another machine, or the system has no such locks."""
    if fcntl is None or worker.split(":")[0] != socket.gethostname()[:64]:
        return None
    path = _lock_path(store, worker)
    try:
        with path.open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True
    except BlockingIOError:
        return False
    path.unlink(missing_ok=True)
    return True


def _lock_path(store: Path, worker: str) -> Path:
    return store / FOLDER / worker.replace(":", "-").replace("/", "-")
