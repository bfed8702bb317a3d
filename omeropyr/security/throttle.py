"""A pause after too many failed logins, counted for each account as tried from one address."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from omeropyr.errors import TooManyAttempts
from omeropyr.security.ledger import Ledger, MemoryLedger, hashed

CAPACITY = 10_000
"""Entries that are kept; beyond that the oldest is forgotten, so that a flood of names cannot fill it."""


class Throttle:
    """Allows `attempts` failures within `pause` seconds of each other, then refuses for `pause` seconds."""

    def __init__(
        self, attempts: int, pause: float, clock: Callable[[], float] = time.time, ledger: Ledger | None = None
    ) -> None:
        self._attempts = attempts
        self._pause = pause
        self._clock = clock
        self._ledger = ledger or MemoryLedger()

    def attempt(self, name: str) -> None:
        """Counts as a failure until `succeeded` or `undo`: attempts at the same time do not slip past the limit.

        Raises TooManyAttempts while the name is paused.
        """
        name, now = hashed(name), self._clock()
        with self._ledger.open() as failures:
            count, last = failures.get(name, (0, now))
            left = min(last, now) + self._pause - now  # the clock may have been set back
            paused = count >= self._attempts and left > 0
            if not paused:
                failures[name] = (count + 1 if left > 0 else 1, now)
                failures.move_to_end(name)
            while len(failures) > CAPACITY:
                failures.popitem(last=False)
        if paused:
            raise TooManyAttempts(math.ceil(left))

    def undo(self, name: str) -> None:
        """The attempt came to nothing, for a reason that has nothing to do with the password."""
        with self._ledger.open() as failures:
            count, last = failures.get(hashed(name), (0, 0.0))
            if count:
                failures[hashed(name)] = (count - 1, last)

    def succeeded(self, name: str) -> None:
        with self._ledger.open() as failures:
            failures.pop(hashed(name), None)
