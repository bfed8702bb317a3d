"""Geometry of the split-channel picture: one panel for each channel in a grid, as `imgData` announces it."""

from __future__ import annotations

import math

BORDER = 2
"""White pixels around each panel."""


def split_channel(width: int, height: int, channels: int) -> dict[str, dict[str, int]]:
    """The grid in both layouts: `g` has a panel for each channel, `c` one more with all of them merged.

    `width` and `height` are those of the full plane.
    """
    return {"g": grid(width, height, channels), "c": grid(width, height, channels + 1)}


def grid(width: int, height: int, panels: int) -> dict[str, int]:
    root = math.sqrt(panels)
    columns, rows = math.ceil(root), round(root)
    return {
        "width": width * columns + BORDER * (columns + 1),
        "height": height * rows + BORDER * (rows + 1),
        "border": BORDER,
        "gridx": columns,
        "gridy": rows,
    }
