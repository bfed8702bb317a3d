"""Caches bounded by the bytes they hold, safe for several threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from omeropyr.imaging.source import Pixels

T = TypeVar("T")
ENTRY_BYTES = 300
"""About what a key and its place in the cache take."""


class ByteCache(Generic[T]):
    """Values with a size; the least recently used leave first.

    A value over a quarter of `limit` (bytes) would push out everything else: of those only the last one is kept,
    beside the others, so that reading one big picture strip by strip decodes it once.
    """

    def __init__(self, limit: int, size_of: Callable[[T], int]) -> None:
        self.limit = limit
        self.held = 0
        self._size_of = size_of
        self._values: OrderedDict[Hashable, T] = OrderedDict()
        self._big: tuple[Hashable, T] | None = None
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> T | None:
        with self._lock:
            if (found := self._values.get(key)) is not None:
                self._values.move_to_end(key)
                return found
            return self._big[1] if self._big is not None and self._big[0] == key else None

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value under `key`, made outside the lock (two threads may make it twice, one result is kept)."""
        found = self.find(key)
        if found is None:
            found = make()
            self.keep(key, found)
        return found

    def keep(self, key: Hashable, value: T) -> None:
        size = self._size_of(value)
        with self._lock:
            if size > self.limit // 4:
                self._big = (key, value)
            elif key not in self._values:
                self._values[key] = value
                self.held += size
            while self.held > self.limit:
                _, gone = self._values.popitem(last=False)
                self.held -= self._size_of(gone)

    def forget(self, owner: Hashable) -> None:
        """Drop every value whose key is a tuple that starts with `owner`."""
        with self._lock:
            for key in [key for key in self._values if _belongs(key, owner)]:
                self.held -= self._size_of(self._values.pop(key))
            if self._big is not None and _belongs(self._big[0], owner):
                self._big = None

    def clear(self) -> None:
        with self._lock:
            self._values.clear()
            self._big, self.held = None, 0


class Doorkeeper:
    """Remembers what was asked for lately, so that a cache can let in only what is asked for again."""

    def __init__(self, remembered: int) -> None:
        self._limit = remembered // 2
        self._young: set[Hashable] = set()
        self._old: set[Hashable] = set()

    def has_met(self, key: Hashable) -> bool:
        """False the first time. (Sets of Python are safe to share; a lost update costs one more decoding.)"""
        if key in self._young or key in self._old:
            return True
        if len(self._young) >= self._limit:
            self._young, self._old = set(), self._young
        self._young.add(key)
        return False


class PixelCache(ByteCache[Pixels]):
    """Arrays; what is kept can no longer be written to."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit, lambda array: int(array.nbytes))
        self.doorkeeper = Doorkeeper(4096)

    def keep(self, key: Hashable, value: Pixels) -> None:
        value.setflags(write=False)
        super().keep(key, value)

    def clear(self) -> None:
        super().clear()
        self.doorkeeper = Doorkeeper(4096)


def _belongs(key: Hashable, owner: Hashable) -> bool:
    return isinstance(key, tuple) and key[0] == owner


decoded = PixelCache(64 * 2**20)
"""Decoded strips, tiles, chunks and pictures of all open sources together: a screen full of four 16 bit channels."""

drawn: ByteCache[bytes] = ByteCache(16 * 2**20, lambda data: len(data) + ENTRY_BYTES)
"""Encoded tiles: 300 of them, for whoever pans back or looks at what a colleague looks at."""
