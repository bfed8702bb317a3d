"""Thumbnails: from the smallest level that is large enough, averaged down; memory stays small for any image."""

from __future__ import annotations

import numpy as np
from PIL import Image

from omeropyr.errors import Invalid
from omeropyr.imaging.drawing import paint_region
from omeropyr.imaging.looks import look_of
from omeropyr.imaging.quantum import Bytes
from omeropyr.imaging.regions import strips
from omeropyr.imaging.settings import RenderSettings
from omeropyr.imaging.source import ImageSource, LevelSize, SourceInfo

MAX_SIDE = 4096
STRIP_PIXELS = 2**20
"""About what is held at once."""


def thumbnail_size(info: SourceInfo, width: int, height: int | None = None) -> tuple[int, int]:
    """Width and height of a thumbnail: `width` alone is the longest side, both together are exact.

    The shorter side is rounded down, but never to nothing. Raises Invalid for sizes outside 1..MAX_SIDE.
    """
    for name, side in (("width", width), ("height", height)):
        if side is not None and not 1 <= side <= MAX_SIDE:
            raise Invalid(name, f"a thumbnail side must be from 1 to {MAX_SIDE} pixels")
    if height is not None:
        return width, height
    if info.size_x > info.size_y:
        return width, max(1, info.size_y * width // info.size_x)
    return max(1, info.size_x * width // info.size_y), width


def thumbnail(
    source: ImageSource,
    settings: RenderSettings,
    width: int,
    height: int | None = None,
    *,
    z: int | None = None,
    t: int | None = None,
) -> Bytes:
    """A small picture, uint8 of shape (height, width, 3); the plane is that of the settings unless `z`, `t` say so."""
    size = thumbnail_size(source.info, width, height)
    plane = (settings.z if z is None else z, settings.t if t is None else t)
    level = fitting_level(source.info, size)
    return _scaled(source, settings, level, size, plane)


def fitting_level(info: SourceInfo, size: tuple[int, int]) -> int:
    """The smallest level not smaller than `size`; full size if all are."""
    fitting = [n for n, one in enumerate(info.levels) if one.width >= size[0] and one.height >= size[1]]
    return fitting[-1] if fitting else 0


def _scaled(
    source: ImageSource, settings: RenderSettings, level: int, size: tuple[int, int], plane: tuple[int, int]
) -> Bytes:
    """Whole-number averaging strip by strip, then one smooth step to the exact size."""
    full = source.info.levels[level]
    look = look_of(settings)
    factor = max(1, min(full.width // size[0], full.height // size[1]))
    pieces = []
    for region in strips(source.info, level, _strip_rows(source.info, full, factor)):
        # averages of many pixels: a level more or less does not count
        painted = paint_region(source, look, region, z=plane[0], t=plane[1], exact=factor == 1)
        pieces.append(_reduced(painted, factor))
    small = pieces[0] if len(pieces) == 1 else Image.fromarray(np.concatenate([np.asarray(one) for one in pieces]))
    box = (0.0, 0.0, full.width / factor, full.height / factor)
    return np.asarray(small.resize(size, Image.Resampling.BILINEAR, box=box))


def _strip_rows(info: SourceInfo, full: LevelSize, factor: int) -> int:
    """In blocks, and all strips about alike: a few rows that are left over cost as much decoding as many."""
    rows = max(STRIP_PIXELS // full.width, min(info.tile_height, MAX_SIDE))
    number = max(1, round(full.height / rows))
    return -(-full.height // (number * factor)) * factor


def _reduced(picture: Bytes, factor: int) -> Image.Image:
    """Averages of blocks. Four bytes for each pixel are how Pillow keeps colours: they go in without being moved."""
    height, width, parts = picture.shape
    if parts == 3:
        image = Image.fromarray(picture)
    else:
        image = Image.frombuffer("RGBX", (width, height), picture, "raw", "RGBX", 0, 1)
    return (image.reduce(factor) if factor > 1 else image).convert("RGB")
