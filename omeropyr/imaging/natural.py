"""Names in the order people expect: img2 before img10."""

from __future__ import annotations

import re

DIGITS = re.compile(r"([0-9]+)")


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key; runs of digits count as numbers, letters without case."""
    return tuple(
        (0, int(part), "") if part.isascii() and part.isdigit() else (1, 0, part)
        for part in DIGITS.split(text.casefold())
        if part
    )
