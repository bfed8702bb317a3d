"""A cache bounded by the bytes it holds, safe for several threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from omeropyr.imaging.source import Pixels


class PixelCache:
    """Least recently used arrays leave first.

    An array over a quarter of `limit` (bytes) would push out everything else: of those only the last one is kept,
    beside the others, so that reading one big picture strip by strip decodes it once.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.held = 0
        self._arrays: OrderedDict[Hashable, Pixels] = OrderedDict()
        self._big: tuple[Hashable, Pixels] | None = None
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Pixels]) -> Pixels:
        """The array under `key`, made outside the lock (two threads may make it twice, one result is kept)."""
        with self._lock:
            if (found := self._arrays.get(key)) is not None:
                self._arrays.move_to_end(key)
                return found
            if self._big is not None and self._big[0] == key:
                return self._big[1]
        made = make()
        made.setflags(write=False)
        self._keep(key, made)
        return made

    def _keep(self, key: Hashable, array: Pixels) -> None:
        with self._lock:
            if array.nbytes > self.limit // 4:
                self._big = (key, array)
            elif key not in self._arrays:
                self._arrays[key] = array
                self.held += array.nbytes
            while self.held > self.limit:
                _, gone = self._arrays.popitem(last=False)
                self.held -= gone.nbytes

    def forget(self, owner: Hashable) -> None:
        """Drop every array whose key is a tuple that starts with `owner`."""
        with self._lock:
            for key in [key for key in self._arrays if _belongs(key, owner)]:
                self.held -= self._arrays.pop(key).nbytes
            if self._big is not None and _belongs(self._big[0], owner):
                self._big = None


def _belongs(key: Hashable, owner: Hashable) -> bool:
    return isinstance(key, tuple) and key[0] == owner


decoded = PixelCache(192 * 2**20)
"""Decoded strips, tiles and pictures of all open sources together."""
