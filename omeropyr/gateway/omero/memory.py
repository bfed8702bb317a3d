"""What is remembered for some seconds: the same few questions come with every tile of a viewer."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

MOST = 500
SECONDS = 10.0


class Memory:
    """Of one session, so that nobody sees what another may; for threads."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._found: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()

    def get(self, key: Hashable, find: Callable[[], Any]) -> Any:
        """What was found for this key lately, else what `find` finds now."""
        with self._lock:
            until, value = self._found.get(key, (0.0, None))
        if time.monotonic() < until:
            return value
        value = find()
        with self._lock:
            self._found[key] = (time.monotonic() + self._seconds, value)
            self._found.move_to_end(key)
            while len(self._found) > MOST:
                self._found.popitem(last=False)
        return value
