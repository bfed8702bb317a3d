"""Thumbnails: exact geometry, faithful averages, the cheapest level."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.errors import Invalid
from omeropyr.imaging import thumbnails
from omeropyr.imaging.defaults import default_settings
from omeropyr.imaging.readers.tiff import TiffReader
from omeropyr.imaging.source import ImageSource, LevelSize, SourceInfo
from omeropyr.imaging.statistics import ChannelRange, statistics
from omeropyr.imaging.thumbnails import fitting_level, thumbnail, thumbnail_size


def info(width: int, height: int, levels: int = 1) -> SourceInfo:
    return SourceInfo(
        name="x",
        size_x=width,
        size_y=height,
        size_z=1,
        size_c=1,
        size_t=1,
        pixel_type="uint8",
        channels=(),
        levels=tuple(LevelSize(width >> level, height >> level) for level in range(levels)),
        tile_width=256,
        tile_height=256,
    )


@given(width=st.integers(1, 100000), height=st.integers(1, 100000), longest=st.integers(1, 512))
def test_longest_side_and_floor(width: int, height: int, longest: int) -> None:
    size = thumbnail_size(info(width, height), longest)
    if width > height:
        assert size == (longest, max(1, height * longest // width))
    else:
        assert size == (max(1, width * longest // height), longest)


def test_exact_size_and_nonsense() -> None:
    assert thumbnail_size(info(100, 50), 30, 40) == (30, 40)
    for wrong in ((0,), (-5,), (10, 0), (5000,)):
        with pytest.raises(Invalid):
            thumbnail_size(info(100, 50), *wrong)


def test_smallest_level_that_is_large_enough() -> None:
    pyramid = info(8192, 4096, levels=5)
    assert fitting_level(pyramid, (96, 48)) == 4
    assert fitting_level(pyramid, (512, 256)) == 4
    assert fitting_level(pyramid, (513, 256)) == 3
    assert fitting_level(pyramid, (9000, 4500)) == 0


@pytest.fixture
def ramp(tmp_path: Path) -> Iterator[ImageSource]:
    """Brightness rises from left to right; 16 bit, 900 x 500."""
    pixels = np.tile(np.linspace(0, 60000, 900).astype(np.uint16), (500, 1))
    tifffile.imwrite(tmp_path / "ramp.tif", pixels)
    source = TiffReader().open(tmp_path / "ramp.tif", 0)
    yield source
    source.close()


@pytest.mark.parametrize("size", [(90,), (96, 96), (1800,), (31, 200)])
@pytest.mark.parametrize("strip_pixels", [900, 4 * 2**20])
def test_average_of_the_image(
    ramp: ImageSource, size: tuple[int, ...], strip_pixels: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thumbnails, "STRIP_PIXELS", strip_pixels)
    settings = default_settings(ramp.info, statistics(ramp))
    picture = thumbnail(ramp, settings, *size)
    width, height = thumbnail_size(ramp.info, *size)
    assert picture.shape == (height, width, 3)
    assert picture.dtype == np.uint8
    expected = (np.arange(width) + 0.5) / width * 255
    np.testing.assert_allclose(picture.mean(axis=(0, 2)), expected, atol=2.5)


def test_plane_can_be_chosen(tmp_path: Path) -> None:
    planes = np.stack([np.full((20, 20), value, np.uint8) for value in (0, 100, 200)])
    tifffile.imwrite(tmp_path / "t.tif", planes, photometric="minisblack")
    source = TiffReader().open(tmp_path / "t.tif", 0)
    settings = default_settings(source.info, [ChannelRange(0, 200)])
    assert [int(thumbnail(source, settings, 10, t=t)[0, 0, 0]) for t in (0, 1, 2)] == [0, 128, 255]
    with pytest.raises(Invalid):
        thumbnail(source, settings, 10, t=3)
    source.close()
