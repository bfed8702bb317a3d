"""How a new image looks at first, and the statistics behind it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile

from omeropyr.imaging.defaults import MAX_ACTIVE, SEQUENCE, channel_colors, default_settings
from omeropyr.imaging.readers.tiff import TiffReader
from omeropyr.imaging.readers.tiff_metadata import RGB_CHANNELS
from omeropyr.imaging.source import ChannelInfo, LevelSize, SourceInfo
from omeropyr.imaging.statistics import MAX_PLANES, ChannelRange, sampled_level, sampled_planes, statistics


def info(*channels: ChannelInfo, **more: object) -> SourceInfo:
    base = SourceInfo(
        name="x",
        size_x=10,
        size_y=10,
        size_z=1,
        size_c=len(channels),
        size_t=1,
        pixel_type="uint16",
        channels=channels,
        levels=(LevelSize(10, 10),),
        tile_width=10,
        tile_height=10,
    )
    return replace(base, **more)


@pytest.mark.parametrize(
    ("channels", "colors"),
    [
        ([ChannelInfo()], ["FFFFFF"]),
        ([ChannelInfo(color="FF8000")], ["FF8000"]),
        ([ChannelInfo(), ChannelInfo()], ["00FF00", "FF00FF"]),
        (
            [ChannelInfo(name="DAPI"), ChannelInfo(name="EGFP"), ChannelInfo(name="mCherry")],
            ["0000FF", "00FF00", "FF0000"],
        ),
        ([ChannelInfo(emission_wavelength_nm=461), ChannelInfo(emission_wavelength_nm=670)], ["0000FF", "FF0000"]),
        ([ChannelInfo(name="DAPI", color="123456"), ChannelInfo()], ["123456", "00FF00"]),
        ([ChannelInfo(color="FFFFFF"), ChannelInfo(color="FFFFFF")], ["00FF00", "FF00FF"]),
        (list(RGB_CHANNELS), ["FF0000", "00FF00", "0000FF"]),
    ],
)
def test_colors(channels: list[ChannelInfo], colors: list[str]) -> None:
    assert list(channel_colors(info(*channels))) == colors


def test_sequence_of_many_channels() -> None:
    colors = channel_colors(info(*[ChannelInfo()] * 9))
    assert colors[: len(SEQUENCE)] == SEQUENCE
    assert len(colors) == 9


def test_first_channels_middle_plane() -> None:
    many = info(*[ChannelInfo()] * 8, size_z=15)
    settings = default_settings(many, [ChannelRange(3, 70)] * 8)
    assert settings.active == tuple(range(MAX_ACTIVE))
    assert (settings.z, settings.t) == (7, 0)
    assert (settings.channels[0].start, settings.channels[0].end) == (3, 70)


def measured(path: Path) -> tuple[ChannelRange, ...]:
    source = TiffReader().open(path, 0)
    try:
        return statistics(source)
    finally:
        source.close()


def test_extremes_of_each_channel(tmp_path: Path, random_pixels) -> None:
    pixels = random_pixels((3, 2, 300, 40), "int16")
    tifffile.imwrite(
        tmp_path / "x.ome.tif", pixels, metadata={"axes": "ZCYX"}, photometric="minisblack", rowsperstrip=7
    )
    expected = tuple(ChannelRange(float(pixels[:, c].min()), float(pixels[:, c].max())) for c in range(2))
    assert measured(tmp_path / "x.ome.tif") == expected


def test_nan_and_infinity_are_left_out(tmp_path: Path) -> None:
    pixels = np.array([[1.5, np.nan], [np.inf, -2.5]], np.float32)
    tifffile.imwrite(tmp_path / "x.tif", pixels)
    assert measured(tmp_path / "x.tif") == (ChannelRange(-2.5, 1.5),)
    tifffile.imwrite(tmp_path / "y.tif", np.full((2, 2), np.nan, np.float32))
    assert measured(tmp_path / "y.tif") == (ChannelRange(0, 1),)


def test_rgb_shows_its_full_range(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "x.tif", np.full((4, 5, 3), 7, np.uint8), photometric="rgb")
    assert measured(tmp_path / "x.tif") == (ChannelRange(0, 255),) * 3


def test_only_some_planes_of_a_long_series() -> None:
    long = info(ChannelInfo(), size_z=10, size_t=100)
    planes = sampled_planes(long)
    assert len(planes) == MAX_PLANES
    assert planes[0] == (0, 0)
    assert planes[-1] == (9, 99)


def test_smallest_level_that_tells_enough() -> None:
    sizes = tuple(LevelSize(8192 >> level, 4096 >> level) for level in range(7))
    assert sampled_level(info(ChannelInfo(), levels=sizes)) == 4
    assert sampled_level(info(ChannelInfo())) == 0
