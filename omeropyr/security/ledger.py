"""Where failed logins are counted: in a small file that all processes of a site share, or in memory."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

try:
    import fcntl
except ImportError:  # Windows: one process serves there
    fcntl = None  # type: ignore[assignment]

log = logging.getLogger(__name__)

Failures = OrderedDict[str, tuple[int, float]]
"""Number of failures and time of the last one, by name; the oldest first."""


class Ledger(Protocol):
    def open(self) -> AbstractContextManager[Failures]:
        """The failures, for one at a time; what is changed in them is kept."""


class MemoryLedger:
    """For one process."""

    def __init__(self) -> None:
        self._failures: Failures = OrderedDict()
        self._lock = threading.Lock()

    @contextmanager
    def open(self) -> Iterator[Failures]:
        with self._lock:
            yield self._failures


class FileLedger:
    """For all processes that see the file. Names in it are hashed; while it cannot be used, memory counts."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._memory = MemoryLedger()

    @contextmanager
    def open(self) -> Iterator[Failures]:
        with self._lock:
            handle = self._locked()
            if handle is None:
                with self._memory.open() as failures:
                    yield failures
                return
            with os.fdopen(handle, "r+", encoding="ascii") as file:
                failures = _read(file.read())
                yield failures
                file.seek(0)
                file.truncate()
                json.dump(failures, file)

    def _locked(self) -> int | None:
        """An open file that nobody else has; closing it gives it back."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError as error:
            log.warning("Failed logins are counted in memory only: %s", error)
            return None
        return handle


def ledger_in(folder: Path) -> Ledger:
    """For the processes of a site whose web sessions are in `folder`."""
    return MemoryLedger() if fcntl is None else FileLedger(folder / "failed_logins.json")


def hashed(name: str) -> str:
    """Names of people and addresses are nobody's business; the same name gives the same word."""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _read(text: str) -> Failures:
    """A file that was cut off is begun anew."""
    try:
        return OrderedDict((name, (int(count), float(last))) for name, (count, last) in json.loads(text).items())
    except (ValueError, TypeError, AttributeError):
        return OrderedDict()
