"""Ids as a mask: bit n is set for id n, the highest bit of a byte first."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from omeropyr.api import Invalid

LARGEST = 2**28
"""The largest id that a mask can hold: it has 32 MiB then."""


def bitmask(values: NDArray[Any]) -> bytes:
    """As long as the largest id needs, one byte at least. Texts of numbers count as numbers.

    Raises Invalid for values that are no ids.
    """
    ids = _ids(values)
    if not len(ids):
        return b"\0"
    if ids.min() < 0 or ids.max() > LARGEST:
        raise Invalid("col_name", f"The column holds numbers that are no ids from 0 to {LARGEST}.")
    mask = np.zeros(int(ids.max()) // 8 + 1, np.uint8)
    np.bitwise_or.at(mask, ids >> 3, (128 >> (ids & 7)).astype(np.uint8))
    return mask.tobytes()


def _ids(values: NDArray[Any]) -> NDArray[np.int64]:
    """Raises Invalid."""
    if values.ndim == 1 and values.dtype.kind == "i":
        return values.astype(np.int64)
    if values.ndim == 1 and values.dtype.kind == "O":
        try:
            return np.array([int(text) for text in values.tolist()], np.int64)
        except (ValueError, OverflowError):
            pass
    raise Invalid("col_name", "The column must hold whole numbers.")
