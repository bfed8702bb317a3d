"""A cache bounded by the bytes it holds, safe for several threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from omeropyr.imaging.source import Pixels


class PixelCache:
    """Least recently used arrays leave first; an array over a quarter of `limit` (bytes) is never kept."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.held = 0
        self._arrays: OrderedDict[Hashable, Pixels] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Pixels]) -> Pixels:
        """The array under `key`, made outside the lock (two threads may make it twice, one result is kept)."""
        with self._lock:
            if (found := self._arrays.get(key)) is not None:
                self._arrays.move_to_end(key)
                return found
        made = make()
        made.setflags(write=False)
        self._keep(key, made)
        return made

    def _keep(self, key: Hashable, array: Pixels) -> None:
        if array.nbytes > self.limit // 4:
            return
        with self._lock:
            if key not in self._arrays:
                self._arrays[key] = array
                self.held += array.nbytes
            while self.held > self.limit:
                _, gone = self._arrays.popitem(last=False)
                self.held -= gone.nbytes

    def forget(self, owner: Hashable) -> None:
        """Drop every array whose key is a tuple that starts with `owner`."""
        with self._lock:
            for key in [key for key in self._arrays if isinstance(key, tuple) and key[0] == owner]:
                self.held -= self._arrays.pop(key).nbytes


decoded = PixelCache(192 * 2**20)
"""Decoded strips, tiles and pictures of all open sources together."""
