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

    def check(self, *names: str) -> None:
        """Raises TooManyAttempts while one of the names is paused."""
        for name in names:
            count, last = self._failures.get(name, (0, 0.0))
            left = last + self._pause - self._clock()
            if count >= self._attempts and left > 0:
                raise TooManyAttempts(math.ceil(left))

    def failed(self, *names: str) -> None:
        now = self._clock()
        with self._lock:
            for name in names:
                count, last = self._failures.pop(name, (0, now))
                self._failures[name] = (count + 1 if now - last < self._pause else 1, now)
            while len(self._failures) > CAPACITY:
                self._failures.popitem(last=False)

    def succeeded(self, *names: str) -> None:
        with self._lock:
            for name in names:
                self._failures.pop(name, None)
