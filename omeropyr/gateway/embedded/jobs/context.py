"""What the function of a job gets: the store, the rights of its owner, and ways to tell how far it is."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from omeropyr.gateway.embedded.jobs import queue

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from omeropyr.gateway.embedded.access import Access, Writing
    from omeropyr.gateway.embedded.store import Store

WRITE_SECONDS = 0.5
"""Progress is written down, and cancelling asked about, no more often than this."""


class Cancelled(Exception):
    """The owner asked the job to stop."""


class Stopped(Cancelled):
    """The process ends: the job goes back to the others, or is marked as interrupted."""


class JobContext:
    """One run of one job. `access` acts with the rights that the owner has now; `store` is for everything else."""

    def __init__(self, claim: queue.Claim, access: Access, stopping: threading.Event) -> None:
        self.job_id = claim.job_id
        self.noted = claim.noted
        self.access = access
        self._claim, self._stopping = claim, stopping
        access.checkpoint = self.check
        self._done, self._total, self._message = 0, 0, ""
        self._started, self._first_done = time.monotonic(), 0
        self._written = self._asked = float("-inf")
        self._unwritten_log: list[str] = []

    @property
    def store(self) -> Store:
        return self.access.store

    def progress(self, done: int, total: int = 0, message: str = "") -> None:
        """Tell that `done` of `total` steps are done (0 = nobody knows), and in a few words what is done now.

        May be called for every single step. Inside a transaction of `access` it is kept for later: the database
        has one writer at a time.
        """
        if not self._done and not self._total:
            self._started, self._first_done = time.monotonic(), done
        self._done, self._total = done, total
        if message and message != self._message:
            self._message = message
            self._unwritten_log.append(message)
        now = time.monotonic()
        if now - self._written >= WRITE_SECONDS or done == total:
            self._write()

    def log(self, line: str) -> None:
        """Add a line to the log of the job, which keeps its newest lines."""
        self._unwritten_log.append(line)

    def check(self) -> None:
        """Call this between steps. Raises Cancelled if the owner asked to stop, Stopped if the process ends."""
        if self._stopping.is_set():
            raise Stopped
        now = time.monotonic()
        if now - self._asked >= WRITE_SECONDS:
            self._asked = now
            if queue.is_cancelling(self.store, self._claim):
                raise Cancelled

    def note(self, writing: Writing, result: Mapping[str, Any]) -> None:
        """Remember this in the transaction: should the job be killed, its next run finds it in `noted`."""
        self.noted = result
        queue.note(writing.connection, self._claim, result)

    def finish(self, connection: Connection, result: Mapping[str, Any], message: str = "") -> None:
        """Note that the job is done, in the transaction that does it: whoever dies now has done all or nothing."""
        queue.finish(connection, self._claim, result, message or self._message)

    @property
    def _rate(self) -> float | None:
        elapsed, steps = time.monotonic() - self._started, self._done - self._first_done
        return steps / elapsed if steps > 0 and elapsed > 0 else None

    def flush(self) -> None:
        """Write down what was told last."""
        if self._unwritten_log or self._done:
            self._write()

    def _write(self) -> None:
        if self.access.is_writing:
            return
        lines, self._unwritten_log = self._unwritten_log, []
        told = queue.Progress(self._done, self._total, self._message, self._rate, lines)
        queue.tell(self.store, self._claim, told)
        self._written = time.monotonic()
