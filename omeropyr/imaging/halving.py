"""Resolution levels: their sizes, and how a level is made from the one before it."""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image

from omeropyr.imaging.source import LevelSize, Pixels

SMALLEST = 512
"""The longer side of the smallest level is at most this, in pixels."""


def level_sizes(width: int, height: int) -> tuple[LevelSize, ...]:
    """Halved (rounded up) until the longer side is at most SMALLEST."""
    sizes = [LevelSize(width, height)]
    while max(sizes[-1].width, sizes[-1].height) > SMALLEST:
        sizes.append(LevelSize(-(-sizes[-1].width // 2), -(-sizes[-1].height // 2)))
    return tuple(sizes)


def halve(strip: Pixels) -> Pixels:
    """Means of 2 x 2 pixels, shape (ceil(h/2), ceil(w/2), samples); an odd last row or column stands for two.

    Integers are rounded half up. A mean with NaN is NaN, as nothing is known of the pixel it stands for.
    """
    height, width, samples = strip.shape
    if strip.dtype == np.uint8 and samples in (1, 3):
        return _halve_bytes(strip)
    if height % 2 or width % 2:
        strip = np.pad(strip, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    wide: Any = strip.astype(_sum_type(strip.dtype))
    if strip.dtype.kind == "f":
        # quartered first, since the sum of four may be beyond the type
        wide *= 0.25
    with np.errstate(invalid="ignore"):
        rows = wide[0::2] + wide[1::2]
        total = rows[:, 0::2] + rows[:, 1::2]
    return np.asarray(total if strip.dtype.kind == "f" else (total + 2) >> 2, strip.dtype)


def _halve_bytes(strip: Pixels) -> Pixels:
    """The same by Pillow, several times as fast."""
    picture = Image.fromarray(np.ascontiguousarray(strip[:, :, 0] if strip.shape[2] == 1 else strip)).reduce(2)
    return np.asarray(picture).reshape(picture.height, picture.width, strip.shape[2])


def _sum_type(dtype: np.dtype[Any]) -> str:
    """A type that holds the sum of four pixels."""
    return "f8" if dtype.kind == "f" else f"{dtype.kind}{dtype.itemsize * 2}"
