"""Lookup tables by name, computed by formulas of our own; names end in `.lut` as clients write them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.uint8]
Curve = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def _between(*colors: tuple[int, int, int]) -> Curve:
    """A curve through colours at equal distances."""
    places = np.linspace(0, 1, len(colors))

    def curve(levels: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.stack([np.interp(levels, places, [color[part] for color in colors]) for part in range(3)], axis=1)

    return curve


CURVES: dict[str, Curve] = {
    "grays.lut": _between((0, 0, 0), (255, 255, 255)),
    "cool.lut": _between((0, 255, 255), (255, 0, 255)),
    "fire.lut": _between((0, 0, 0), (70, 0, 120), (200, 30, 50), (255, 140, 0), (255, 230, 90), (255, 255, 255)),
    "ice.lut": _between((0, 0, 0), (0, 40, 120), (0, 130, 200), (140, 220, 240), (255, 255, 255)),
}


def names() -> tuple[str, ...]:
    """Every LUT there is, sorted as clients list them."""
    return tuple(sorted(CURVES))


@cache
def lut_named(name: str) -> Table | None:
    """Colours of the levels 0..255, uint8 of shape (256, 3); None for an unknown name. Do not change it."""
    curve = CURVES.get(name.lower())
    if curve is None:
        return None
    table = np.rint(curve(np.linspace(0, 1, 256))).astype(np.uint8)
    table.setflags(write=False)
    return table
