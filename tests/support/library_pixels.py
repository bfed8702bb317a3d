"""What tifffile, zarr and Pillow read of an image: the truth that our readers are held against."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import tifffile
import zarr
from numpy.typing import NDArray
from PIL import Image
from tiff_variants import Variant
from zarr_variants import level_paths

Array = NDArray[Any]
GREY = ("1", "L", "I;16", "I")
MINISWHITE = 0


def levels_by_library(variant: Variant, path: Path) -> list[Array]:
    """Each level as (t, c, z, y, x), samples among the channels."""
    if variant.suffix == ".zarr":
        return [ordered(np.asarray(zarr.open_array(one, mode="r")[...]), variant.axes) for one in level_paths(path)]
    if variant.suffix.endswith(".tif"):
        return [ordered(one, variant.axes) for one in _tiff_levels(path)]
    return [ordered(_picture(path), "TYXS")]


def _tiff_levels(path: Path) -> Sequence[Array]:
    described = path.parent / f"{path.name[:-8]}.companion.ome"
    with tifffile.TiffFile(path, omexml=described.read_text() if described.exists() else None) as tif:
        found = tif.series if len(tif.series) > 1 else tif.series[0].levels
        levels = [level.asarray() for level in found]
        if tif.pages.first.photometric != MINISWHITE:
            return levels
        return [~level if level.dtype == bool else np.iinfo(level.dtype).max - level for level in levels]


def _picture(path: Path) -> Array:
    if path.suffix == ".png":
        deep = np.asarray(imagecodecs.png_decode(path.read_bytes()))
        if deep.dtype == np.uint16 and deep.ndim == 3:  # of which Pillow gives the upper half
            return deep[None]
    with Image.open(path) as picture:
        frames = []
        for number in range(getattr(picture, "n_frames", 1)):
            picture.seek(number)
            frame = np.asarray(picture if picture.mode in GREY else picture.convert("RGB"))
            frames.append(frame if frame.ndim == 3 else frame[:, :, None])
    return np.stack(frames)


def ordered(pixels: Array, axes: str) -> Array:
    """Axes that are missing have the size 1."""
    names = axes.replace("S", "C") if "C" not in axes else axes
    if "C" in axes and "S" in axes:
        raise ValueError(f"channels and samples: {axes}")
    for letter in "TCZYX":
        if letter not in names:
            pixels, names = pixels[None], letter + names
    return pixels.transpose([names.index(letter) for letter in "TCZYX"])
