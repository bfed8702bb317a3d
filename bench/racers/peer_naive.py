"""What one writes first: tifffile or zarr, numpy in floating point, Pillow."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np
import tifffile
import zarr
from looks import FLUO_COLORS, FLUO_WINDOWS, QUALITY, RGB_WINDOWS
from PIL import Image

Draw = Callable[[Sequence[int]], bytes]


def versions() -> str:
    return (
        f"tifffile {version('tifffile')}, zarr {version('zarr')}, numpy {version('numpy')}, Pillow {version('pillow')}"
    )


def array(path: str) -> Any:
    if path.endswith(".zarr"):
        return zarr.open(f"{path}/0", mode="r")
    return zarr.open(tifffile.imread(path, aszarr=True, level=0), mode="r")


def jpeg(picture: np.ndarray, chroma: int) -> bytes:
    output = io.BytesIO()
    Image.fromarray(picture).save(output, "JPEG", quality=QUALITY, subsampling=chroma)
    return output.getvalue()


def rgb(path: str) -> Draw:
    pixels = array(path)
    return lambda place: jpeg(cut(pixels, place), 2)


def cut(pixels: Any, place: Sequence[int]) -> np.ndarray:
    _, x, y, side = place
    return np.asarray(pixels[y : y + side, x : x + side])


def window(path: str) -> Draw:
    pixels = array(path)

    def draw(place: Sequence[int]) -> bytes:
        low, high = np.array(RGB_WINDOWS, float).T
        level = np.clip((cut(pixels, place) - low) / (high - low), 0, 1)
        return jpeg((level * 255 + 0.5).astype(np.uint8), 2)

    return draw


def fluo(path: str) -> Draw:
    pixels = array(path)

    def draw(place: Sequence[int]) -> bytes:
        _, x, y, side = place
        where = (slice(y, y + side), slice(x, x + side))
        planes = np.asarray(pixels[(0, slice(None), 0, *where) if pixels.ndim == 5 else (slice(None), *where)])
        total = np.zeros((side, side, 3))
        for plane, color, (low, high) in zip(planes, FLUO_COLORS, FLUO_WINDOWS, strict=True):
            level = np.clip((plane.astype(np.float64) - low) / (high - low), 0, 1)
            total += level[..., None] * list(bytes.fromhex(color))
        return jpeg(np.clip(total + 0.5, 0, 255).astype(np.uint8), 0)

    return draw


WORKS = {"rgb": rgb, "window": window, "fluo": fluo}
