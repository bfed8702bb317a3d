"""libvips through pyvips: files stay open, regions are asked for at random."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import version
from itertools import cycle
from typing import Any

import pyvips
from looks import FLUO_COLORS, FLUO_WINDOWS, GAMMA, QUALITY, RGB_WINDOWS, THUMBNAIL

Draw = Callable[[Sequence[int]], bytes]
pyvips.cache_set_max(0)


def versions() -> str:
    numbers = ".".join(str(pyvips.version(part)) for part in range(3))
    return f"libvips {numbers} (pyvips {version('pyvips')})"


def rgb(path: str) -> Draw:
    image = pyvips.Image.new_from_file(path, access="random")

    def draw(place: Sequence[int]) -> bytes:
        _, x, y, side = place
        return bytes(image.crop(x, y, side, side).jpegsave_buffer(Q=QUALITY, subsample_mode="on"))

    return draw


def window(path: str) -> Draw:
    image = pyvips.Image.new_from_file(path, access="random")
    low = [one for one, _ in RGB_WINDOWS]
    factor = [255 / (high - low) for low, high in RGB_WINDOWS]

    def draw(place: Sequence[int]) -> bytes:
        _, x, y, side = place
        part = (image.crop(x, y, side, side) - low) * factor
        bent = part.cast("uchar").gamma(exponent=1 / GAMMA)
        return bytes(bent.cast("uchar").jpegsave_buffer(Q=QUALITY, subsample_mode="on"))

    return draw


def mixed(planes: Sequence[Any]) -> Any:
    """Colours added up in floating point, cut to bytes at the end."""
    total = None
    for plane, color, (low, high) in zip(planes, FLUO_COLORS, FLUO_WINDOWS, strict=False):
        level = ((plane - low) * (255 / (high - low))).cast("uchar")
        parts = [one / 255 for one in bytes.fromhex(color)]
        colored = level.bandjoin([level, level]) * parts
        total = colored if total is None else total + colored
    return total.cast("uchar")


def fluo(path: str) -> Draw:
    planes = [pyvips.Image.new_from_file(path, page=number, access="random") for number in range(4)]

    def draw(place: Sequence[int]) -> bytes:
        _, x, y, side = place
        picture = mixed([plane.crop(x, y, side, side) for plane in planes])
        return bytes(picture.jpegsave_buffer(Q=QUALITY, subsample_mode="off"))

    return draw


def thumbnails(path: str) -> Draw:
    paths = cycle(path.splitlines())

    def draw(place: Sequence[int]) -> bytes:
        one = next(paths)
        pages = pyvips.Image.new_from_file(one).get("n-pages")
        channels = 3 if "plate" in one else 2
        middle = pages // channels // 2 * channels
        planes = [pyvips.Image.new_from_file(one, page=middle + number) for number in range(channels)]
        small = [plane.resize(THUMBNAIL / plane.width) for plane in planes]
        return bytes(mixed(small).jpegsave_buffer(Q=QUALITY, subsample_mode="off"))

    return draw


WORKS = {"rgb": rgb, "stored": rgb, "window": window, "fluo": fluo, "thumbnails": thumbnails}
