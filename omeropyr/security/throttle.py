"""A pause after too many failed logins, counted for each account as tried from one address."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from omeropyr.errors import TooManyAttempts

CAPACITY = 10_000
"""Entries kept in memory; beyond that the oldest is forgotten, so that a flood of names cannot fill it."""


class Throttle:
    """Allows `attempts` failures within `pause` seconds of each other, then refuses for `pause` seconds."""

    def __init__(self, attempts: int, pause: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._attempts = attempts
        self._pause = pause
        self._clock = clock
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._lock = threading.Lock()

    def attempt(self, name: str) -> None:
        """Counts as a failure until `succeeded` or `undo`: attempts at the same time do not slip past the limit.

        Raises TooManyAttempts while the name is paused.
        """
        now = self._clock()
        with self._lock:
            count, last = self._failures.get(name, (0, now))
            left = last + self._pause - now
            if count >= self._attempts and left > 0:
                raise TooManyAttempts(math.ceil(left))
            self._failures[name] = (count + 1 if left > 0 else 1, now)
            self._failures.move_to_end(name)
            while len(self._failures) > CAPACITY:
                self._failures.popitem(last=False)

    def undo(self, name: str) -> None:
        """The attempt came to nothing, for a reason that has nothing to do with the password."""
        with self._lock:
            count, last = self._failures.get(name, (0, 0.0))
            if count:
                self._failures[name] = (count - 1, last)

    def succeeded(self, name: str) -> None:
        with self._lock:
            self._failures.pop(name, None)
