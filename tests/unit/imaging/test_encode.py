"""JPEG bytes that any decoder reads."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from omeropyr.errors import Invalid
from omeropyr.imaging.encode import encode, encode_jpeg
from omeropyr.imaging.settings import PictureFormat


def picture() -> np.ndarray:
    across, down = np.meshgrid(np.arange(96), np.arange(64))
    return np.stack([across * 2, down * 3, (across + down) // 2 + 60], axis=2).astype(np.uint8)


def decoded(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def test_size_and_likeness() -> None:
    data = encode_jpeg(picture())
    assert data.startswith(b"\xff\xd8\xff")
    assert decoded(data).shape == (64, 96, 3)
    assert np.abs(decoded(data).astype(int) - picture()).mean() < 2


def test_thin_colored_lines_survive() -> None:
    lines = np.zeros((64, 64, 3), np.uint8)
    lines[::2, :, 0] = 255
    assert np.abs(decoded(encode_jpeg(lines, 0.95)).astype(int) - lines).mean() < 6


def test_quality_makes_size() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    sizes = [len(encode_jpeg(noise, quality)) for quality in (0.0, 0.5, 0.85, 1.0)]
    assert sizes == sorted(sizes)
    assert len(encode_jpeg(noise)) == sizes[2]
    assert len(encode_jpeg(noise, photographic=True)) < sizes[2]


@pytest.mark.parametrize("quality", [-0.1, 1.1, float("nan")])
def test_quality_outside(quality: float) -> None:
    with pytest.raises(Invalid, match="q"):
        encode_jpeg(picture(), quality)


def test_one_pixel_and_a_view() -> None:
    assert decoded(encode_jpeg(np.full((1, 1, 3), 200, np.uint8))).shape == (1, 1, 3)
    assert decoded(encode_jpeg(picture()[::2, ::3])).shape == (32, 32, 3)


def test_too_wide() -> None:
    with pytest.raises(Invalid, match="65500"):
        encode_jpeg(np.zeros((1, 65501, 3), np.uint8))


@pytest.mark.parametrize("picture_format", PictureFormat)
def test_columns_of_one_pixel_out_of_a_larger_array(picture_format: PictureFormat) -> None:
    """numpy calls such a view contiguous whatever its strides."""
    wide = np.random.default_rng(0).integers(0, 256, (40, 30, 4), dtype=np.uint8).transpose(2, 0, 1)[:3]
    for part in (wide[:, :, :1], wide[:, :1, :], wide[:, 5:6, 7:8]):
        assert encode(part.transpose(1, 2, 0), picture_format)
