"""Scratch arrays that each thread uses again and again.

A fresh array of a megabyte is a fresh mapping, and its pages are handed out one fault at a time: about as long as
one pass of arithmetic over it. Drawing a tile takes a dozen such passes.
"""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

KEPT_BYTES = 16 * 2**20
"""What one thread keeps at most."""

Key = tuple[tuple[int, ...], Any]


class Arena(threading.local):
    """`array` hands out arrays of unknown content, valid until `reset`, or `release` of an earlier `mark`."""

    def __init__(self) -> None:
        self._made: dict[Key, list[NDArray[Any]]] = {}
        self._used: dict[Key, int] = {}
        self._order: list[Key] = []
        self._bytes = 0

    def array(self, shape: tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
        key = (shape, dtype)
        made, used = self._made.setdefault(key, []), self._used.get(key, 0)
        self._used[key] = used + 1
        self._order.append(key)
        if used == len(made):
            made.append(np.empty(shape, dtype))
            self._bytes += made[-1].nbytes
        return made[used]

    def mark(self) -> int:
        return len(self._order)

    def release(self, mark: int) -> None:
        """Take back what was handed out since `mark`: the next to ask finds it still in the processor's cache."""
        while len(self._order) > mark:
            self._used[self._order.pop()] -= 1

    def reset(self) -> None:
        self._used.clear()
        self._order.clear()
        if self._bytes > KEPT_BYTES:
            self._made.clear()
            self._bytes = 0


arena = Arena()
"""For the steps of drawing."""
briefly = Arena()
"""For decoded pixels that are drawn and forgotten; sources reset it when they are asked for the next ones."""
