"""Quantization of the OME rendering model: pixel values to 0..255.

A value x of a channel with window start..end is first placed on the window, v = 255 (x - start) / (end - start),
clamped to 0..255, then bent by the family: 255 (f(v) - f(0)) / (f(255) - f(0)), rounded half up, with

    linear       f(v) = v
    polynomial   f(v) = v ** k
    exponential  f(v) = exp(v ** k)
    logarithmic  f(v) = log(v), 0 below 1; k has no influence

where k is the coefficient. The order of steps (window first, then the family between f(0) and f(255)) and the
logarithm are those of the OME rendering engine's 8 and 16 bit quantum strategy with noise reduction off, read from
its source; there log(v) between 0 and 1 is negative, here it is 0. The exponential follows the published model and
has not been compared with a running server. Inversion is 255 minus the result. NaN gives 0 (black), inverted or not.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from omeropyr.imaging.settings import ChannelSettings, Family
from omeropyr.imaging.source import Pixels

TOP = 255.0
Bytes = NDArray[np.uint8]
Floats = NDArray[np.floating[Any]]


Key: TypeAlias = tuple[float, float, bool, Family, float]
"""What of a channel decides its levels."""


def quantize(values: Pixels, channel: ChannelSettings) -> Bytes:
    """Bytes of the same shape. 8 and 16 bit integers go through a table, everything else is computed.

    `levels` does the same faster for windows without a family.
    """
    if values.dtype.itemsize <= 2 and values.dtype.kind in "ui":
        return np.take(table(key_of(channel), values.dtype), _index(values), mode="clip")
    # single precision has too few digits for integers of 32 bits and for narrow windows
    return _compute(values.astype(np.float64), channel)


def is_straight(channel: ChannelSettings) -> bool:
    """True if the window is all there is; some families with some coefficients are the linear one."""
    if channel.family is Family.LINEAR:
        return True
    return channel.family is Family.POLYNOMIAL and channel.coefficient == 1


def table(key: Key, dtype: np.dtype[Any]) -> Bytes:
    """For each bit pattern of an 8 or 16 bit integer type (read as unsigned) its byte. Do not change it."""
    return _table(key, dtype.str)


def _index(values: Pixels) -> Pixels:
    return values if values.dtype.kind == "u" else values.view(f"u{values.dtype.itemsize}")


def key_of(channel: ChannelSettings) -> Key:
    return channel.start, channel.end, channel.inverted, channel.family, channel.coefficient


@lru_cache(maxsize=96)  # of 64 KB at most
def _table(key: Key, dtype: str) -> Bytes:
    kind = np.dtype(dtype)
    patterns = np.arange(2 ** (8 * kind.itemsize), dtype=f"u{kind.itemsize}")
    start, end, inverted, family, coefficient = key
    settings = ChannelSettings(
        active=True, start=start, end=end, color="", inverted=inverted, family=family, coefficient=coefficient
    )
    made = _compute(patterns.view(kind).astype(np.float64), settings)
    made.setflags(write=False)
    return made


def _compute(values: Floats, channel: ChannelSettings) -> Bytes:
    missing = np.isnan(values)
    placed = _place(values, channel.start, channel.end)
    bent = _bend(placed, channel.family, channel.coefficient)
    result: Any = np.floor(bent + 0.5)
    if channel.inverted:
        result = TOP - result
    result[missing] = 0
    picture: Bytes = result.astype(np.uint8)
    return picture


def _place(values: Floats, start: float, end: float) -> Any:
    """0..255 over the window; an empty window is a step."""
    if end <= start:
        return np.where(values > start, TOP, 0.0).astype(values.dtype)
    with np.errstate(over="ignore", invalid="ignore"):
        placed = (np.clip(np.nan_to_num(values, nan=start), start, end) - start) * TOP / (end - start)
    return np.clip(placed, 0.0, TOP)


def _bend(placed: Any, family: Family, k: float) -> Any:
    if family is Family.LOGARITHMIC:
        return np.log(np.maximum(placed, 1.0)) * (TOP / np.log(TOP))
    if family is Family.EXPONENTIAL:
        return _exponential(placed, k)
    if family is Family.POLYNOMIAL and k != 1:
        return np.power(placed / TOP, k, dtype=np.float64) * TOP if k > 0 else placed
    return placed


def _exponential(placed: Any, k: float) -> Any:
    """(exp(a) - exp(f0)) / (exp(b) - exp(f0)) written so that nothing overflows; a = v**k, b = 255**k."""
    if k <= 0:
        return placed
    wide = placed.astype(np.float64)
    power, top = np.power(wide, k), np.power(TOP, k)
    with np.errstate(under="ignore"):
        return TOP * (np.exp(power - top) - np.exp(-top)) / (1.0 - np.exp(-top))
