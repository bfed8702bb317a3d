"""Decoding and encoding alone, by the fastest libraries there are, without any work between: what cannot be beaten."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

import imagecodecs
import numpy as np
import simplejpeg
import tifffile
from looks import QUALITY

Draw = Callable[[Sequence[int]], bytes]


def versions() -> str:
    return f"simplejpeg {version('simplejpeg')}, imagecodecs {version('imagecodecs')}"


def segments(path: str) -> Callable[[Sequence[int], int], tuple[bytes, int]]:
    """Bytes of the tile of a place in channel `c` by an offset table."""
    tif = tifffile.TiffFile(path)
    pages = list(tif.series[0].levels[0].pages)
    descriptor = os.open(path, os.O_RDONLY)

    def read(place: Sequence[int], c: int) -> tuple[bytes, int]:
        _, x, y, side = place
        page = pages[c]
        index = y // side * -(-page.keyframe.imagewidth // side) + x // side
        return os.pread(descriptor, page.databytecounts[index], page.dataoffsets[index]), side

    return read


def rgb(path: str) -> Draw:
    read = segments(path)

    def draw(place: Sequence[int]) -> bytes:
        data, side = read(place, 0)
        pixels = simplejpeg.decode_jpeg(data, buffer=np.empty((side, side, 3), np.uint8))
        return bytes(simplejpeg.encode_jpeg(pixels, quality=QUALITY, colorsubsampling="420"))

    return draw


def fluo_tiff(path: str) -> Draw:
    read, picture = segments(path), example(path)

    def draw(place: Sequence[int]) -> bytes:
        for c in range(4):
            data, side = read(place, c)
            raw = imagecodecs.deflate_decode(data, out=side * side * 2)
            imagecodecs.delta_decode(np.frombuffer(raw, np.uint16).reshape(side, side), axis=-1)
        return bytes(simplejpeg.encode_jpeg(picture, quality=QUALITY, colorsubsampling="444"))

    return draw


def fluo_zarr(path: str) -> Draw:
    picture = example(path)

    def draw(place: Sequence[int]) -> bytes:
        _, x, y, side = place
        for c in range(4):
            imagecodecs.blosc_decode(Path(f"{path}/0/0/{c}/0/{y // side}/{x // side}").read_bytes(), numthreads=1)
        return bytes(simplejpeg.encode_jpeg(picture, quality=QUALITY, colorsubsampling="444"))

    return draw


def example(path: str) -> np.ndarray:
    """A picture drawn from such a tile, written beside the files."""
    return np.load(Path(path).parent / "fluo.npy")


def fluo(path: str) -> Draw:
    return fluo_zarr(path) if path.endswith(".zarr") else fluo_tiff(path)


WORKS = {"rgb": rgb, "stored": rgb, "window": rgb, "fluo": fluo}
