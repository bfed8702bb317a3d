"""The threads of a serving process that do jobs. They start with the first job, and end quietly with the gateway."""

from __future__ import annotations

import logging
import os
import threading
import time
from dataclasses import dataclass

from omeropyr.errors import GatewayError
from omeropyr.gateway.embedded.jobs import queue
from omeropyr.gateway.embedded.jobs.housekeeping import is_work_left, keep_house
from omeropyr.gateway.embedded.jobs.liveness import Life
from omeropyr.gateway.embedded.jobs.running import run_job
from omeropyr.gateway.embedded.store import Store

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
"""How soon a job of another process is seen; those of this process are seen at once."""
HOUSE_SECONDS = 10.0
LOOK_SECONDS = 30.0
PATIENCE_SECONDS = 10.0
"""How long `close` waits for jobs that do not ask whether they should stop."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`threads` of this process; jobs at once in all processes together, and of one user."""

    threads: int = 3
    most_running: int = 8
    most_of_one: int = 2


class Worker:
    """Does the jobs of one store in this process. Making one starts nothing."""

    def __init__(self, store: Store, limits: Limits | None = None) -> None:
        self._store, self._limits = store, limits or Limits()
        self._forget_parent()

    def _forget_parent(self) -> None:
        """Threads and locks do not survive a fork: the child begins without any."""
        self._process = os.getpid()
        self._starting = threading.Lock()
        self._stopping, self._news = threading.Event(), threading.Event()
        self._threads: list[threading.Thread] = []
        self._life: Life | None = None
        self._looked = float("-inf")

    def wake(self) -> None:
        """There is a job to do. Where no worker can start, on a full disk for example, it waits for a later one."""
        if self._process != os.getpid():
            self._forget_parent()
        try:
            with self._starting:
                if not self._threads and not self._stopping.is_set():
                    self._start()
        except OSError as error:
            log.warning("No jobs can be done by this process: %s", error)
        self._news.set()

    def look(self) -> None:
        """Called now and then: begins if there are jobs that nobody does, or a trash that is over its time."""
        if self._process == os.getpid() and (self._threads or time.monotonic() - self._looked < LOOK_SECONDS):
            return
        self._looked = time.monotonic()
        if is_work_left(self._store):
            self.wake()

    def _start(self) -> None:
        self._life = Life(self._store.path)
        work = [self._do_jobs] * self._limits.threads + [self._keep_house]
        for number, target in enumerate(work):
            thread = threading.Thread(target=target, args=(self._life,), name=f"omeropyr-job-{number}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _do_jobs(self, life: Life) -> None:
        while not self._stopping.is_set():
            claim = self._claim(life)
            if claim is not None:
                self._news.set()  # another thread may find more
                run_job(self._store, claim, self._stopping)
            elif self._news.wait(POLL_SECONDS) and not self._stopping.is_set():
                self._news.clear()

    def _claim(self, life: Life) -> queue.Claim | None:
        limits = self._limits
        try:
            if not queue.is_waiting(self._store):
                return None
            return queue.claim(
                self._store, life.worker, most_running=limits.most_running, most_of_one=limits.most_of_one
            )
        except GatewayError as error:
            log.warning("No jobs can be taken up: %s", error)
            self._stopping.wait(POLL_SECONDS)
            return None

    def _keep_house(self, life: Life) -> None:
        while not self._stopping.is_set():
            try:
                if keep_house(self._store, life.worker):
                    self._news.set()
            except GatewayError as error:
                log.warning("The jobs of others cannot be looked after: %s", error)
            self._stopping.wait(HOUSE_SECONDS)

    def close(self) -> None:
        """Ask the jobs of this process to stop; they go on elsewhere or after the next start."""
        if self._process != os.getpid():
            return
        with self._starting:
            self._stopping.set()
            self._news.set()
        until = time.monotonic() + PATIENCE_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        if self._life is not None and not any(thread.is_alive() for thread in self._threads):
            self._life.end()
