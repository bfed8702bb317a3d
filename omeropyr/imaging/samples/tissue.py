"""A slide of glandular tissue in haematoxylin and eosin, rendered block by block at any place."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from omeropyr.imaging.readers.tiff_metadata import RGB_CHANNELS
from omeropyr.imaging.samples.fields import Field, blurred, clouds, resized, smoothstep
from omeropyr.imaging.source import LevelSize, Pixels, Region, SourceInfo

SIZE = 8192
BLOCK = 1024
MAP = 512
SCALE = SIZE // MAP
STAMP = 32
# optical densities of full stain in red, green, blue
HAEMATOXYLIN = (1.55, 1.95, 0.62)
EOSIN = (0.10, 1.00, 0.50)


@dataclass(frozen=True, slots=True)
class Gland:
    """A ring of cells around a lumen; in pixels of the slide."""

    x: float
    y: float
    radius: float


class Slide:
    """An image source that draws what is asked for; full size only, whole blocks of rows are the fastest."""

    def __init__(self, name: str, seed: int = 7) -> None:
        rng = np.random.default_rng(seed)
        self._pool = ThreadPoolExecutor(os.cpu_count())
        tissue = _outline(rng)
        pink = clouds(rng, (MAP, MAP), 60, 5)
        self._fibres = _fibres(rng)
        self._stamps = [_stamp(rng, roundness) for roundness in np.linspace(0.45, 1.0, 48)]
        glands = _glands(rng, tissue)
        gland_map = _gland_map(glands)
        self._nuclei = _nuclei(rng, tissue, gland_map, glands)
        self._even, self._fibrous = _pink_maps(tissue, pink, gland_map)
        self.info = SourceInfo(
            name=name,
            size_x=SIZE,
            size_y=SIZE,
            size_z=1,
            size_c=3,
            size_t=1,
            pixel_type="uint8",
            channels=RGB_CHANNELS,
            levels=(LevelSize(SIZE, SIZE),),
            tile_width=BLOCK,
            tile_height=BLOCK,
            is_rgb=True,
            description="Procedural glandular tissue, haematoxylin and eosin.",
            physical_size_x_um=0.25,
            physical_size_y_um=0.25,
            nominal_magnification=40.0,
        )

    def read(self, region: Region, *, z: int, t: int, channels: Sequence[int]) -> Pixels:
        """All three channels, shape (3, height, width); x and width are those of the whole slide."""
        return np.moveaxis(self._rows(region.y, region.height), 2, 0)

    def close(self) -> None:
        self._pool.shutdown()

    def _rows(self, top: int, height: int) -> NDArray[np.uint8]:
        blocks = self._pool.map(lambda left: self._block(left, top, height), range(0, SIZE, BLOCK))
        return np.concatenate(list(blocks), axis=1)

    def _block(self, left: int, top: int, height: int) -> NDArray[np.uint8]:
        eosin = self._eosin(left, top, height)
        blue = self._haematoxylin(left, top, height)
        eosin[blue > 60] //= 3
        index = blue.astype(np.uint16) << 8 | eosin
        colors = np.take(_stain_table(), index)
        return colors.view(np.uint8).reshape(height, BLOCK, 4)[:, :, :3]

    def _cut(self, field: Field, left: int, top: int, height: int) -> Field:
        """A part of a map of the whole slide, scaled up smoothly."""
        scale = SIZE / field.shape[0]
        box = (left / scale, top / scale, (left + BLOCK) / scale, (top + height) / scale)
        return _scaled_part(field, box, (height, BLOCK))

    def _eosin(self, left: int, top: int, height: int) -> NDArray[np.uint8]:
        row = top % BLOCK
        density = self._cut(self._fibrous, left, top, height) * self._fibres[row : row + height]
        density += self._cut(self._even, left, top, height)
        return np.asarray(np.clip(density, 0, 255), np.uint8)

    def _haematoxylin(self, left: int, top: int, height: int) -> NDArray[np.uint8]:
        """Nuclei pressed into the block, and a light blue haze."""
        block = np.full((height + 2 * STAMP, BLOCK + 2 * STAMP), 4, np.uint8)
        for x, y, kind in self._nuclei_in(left - STAMP, top - STAMP, BLOCK + STAMP, height + STAMP):
            window = block[y : y + STAMP, x : x + STAMP]
            stamp = self._stamps[kind % len(self._stamps)]
            turned = stamp if kind % 2 else stamp[:, ::-1]
            np.maximum(window, turned, out=window)
        return block[STAMP : STAMP + height, STAMP : STAMP + BLOCK]

    def _nuclei_in(self, left: int, top: int, width: int, height: int) -> Iterator[tuple[int, int, int]]:
        """Corners relative to (left, top) of the stamps that begin in a rectangle."""
        x, y, _ = self._nuclei.T
        here = (x >= left) & (x < left + width) & (y >= top) & (y < top + height)
        for nucleus in (self._nuclei[here] - (left, top, 0)).tolist():
            yield tuple(nucleus)


def _scaled_part(field: Field, box: tuple[float, float, float, float], shape: tuple[int, int]) -> Field:
    image = Image.fromarray(field).resize((shape[1], shape[0]), Image.Resampling.BILINEAR, box=box)
    return np.asarray(image, np.float32)


@lru_cache(maxsize=1)
def _stain_table() -> NDArray[np.uint32]:
    """Colour for each pair of stains (haematoxylin << 8 | eosin): red, green, blue and an unused byte."""
    stain = np.arange(256, dtype=np.float64) / 255
    light = [
        np.exp(-(stain[:, None] * blue + stain[None, :] * pink)).reshape(-1) * np.array(243)
        for blue, pink in zip(HAEMATOXYLIN, EOSIN, strict=True)
    ]
    unused = np.zeros_like(light[0])
    return np.ascontiguousarray(np.stack([*light, unused], axis=1).astype(np.uint8)).view(np.uint32).ravel()


def _outline(rng: np.random.Generator) -> Field:
    """Above 0.42 is tissue: one irregular piece with a few tears."""
    down, across = np.mgrid[-1 : 1 : MAP * 1j, -1 : 1 : MAP * 1j].astype(np.float32)
    shape = 1 - np.hypot(down * 1.05, across) * np.float32(0.62)
    return np.asarray(shape + (clouds(rng, (MAP, MAP), 90, 5) - 0.5) * np.float32(0.42), np.float32)


def _pink_maps(tissue: Field, pink: Field, gland_map: Field) -> tuple[Field, Field]:
    """Eosin of the whole slide as two maps: even staining, and how strongly the fibres show."""
    fine = (MAP * 2, MAP * 2)
    tissue, pink, gland = resized(tissue, fine), resized(pink, fine), resized(gland_map, fine)
    present = smoothstep(tissue, 0.40, 0.44) * (1 - smoothstep(gland, 1.25, 1.45) * np.float32(0.97)) * np.float32(170)
    inside = smoothstep(gland, 0.35, 0.5)
    stroma = np.float32(0.08) + np.float32(0.45) * pink
    cells = np.float32(0.42) + np.float32(0.2) * pink
    even = present * (stroma + (cells - stroma) * inside)
    fibrous = present * (np.float32(0.55) + np.float32(0.12 - 0.55) * inside)
    return np.asarray(even, np.float32), np.asarray(fibrous, np.float32)


def _fibres(rng: np.random.Generator) -> Field:
    """Wavy collagen, tileable, values about 0..1."""
    noise = rng.random((BLOCK, BLOCK), np.float32)
    long_ways = np.fft.irfft2(np.fft.rfft2(noise) * _streak_spectrum(), s=(BLOCK, BLOCK)).astype(np.float32)
    spread = long_ways.std() * 5
    return np.asarray(np.clip((long_ways - long_ways.mean()) / spread + np.float32(0.5), 0, 1))


@lru_cache(maxsize=1)
def _streak_spectrum() -> Field:
    down, across = np.fft.fftfreq(BLOCK)[:, None], np.fft.rfftfreq(BLOCK)[None, :]
    narrow, long = 1.6, 14.0
    streaks = np.exp(-2 * np.pi**2 * ((down * narrow) ** 2 + (across * long) ** 2))
    slanted = np.exp(-2 * np.pi**2 * (((down + across) * narrow) ** 2 + ((down - across) * long) ** 2))
    return (streaks + slanted).astype(np.float32)


def _stamp(rng: np.random.Generator, roundness: float) -> NDArray[np.uint8]:
    """One nucleus: clumped chromatin in an ellipse, in any direction."""
    down, across = np.mgrid[-1 : 1 : STAMP * 1j, -1 : 1 : STAMP * 1j].astype(np.float32)
    angle, size = rng.uniform(0, np.pi), rng.uniform(0.42, 0.62)
    along = across * np.cos(angle) + down * np.sin(angle)
    beside = down * np.cos(angle) - across * np.sin(angle)
    distance = np.hypot(along / size, beside / (size * roundness))
    clumps = clouds(rng, (STAMP, STAMP), 7, 3)
    inside = smoothstep(np.asarray(1 - distance, np.float32), 0.0, 0.3)
    rim = np.exp(-(((distance - 0.85) / 0.16) ** 2)) * 0.3
    return np.asarray(np.clip((inside * (0.38 + 0.42 * clumps) + rim * inside) * 235, 0, 255), np.uint8)


def _glands(rng: np.random.Generator, tissue: Field) -> list[Gland]:
    glands: list[Gland] = []
    for _ in range(2500):
        x, y = rng.uniform(0, SIZE, 2)
        radius = rng.uniform(110, 260)
        inside = tissue[int(y) // SCALE, int(x) // SCALE] > 0.5
        apart = all(np.hypot(x - g.x, y - g.y) > 1.15 * (radius + g.radius) for g in glands)
        if inside and apart:
            glands.append(Gland(x, y, radius))
    return glands


def _gland_map(glands: Sequence[Gland]) -> Field:
    """0 in the stroma, rising to 1 at the wall of a gland and to 2 in the middle of its lumen."""
    result = np.zeros((MAP, MAP), np.float32)
    down, across = np.mgrid[0:MAP, 0:MAP].astype(np.float32)
    for gland in glands:
        reach = int(gland.radius / SCALE) + 3
        row, column = int(gland.y / SCALE), int(gland.x / SCALE)
        part = np.s_[max(0, row - reach) : row + reach, max(0, column - reach) : column + reach]
        distance = np.hypot(down[part] + 0.5 - gland.y / SCALE, across[part] + 0.5 - gland.x / SCALE)
        wobble = 1 + 0.12 * np.sin(3 * np.arctan2(down[part] - row, across[part] - column) + gland.radius)
        result[part] = np.maximum(result[part], 2 * (1 - distance / (gland.radius / SCALE * wobble)).clip(0, 1))
    return blurred(result, 0.6)


def _nuclei(rng: np.random.Generator, tissue: Field, gland_map: Field, glands: Sequence[Gland]) -> NDArray[np.int64]:
    """Rows of (x, y, kind): elongated in the stroma, round in the walls of glands, crowds of lymphocytes."""
    crowd = clouds(rng, (MAP, MAP), 70, 3)
    wanted = 150_000
    x, y = rng.uniform(0, SIZE, (2, wanted))
    row, column = (y / SCALE).astype(int), (x / SCALE).astype(int)
    chance = 0.22 + 0.75 * smoothstep(crowd[row, column], 0.55, 0.72)
    keep = (tissue[row, column] > 0.44) & (gland_map[row, column] < 0.35) & (rng.random(wanted) < chance)
    crowded = crowd[row, column] > 0.7
    kind = np.where(crowded, rng.integers(36, 48, wanted), rng.integers(0, 20, wanted))
    stroma = np.stack([x, y, kind], axis=1)[keep]
    walls = [_wall(rng, gland) for gland in glands]
    return np.concatenate([stroma, *walls]).astype(np.int64) - (STAMP // 2, STAMP // 2, 0)


def _wall(rng: np.random.Generator, gland: Gland) -> NDArray[np.float64]:
    """Nuclei side by side around the lumen, in one row and a scattered second."""
    count = int(2 * np.pi * gland.radius * 0.72 / 17)
    turn = np.linspace(0, 2 * np.pi, count * 2, endpoint=False) + rng.normal(0, 0.02, count * 2)
    ring = np.where(np.arange(count * 2) % 2 == 0, 0.70, 0.60) + rng.normal(0, 0.025, count * 2)
    wobble = 1 + 0.12 * np.sin(3 * turn + gland.radius)
    x = gland.x + gland.radius * ring * wobble * np.cos(turn)
    y = gland.y + gland.radius * ring * wobble * np.sin(turn)
    return np.stack([x, y, rng.integers(18, 40, count * 2)], axis=1)
