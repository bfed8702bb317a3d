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
        self._thread = _Scratch()

    def array(self, shape: tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
        thread = self._thread  # attributes of a local are ten times as slow as others: asked for once
        free = thread.free.get((shape, dtype))
        if free is None:
            free = thread.free[shape, dtype] = []
        made = free.pop() if free else thread.new(shape, dtype)
        thread.used.append((free, made))
        return made

    def mark(self) -> int:
        return len(self._thread.used)

    def release(self, mark: int) -> None:
        """Take back what was handed out since `mark`: the next to ask finds it still in the processor's cache."""
        used = self._thread.used
        while len(used) > mark:
            free, made = used.pop()
            free.append(made)

    def reset(self) -> None:
        self.release(0)
        thread = self._thread
        if thread.nbytes > KEPT_BYTES:
            thread.free.clear()
            thread.nbytes = 0


class _Scratch:
    """Of one thread: what is free, by shape and type, and what is used, in the order in which it was handed out."""

    __slots__ = ("free", "nbytes", "used")

    def __init__(self) -> None:
        self.free: dict[Key, list[NDArray[Any]]] = {}
        self.used: list[tuple[list[NDArray[Any]], NDArray[Any]]] = []
        self.nbytes = 0

    def new(self, shape: tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
        made = np.empty(shape, dtype)
        self.nbytes += made.nbytes
        return made


arena = Arena()
"""For the steps of drawing."""
briefly = Arena()
"""For decoded pixels that are drawn and forgotten; sources reset it when they are asked for the next ones."""
