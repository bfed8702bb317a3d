"""Numbers of bytes as people read them."""

from __future__ import annotations

UNITS = ("kB", "MB", "GB", "TB", "PB")
STEP = 1000


def size_text(size: int) -> str:
    """`0 B`, `999 B`, `1.5 kB`, `2.0 GB`: powers of 1000, one decimal place from kB on."""
    if size < STEP:
        return f"{size} B"
    power = min(len(str(size)) - 1, 3 * len(UNITS)) // 3
    return f"{size / STEP**power:.1f} {UNITS[power - 1]}"
