"""Numbers as they stand in a query string: ASCII only, bounded, and never an exception."""

from __future__ import annotations

import math
import re

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")


def integer(text: str) -> int | None:
    """The whole number in `text` (blanks around it are fine), or None. 18 digits always fit a database integer."""
    text = text.strip()
    return int(text) if _INTEGER.fullmatch(text) else None


def decimal(text: str) -> float | None:
    """The finite number in `text` (blanks around it are fine), or None; `nan` and `inf` are not numbers here."""
    text = text.strip()
    if not _DECIMAL.fullmatch(text):
        return None
    number = float(text)
    return number if math.isfinite(number) else None
