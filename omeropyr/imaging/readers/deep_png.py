"""PNG of 16 bits with colours or transparency, which Pillow gives in 8: read with libpng.

Format: Portable Network Graphics 3.0, 11.2.1 (IHDR): bit depth and colour type are the bytes 24 and 25.
"""

from __future__ import annotations

from pathlib import Path

import imagecodecs
import numpy as np

from omeropyr.imaging.source import Pixels

MAGIC = b"\x89PNG\r\n\x1a\n"
CHANNELS = {2: 3, 4: 1, 6: 3}
"""Colour type -> channels without transparency. Plain grey (0) has all of its bits from Pillow."""
BESIDE = 64 * 2**20
"""Bytes that a file may have beside its pixels: profiles, texts."""


def deep_channels(path: Path) -> int | None:
    """How many channels of 16 bits a picture has; None for all others."""
    with path.open("rb") as file:
        start = file.read(26)
    if len(start) < 26 or not start.startswith(MAGIC) or start[24] != 16:
        return None
    return CHANNELS.get(start[25])


def decode_deep(path: Path, height: int, width: int, channels: int) -> Pixels:
    """Shape (height, width, channels), uint16. Raises OSError, and ValueError for a damaged picture.

    The caller has looked at the size that the picture claims.
    """
    with path.open("rb") as file:
        data = file.read(2 * height * width * (channels + 1) + BESIDE)
    try:
        found = np.asarray(imagecodecs.png_decode(data))
    except imagecodecs.PngError as error:
        raise ValueError(str(error)) from error
    if found.shape[:2] != (height, width) or found.dtype != np.uint16:
        raise ValueError("its pixels are not those that it claims")
    return np.ascontiguousarray(found[:, :, :channels])
