"""Random fields and optics that the sample scenes are painted with; all arrays are float32."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Field = NDArray[np.float32]


def smooth_noise(rng: np.random.Generator, shape: tuple[int, int], grain: float) -> Field:
    """Values 0..1 that change over about `grain` pixels, shape (height, width)."""
    height, width = shape
    coarse = rng.random((max(2, round(height / grain) + 1), max(2, round(width / grain) + 1)), np.float32)
    return resized(coarse, shape)


def clouds(rng: np.random.Generator, shape: tuple[int, int], grain: float, octaves: int = 4) -> Field:
    """Smooth noise of several grains on top of each other, stretched to 0..1."""
    total = np.zeros(shape, np.float32)
    for octave in range(octaves):
        total += smooth_noise(rng, shape, max(1.5, grain / 2**octave)) / np.float32(2**octave)
    return stretched(total)


def resized(field: Field, shape: tuple[int, int]) -> Field:
    """Smoothly scaled to (height, width)."""
    image = Image.fromarray(field).resize((shape[1], shape[0]), Image.Resampling.BICUBIC)
    return np.asarray(image, np.float32)


def stretched(field: Field) -> Field:
    low, high = field.min(), field.max()
    return np.asarray((field - low) / max(high - low, np.float32(1e-6)), np.float32)


def smoothstep(field: Field, low: float, high: float) -> Field:
    """0 below `low`, 1 above `high`, smooth between."""
    place: Field = np.clip((field - np.float32(low)) / np.float32(high - low), 0, 1)
    return place * place * (3 - 2 * place)


@lru_cache(maxsize=32)
def gauss_spectrum(shape: tuple[int, int], sigma: float) -> Field:
    """What a Gaussian of `sigma` pixels leaves of each frequency of `rfft2`."""
    down = np.fft.fftfreq(shape[0])[:, None]
    across = np.fft.rfftfreq(shape[1])[None, :]
    return np.exp(-2 * (np.pi * sigma) ** 2 * (down**2 + across**2)).astype(np.float32)


def blurred(field: Field, sigma: float) -> Field:
    """Gaussian blur; the edges wrap around."""
    spectrum = np.fft.rfft2(field) * gauss_spectrum(field.shape, round(sigma, 2))
    return np.fft.irfft2(spectrum, s=field.shape).astype(np.float32)


def photographed(rng: np.random.Generator, light: Field, *, peak: float, offset: float = 110.0) -> NDArray[np.uint16]:
    """What a 12 bit camera makes of light 0..1: shot noise, readout noise and an offset."""
    electrons = light * np.float32(peak)
    noise = rng.standard_normal(light.shape, np.float32) * np.sqrt(electrons + np.float32(36))
    return np.asarray(np.clip(electrons + noise + np.float32(offset), 0, 4095), np.uint16)
