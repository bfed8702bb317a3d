"""What was read lately and cannot have changed since: kept until anybody commits anything to the database.

Every tile asks the same few questions: whose session is this, may they see the image, how does it look. On SQLite a
connection that never writes can ask in microseconds whether the database is still what it was (`PRAGMA data_version`,
https://www.sqlite.org/pragma.html#pragma_data_version), whichever process wrote. Other databases have nothing like it:
there every question is asked anew.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")
MOST = 4096
"""Answers that are kept."""
Version = tuple[int, int]
"""Which file it is, and how often it was written to."""


class Recall:
    """Answers about one database. `file` is None where it cannot be watched."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._forget_parent()

    def _forget_parent(self) -> None:
        """A connection must not be used by a copy of the process that opened it."""
        self._process = os.getpid()
        self._watch: sqlite3.Connection | None = None
        self._watched: int | None = None
        self._version: Version | None = None
        self._answers: dict[Hashable, Any] = {}

    def get(self, question: Hashable, ask: Callable[[], T]) -> T:
        """The answer of `ask` to this question, which must read nothing but the database.

        It is never older than what was committed when this call began. An error is not kept.
        """
        if self._file is None:
            return ask()
        with self._lock:
            version = self._now(self._file)
            if version != self._version or version is None:
                self._answers.clear()
                self._version = version
            elif question in self._answers:
                found: T = self._answers[question]
                return found
        answer = ask()
        if version is not None:
            self._keep(version, question, answer)
        return answer

    def _keep(self, version: Version, question: Hashable, answer: object) -> None:
        """Asked at `version` or later: kept under it, so that it goes with the next look if it was later."""
        with self._lock:
            if self._version == version:
                while len(self._answers) >= MOST:
                    del self._answers[next(iter(self._answers))]
                self._answers[question] = answer

    def _now(self, file: Path) -> Version | None:
        """None while it cannot be told; then whoever asks the database itself hears why."""
        if self._process != os.getpid():
            self._forget_parent()
        try:
            number = os.stat(file).st_ino
            if self._watch is None or number != self._watched:
                self._close_watch()
                self._watch = self._opened(file)
                self._watched = number
            return number, int(self._watch.execute("PRAGMA data_version").fetchone()[0])
        except (OSError, sqlite3.Error) as error:
            log.debug("The database cannot be watched: %s", error)
            self._close_watch()
            return None

    def _opened(self, file: Path) -> sqlite3.Connection:
        """It reads only, and is used under the lock only."""
        address = f"{file.absolute().as_uri()}?mode=ro"
        return sqlite3.connect(address, uri=True, check_same_thread=False, isolation_level=None)

    def _close_watch(self) -> None:
        if self._watch is not None:
            self._watch.close()
        self._watch = None

    def close(self) -> None:
        """Forget everything; it may be used again."""
        with self._lock:
            if self._process == os.getpid():
                self._close_watch()
            self._forget_parent()

    def __del__(self) -> None:
        if self._process == os.getpid():
            self._close_watch()
