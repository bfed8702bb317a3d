"""The sample images: what each shows, as pixels and as metadata."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from omeropyr.imaging.samples import cells
from omeropyr.imaging.samples.cells import Cell
from omeropyr.imaging.samples.fields import Field, clouds, gauss_spectrum, photographed
from omeropyr.imaging.source import ChannelInfo, LevelSize, SourceInfo

Stack = NDArray[np.uint16]
DAPI = ChannelInfo(name="DAPI", color="3366FF", emission_wavelength_nm=461, excitation_wavelength_nm=405)
ACTIN = ChannelInfo(name="Phalloidin-488", color="00FF00", emission_wavelength_nm=520, excitation_wavelength_nm=488)
VESICLES = ChannelInfo(name="LAMP1-568", color="FF3320", emission_wavelength_nm=603, excitation_wavelength_nm=561)
HISTONE = ChannelInfo(name="H2B-mCherry", color="FF00FF", emission_wavelength_nm=610, excitation_wavelength_nm=587)
MEMBRANE = ChannelInfo(name="Membrane-GFP", color="00FF00", emission_wavelength_nm=509, excitation_wavelength_nm=488)
DAY = datetime(2026, 3, 2, 9, 30)


def described(name: str, pixels: Stack, channels: tuple[ChannelInfo, ...], **facts: object) -> SourceInfo:
    """Metadata for pixels of shape (t, c, z, y, x)."""
    size_t, size_c, size_z, size_y, size_x = pixels.shape
    info = SourceInfo(
        name=name,
        size_x=size_x,
        size_y=size_y,
        size_z=size_z,
        size_c=size_c,
        size_t=size_t,
        pixel_type="uint16",
        channels=channels,
        levels=(LevelSize(size_x, size_y),),
        tile_width=size_x,
        tile_height=size_y,
        acquired_at=DAY,
        physical_size_x_um=0.108,
        physical_size_y_um=0.108,
        nominal_magnification=60.0,
    )
    return replace(info, **facts)  # type: ignore[arg-type]


def mitosis(number: int, size: int = 1024) -> tuple[SourceInfo, Stack]:
    """Three channels of a dense layer with many divisions."""
    rng = np.random.default_rng(100 + number)
    population = cells.scatter(rng, size, 90, 32, 0.25, spacing=3.5)
    haze = clouds(rng, (size, size), size / 3, 3) * np.float32(0.06)
    light = (
        cells.nuclei(rng, size, population) + haze,
        cells.actin(rng, size, population) + haze,
        cells.vesicles(rng, size, population) + haze,
    )
    peaks = (3000, 2600, 2800)
    planes = [photographed(rng, one, peak=peak) for one, peak in zip(light, peaks, strict=True)]
    pixels = np.stack(planes)[None, :, None]
    return described(
        f"mitosis-{number:02d}",
        pixels,
        (DAPI, ACTIN, VESICLES),
        description="Procedural cells in all phases of division.",
        acquired_at=DAY + timedelta(minutes=7 * number),
    ), pixels


def stack(size: int = 512, depth: int = 15) -> tuple[SourceInfo, Stack]:
    """Three channels through a thick layer: cells come into focus one after the other."""
    rng = np.random.default_rng(200)
    population = cells.scatter(rng, size, 60, 25, 0.12, spacing=2.0)
    layers = [[cell for cell in population if int(cell.depth * 4) == layer] for layer in range(4)]
    painters = (cells.nuclei, cells.actin, cells.vesicles)
    spectra = [[np.fft.rfft2(painter(rng, size, layer)) for layer in layers] for painter in painters]
    pixels = np.empty((1, len(painters), depth, size, size), np.uint16)
    for channel, of_layer in enumerate(spectra):
        for z in range(depth):
            pixels[0, channel, z] = photographed(rng, _focused(of_layer, z, depth, size), peak=2400)
    info = described(
        "depth-stack",
        pixels,
        (DAPI, ACTIN, VESICLES),
        description="Procedural thick specimen, 15 planes 0.5 µm apart.",
        physical_size_z_um=0.5,
    )
    return info, pixels


def _focused(layers: Sequence[NDArray[Any]], z: int, depth: int, size: int) -> Field:
    """The sum of all layers, each as blurred as it is far from the plane in focus."""
    total: Any = 0
    for number, layer in enumerate(layers):
        away = abs(z - (number + 0.5) * depth / len(layers))
        total = total + layer * gauss_spectrum((size, size), round(0.6 + 1.1 * away, 2)) * np.exp(-away / 9)
    return np.asarray(np.fft.irfft2(total, s=(size, size)).clip(0), np.float32)


def timelapse(size: int = 512, frames: int = 12) -> tuple[SourceInfo, Stack]:
    """Two channels of wandering cells; some divide on the way."""
    rng = np.random.default_rng(300)
    population = cells.scatter(rng, size, 34, 22, 0.0, spacing=3.4)
    speed = rng.normal(0, 4.0, (len(population), 2))
    divides = rng.integers(2, frames * 3, len(population))
    pixels = np.empty((frames, 2, 1, size, size), np.uint16)
    for frame in range(frames):
        now = [
            one
            for cell, step, when in zip(population, speed, divides, strict=True)
            for one in _at(cell, step, when, frame)
        ]
        painting = np.random.default_rng(301)
        pixels[frame, 0, 0] = photographed(rng, cells.nuclei(painting, size, now), peak=2200)
        pixels[frame, 1, 0] = photographed(rng, cells.actin(painting, size, now), peak=1900)
    info = described(
        "wandering-cells",
        pixels,
        (HISTONE, MEMBRANE),
        description="Procedural time lapse, one frame in 5 minutes.",
        physical_size_x_um=0.325,
        physical_size_y_um=0.325,
        nominal_magnification=20.0,
    )
    return info, pixels


def _at(cell: Cell, step: NDArray[np.float64], divides: int, frame: int) -> Iterator[Cell]:
    """A cell at a frame: it wanders, rounds up, lines up, splits, and goes on as two."""
    x, y = cell.x + step[0] * frame, cell.y + step[1] * frame
    age = frame - divides
    if age < -2:
        yield cell.moved(x, y)
    elif age <= 1:
        phase = ("prophase", "metaphase", "anaphase", "anaphase")[age + 2]
        yield replace(cell, x=x, y=y, phase=phase, brightness=1.2, split=0.9 + 0.7 * max(age, 0))
    else:
        apart = cell.radius * (0.8 + 0.25 * min(age, 5))
        for side in (-1, 1):
            dx, dy = -np.sin(cell.angle) * apart * side, np.cos(cell.angle) * apart * side
            yield replace(cell, x=x + dx, y=y + dy, radius=cell.radius * 0.78)


def well(row: int, column: int, field: int, channel: int, size: int = 256) -> tuple[SourceInfo, Stack]:
    """One channel of one field of a dose series: fewer cells and more vesicles from left to right."""
    rng = np.random.default_rng(1000 + row * 600 + column * 20 + field)
    count = max(5, round(26 - 3.4 * column + rng.normal(0, 1.5)))
    population = cells.scatter(rng, size, count, 16, 0.04 * (6 - column) / 6 + 0.02)
    if channel == 0:
        light = cells.nuclei(rng, size, population)
    else:
        light = cells.vesicles(rng, size, population, per_cell=4 + 7 * column + 2 * row)
    pixels = photographed(rng, light, peak=2200)[None, None, None]
    info = described(
        "field",
        pixels,
        ((DAPI, VESICLES)[channel],),
        description="Procedural dose series: columns are doses, rows are replicates.",
        physical_size_x_um=0.65,
        physical_size_y_um=0.65,
        nominal_magnification=10.0,
    )
    return info, pixels
