"""Pictures of 8 bit colours with a window, a gamma or an inversion for each channel: two bytes for each look-up.

Red, green and blue lie side by side, RGBRGB...; read as 16 bit numbers that is (R, G), (B, R), (G, B), and so on. One
table for each of the three pairs turns two bytes at once: 0.4 ms for 512 x 512 pixels, half of what a table for each
channel and putting them together again take. If all three channels have the same table, one table of pairs does.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from omeropyr.imaging.arena import arena
from omeropyr.imaging.quantum import Bytes, Key, is_straight, key_of, table
from omeropyr.imaging.settings import ChannelSettings

PURE = ("FF0000", "00FF00", "0000FF")
PAIRS = 2**16
BLOCK_PAIRS = 48 * 1024
SHAPES_KEPT = 4
"""Of index words: tiles are of one size, those at the edges of three more."""
U1 = np.dtype(np.uint8)
Words = NDArray[np.uint16]


def is_rgb(channels: Sequence[ChannelSettings]) -> bool:
    """True if the channels show red, green and blue in their own colours, whatever their windows."""
    return len(channels) == len(PURE) and all(
        channel.color == color and not channel.lut for channel, color in zip(channels, PURE, strict=True)
    )


def is_untouched(channels: Sequence[ChannelSettings]) -> bool:
    """True if 8 bit RGB pixels are the picture already."""
    return is_rgb(channels) and all(
        channel.active and channel.start == 0 and channel.end == 255 and not channel.inverted and is_straight(channel)
        for channel in channels
    )


def apply(picture: Bytes, channels: Sequence[ChannelSettings]) -> Bytes:
    """A picture of shape (height, width, 3) with the levels of the channels; those that are off are black.

    It may be scratch, valid until the arena of this thread is reset.
    """
    keys = tuple(key_of(channel) if channel.active else None for channel in channels)
    picture = np.ascontiguousarray(picture)
    if len(set(keys)) == 1:
        return _apply_one(picture, _levels(keys[0]))
    if picture.shape[1] % 2 or sys.byteorder == "big":
        return np.stack([_levels(key)[picture[:, :, index]] for index, key in enumerate(keys)], axis=2)
    return _apply_three(picture, _pairs(keys))


def _apply_one(picture: Bytes, row: Bytes) -> Bytes:
    if picture.shape[1] % 2:
        return row[picture]
    return _taken(_pair(row, row), picture, 0)


def _apply_three(picture: Bytes, tables: Words) -> Bytes:
    return _taken(tables, picture, PAIRS)


def _taken(tables: Words, picture: Bytes, apart: int) -> Bytes:
    """Numpy looks up by machine words; made for a few rows at a time they stay in the processor's cache (1.5 times)."""
    height, width, _ = picture.shape
    pairs = picture.reshape(height, -1).view(np.uint16)
    found: Words = arena.array(pairs.shape, np.uint16)
    rows = max(1, min(height, BLOCK_PAIRS // pairs.shape[1]))
    words, low = _indexes.of(rows, pairs.shape[1], apart)
    for top in range(0, height, rows):
        count = min(rows, height - top)
        np.copyto(low[:count], pairs[top : top + count])
        np.take(tables, words[:count], mode="clip", out=found[top : top + count])
    return found.view(np.uint8).reshape(height, width, 3)


class _Indexes(threading.local):
    """Machine words that are indexes of pairs. Their upper bits, which say where the table of a pair begins, are
    written once; the lower 16, the pairs, for each picture: a third of the time of making whole words."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, int, int], NDArray[np.intp]] = {}

    def of(self, rows: int, length: int, apart: int) -> tuple[NDArray[np.intp], Words]:
        """The words, and their lower halves to be written; valid until this thread asks again."""
        key = (rows, length, apart)
        words = self._made.get(key)
        if words is None:
            if len(self._made) >= SHAPES_KEPT:
                self._made.clear()
            phases = np.resize(np.arange(3, dtype=np.intp) * apart, length)
            words = self._made[key] = np.tile(phases, (rows, 1))
        halves = words.itemsize // 2
        return words, words.view(np.uint16)[:, (0 if sys.byteorder == "little" else halves - 1) :: halves]


_indexes = _Indexes()


def _levels(key: Key | None) -> Bytes:
    return np.zeros(256, np.uint8) if key is None else table(key, U1)


def _pair(low: Bytes, high: Bytes) -> Words:
    """Both levels of every two bytes, in the byte order of this machine."""
    first, second = (low, high) if sys.byteorder == "little" else (high, low)
    made: Words = (second.astype(np.uint16)[:, None] << np.uint16(8) | first[None, :]).reshape(-1)
    return made


@lru_cache(maxsize=16)  # of 384 KB
def _pairs(keys: tuple[Key | None, ...]) -> Words:
    red, green, blue = (_levels(key) for key in keys)
    return np.concatenate([_pair(red, green), _pair(blue, red), _pair(green, blue)])
