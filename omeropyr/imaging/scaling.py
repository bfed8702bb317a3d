"""Windows in whole numbers: level = (x * multiplier + addend) // divisor, all of it in 16 bits.

The exact level of a value x is floor(255 (x - start) / (end - start) + 1/2), see `quantum`. Numpy has no fast way to
that in floating point (a pass for each of: to float, times, plus, back to bytes: 0.12 ms for 512 x 512 pixels), but
multiplying, adding and dividing 16 bit integers by one number are vector instructions: 0.06 ms.

The factor 255 / (end - start) is replaced by a fraction multiplier / divisor for which nothing overflows 16 bits. For
windows of up to 256 values it is the factor itself. For wider ones it is a neighbour, chosen so that the level is off
by less than a half before it is rounded down, hence by one at most, and right at both ends of the window.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

TOP = 255
LARGEST = 2**16 - 1
TRIED = 48
"""Multipliers looked at: the largest ones, which give the finest fractions."""


@dataclass(frozen=True, slots=True)
class Scaling:
    """`first` and `last` are the values x is cut to before; `addend` is meant modulo 65536."""

    first: int
    last: int
    multiplier: int
    addend: int
    divisor: int
    is_exact: bool


@lru_cache(maxsize=1024)
def scaling(start: float, end: float, smallest: int, largest: int) -> Scaling | None:
    """For pixels from `smallest` to `largest`; None for a window that this arithmetic cannot do."""
    if not (math.isfinite(start) and math.isfinite(end) and end > start):
        return None
    first, last = max(math.ceil(start), smallest), min(math.floor(end), largest)
    # values beyond a broken end have the level of the end itself, not that of the last whole number before it
    is_broken = start not in (first, min(start, smallest)) or end not in (last, max(end, largest))
    if is_broken or not first < last:
        return None
    found = [one for one in map(_Fraction.of, *_choices(start, end, first, last)) if one is not None]
    best = min(found, key=lambda one: one.error, default=None)
    if best is None:
        return None
    addend = (best.rounding - first * best.multiplier) % (LARGEST + 1)
    is_exact = start == first and best.multiplier * (end - start) == TOP * best.divisor
    return Scaling(first, last, best.multiplier, addend, best.divisor, is_exact)


def _choices(start: float, end: float, first: int, last: int) -> tuple[list[int], list[_Window]]:
    window = _Window(last - first, TOP / (end - start), 0.5 + (first - start) * TOP / (end - start))
    highest = min(LARGEST // window.span, TOP * 4)
    multipliers = list(range(max(1, highest - TRIED), highest + 1))
    if highest >= TOP:
        multipliers.append(TOP)
    return multipliers, [window] * len(multipliers)


@dataclass(frozen=True, slots=True)
class _Window:
    """Level of first + y is floor(y * factor + offset), for y from 0 to span."""

    span: int
    factor: float
    offset: float


@dataclass(frozen=True, slots=True)
class _Fraction:
    multiplier: int
    divisor: int
    rounding: int
    error: float

    @classmethod
    def of(cls, multiplier: int, window: _Window) -> _Fraction | None:
        """None if a number does not fit 16 bits, or a level could be off by more than one, or at an end at all."""
        if multiplier >= (LARGEST + 1) * window.factor:  # so wide a window that its factor may even be 0
            return None
        divisor = round(multiplier / window.factor)
        if not 1 <= divisor <= LARGEST:
            return None
        rounding = math.floor(window.offset * divisor + 1e-9)
        top = window.span * multiplier + rounding
        exact_top = window.span * window.factor + window.offset
        off = top // divisor != math.floor(exact_top + 1e-9) or rounding // divisor != math.floor(window.offset)
        if top > LARGEST or off:
            return None
        error = max(abs(top / divisor - exact_top), abs(rounding / divisor - window.offset))
        return cls(multiplier, divisor, rounding, error) if error < 0.5 else None
