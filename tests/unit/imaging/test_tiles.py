"""Tiles: the stored JPEG where nothing else is asked, the kept one where it was drawn before, never a wrong one."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

from omeropyr.errors import Invalid, UnreadableFile
from omeropyr.imaging.cache import drawn
from omeropyr.imaging.readers import tiff_stored
from omeropyr.imaging.readers.tiff import TiffReader
from omeropyr.imaging.settings import ChannelSettings, Family, Model, PictureFormat, RenderSettings
from omeropyr.imaging.source import ImageSource, Region
from omeropyr.imaging.tiles import draw_tile

SIDE = 64
PLAIN = ChannelSettings(active=True, start=0, end=255, color="FFFFFF")
UNTOUCHED = RenderSettings(channels=tuple(replace(PLAIN, color=color) for color in ("FF0000", "00FF00", "0000FF")))


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    drawn.clear()


@pytest.fixture
def opened() -> Iterator[Callable[[Path], ImageSource]]:
    sources: list[ImageSource] = []

    def open_(path: Path) -> ImageSource:
        sources.append(TiffReader().open(path, 0))
        return sources[-1]

    yield open_
    for source in sources:
        source.close()


def scene(width: int = 200, height: int = 150) -> np.ndarray:
    across, down = np.meshgrid(np.arange(width), np.arange(height))
    return np.stack([across, 255 - down, (across + down) // 2], 2).astype(np.uint8)


def slide(path: Path, photometric: int, tables: bool, pixels: np.ndarray | None = None) -> np.ndarray:
    """JPEG tiles as a TIFF keeps them: with or without their tables, in YCbCr (6) or RGB (2) that no marker names."""
    pixels = scene() if pixels is None else pixels
    padded = np.pad(pixels, ((0, -pixels.shape[0] % SIDE), (0, -pixels.shape[1] % SIDE), (0, 0)))
    inside = "YCBCR" if photometric == 6 else "RGB"
    tiles, head = [], b""
    for top in range(0, padded.shape[0], SIDE):
        for left in range(0, padded.shape[1], SIDE):
            part = np.ascontiguousarray(padded[top : top + SIDE, left : left + SIDE])
            data = imagecodecs.jpeg8_encode(part, level=95, colorspace="RGB", outcolorspace=inside, subsampling="444")
            head, data = split(data) if tables else (b"", without_application(data))
            tiles.append(data)
    extra = [(347, 7, len(head), head, True)] if tables else []
    kind = "ycbcr" if photometric == 6 else "rgb"
    options = {"compression": "jpeg", "photometric": kind, "subsampling": (1, 1), "metadata": None, "extratags": extra}
    if photometric != 6:
        del options["subsampling"]
    tifffile.imwrite(path, iter(tiles), shape=pixels.shape, dtype="u1", tile=(SIDE, SIDE), **options)
    return pixels


def segments(data: bytes) -> list[bytes]:
    """The markers of a JPEG up to its scan, with the scan as the last."""
    found, place = [], 2
    while data[place + 1] != 0xDA:
        length = int.from_bytes(data[place + 2 : place + 4], "big")
        found.append(data[place : place + 2 + length])
        place += 2 + length
    return [*found, data[place:]]


def without_application(data: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(one for one in segments(data) if not 0xE0 <= one[1] <= 0xEF)


def split(data: bytes) -> tuple[bytes, bytes]:
    """Tables (DQT, DHT), and the tile without them."""
    parts = segments(without_application(data))
    tables = b"".join(one for one in parts if one[1] in (0xDB, 0xC4))
    rest = b"".join(one for one in parts if one[1] not in (0xDB, 0xC4))
    return b"\xff\xd8" + tables + b"\xff\xd9", b"\xff\xd8" + rest


def picture(data: bytes) -> np.ndarray:
    """As a browser shows it."""
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)


@pytest.mark.parametrize("photometric", [2, 6])
@pytest.mark.parametrize("tables", [False, True])
def test_stored_tiles_have_the_right_colors(tmp_path: Path, opened, photometric: int, tables: bool) -> None:
    pixels = slide(tmp_path / "slide.tif", photometric, tables)
    source = opened(tmp_path / "slide.tif")
    region = Region(0, SIDE, SIDE, SIDE, SIDE)
    assert source.stored_jpeg(region, z=0, t=0) is not None
    data = draw_tile(source, UNTOUCHED, region, z=0, t=0)
    assert data == source.stored_jpeg(region, z=0, t=0)
    expected = pixels[SIDE : 2 * SIDE, SIDE : 2 * SIDE].astype(int)
    assert picture(data).shape == expected.shape
    assert np.abs(picture(data) - expected).mean() < 3
    raw = source.read(region, z=0, t=0, channels=[0, 1, 2])
    assert np.abs(np.moveaxis(raw, 0, 2).astype(int) - picture(data)).max() <= 1


@pytest.mark.parametrize(
    "region",
    [Region(0, 192, 0, 8, 64), Region(0, 0, 128, 64, 22), Region(0, 1, 0, 64, 64), Region(0, 0, 0, 128, 64)],
)
def test_edges_and_other_places_are_drawn(tmp_path: Path, opened, region: Region) -> None:
    """A tile at the edge is stored with padding, which nobody may see."""
    pixels = slide(tmp_path / "slide.tif", 6, tables=True)
    source = opened(tmp_path / "slide.tif")
    assert source.stored_jpeg(region, z=0, t=0) is None
    found = picture(draw_tile(source, UNTOUCHED, region, z=0, t=0))
    expected = pixels[region.y : region.y + region.height, region.x : region.x + region.width]
    assert found.shape == expected.shape
    assert np.abs(found - expected).mean() < 4


@pytest.mark.parametrize(
    "wanted",
    [
        {"quality": 0.5},
        {"picture_format": PictureFormat.PNG},
        {"settings": replace(UNTOUCHED, model=Model.GREYSCALE)},
        {"settings": UNTOUCHED.with_channel(0, replace(PLAIN, color="FF0000", active=False))},
        {"settings": UNTOUCHED.with_channel(1, replace(PLAIN, color="00FF00", end=254))},
        {"settings": UNTOUCHED.with_channel(1, replace(PLAIN, color="00FF00", start=1))},
        {"settings": UNTOUCHED.with_channel(2, replace(PLAIN, color="0000FF", inverted=True))},
        {"settings": UNTOUCHED.with_channel(2, replace(PLAIN, color="0000FF", lut="fire.lut"))},
        {"settings": UNTOUCHED.with_channel(2, replace(PLAIN, color="0000FE"))},
        {
            "settings": UNTOUCHED.with_channel(
                0, replace(PLAIN, color="FF0000", family=Family.POLYNOMIAL, coefficient=0.5)
            )
        },
    ],
    ids=str,
)
def test_whatever_is_asked_for_is_drawn(tmp_path: Path, opened, wanted: dict) -> None:
    slide(tmp_path / "slide.tif", 6, tables=True)
    source = opened(tmp_path / "slide.tif")
    region = Region(0, 0, 0, SIDE, SIDE)
    stored = source.stored_jpeg(region, z=0, t=0)
    assert stored is not None
    assert draw_tile(source, region=region, z=0, t=0, **{"settings": UNTOUCHED, **wanted}) != stored


def test_a_tile_of_another_size_or_cut_off_is_not_passed_on() -> None:
    frames = tiff_stored.frame_header(SIDE, SIDE)
    part = np.ascontiguousarray(scene()[:SIDE, :SIDE])
    data = imagecodecs.jpeg8_encode(part, colorspace="RGB", outcolorspace="YCBCR")
    other = imagecodecs.jpeg8_encode(part[:32], colorspace="RGB", outcolorspace="YCBCR")
    assert tiff_stored.standalone(data, None, "ycbcr", frames) == data
    assert tiff_stored.standalone(other, None, "ycbcr", frames) is None
    assert tiff_stored.standalone(data[:-20], None, "ycbcr", frames) is None
    assert tiff_stored.standalone(data, None, "rgb", frames) is None  # its JFIF marker says YCbCr
    assert tiff_stored.standalone(b"", None, "ycbcr", frames) is None


def test_drawn_tiles_are_kept_for_their_settings_and_place(tmp_path: Path, opened, monkeypatch) -> None:
    tifffile.imwrite(tmp_path / "x.tif", scene(), photometric="rgb", tile=(SIDE, SIDE))
    source = opened(tmp_path / "x.tif")
    first = draw_tile(source, UNTOUCHED, Region(0, 0, 0, SIDE, SIDE), z=0, t=0)
    other = draw_tile(source, UNTOUCHED, Region(0, SIDE, 0, SIDE, SIDE), z=0, t=0)
    changed = UNTOUCHED.with_channel(0, replace(PLAIN, color="FF0000", end=100))
    assert len({first, other, draw_tile(source, changed, Region(0, 0, 0, SIDE, SIDE), z=0, t=0)}) == 3

    def fail(*arguments: object, **named: object) -> None:
        raise AssertionError("drawn again")

    monkeypatch.setattr(type(source), "planes", fail)
    # equal settings that are another object
    assert draw_tile(source, replace(UNTOUCHED), Region(0, 0, 0, SIDE, SIDE), z=0, t=0) == first


@pytest.mark.parametrize("stored", [True, False])
def test_kept_tiles_of_a_changed_file_are_refused(tmp_path: Path, opened, stored: bool) -> None:
    path = tmp_path / "slide.tif"
    slide(path, 6, tables=True)
    source, region = opened(path), Region(0, 0, 0, SIDE, SIDE)
    quality = None if stored else 0.8
    draw_tile(source, UNTOUCHED, region, z=0, t=0, quality=quality)
    os.utime(path, ns=(0, 0))
    with pytest.raises(UnreadableFile):
        draw_tile(source, UNTOUCHED, region, z=0, t=0, quality=quality)


def test_outside(tmp_path: Path, opened) -> None:
    slide(tmp_path / "slide.tif", 6, tables=True)
    source = opened(tmp_path / "slide.tif")
    for place in ({"region": Region(1, 0, 0, SIDE, SIDE)}, {"z": 1}, {"t": -1}, {"region": Region(0, 192, 0, 64, 64)}):
        arguments = {"region": Region(0, 0, 0, SIDE, SIDE), "z": 0, "t": 0, **place}
        with pytest.raises(Invalid):
            draw_tile(source, UNTOUCHED, **arguments)
        with pytest.raises(Invalid):
            draw_tile(source, UNTOUCHED, **arguments, quality=0.5)


@pytest.mark.parametrize("wanted", list(PictureFormat))
def test_formats(tmp_path: Path, opened, wanted: PictureFormat) -> None:
    tifffile.imwrite(tmp_path / "x.tif", scene(), photometric="rgb", tile=(SIDE, SIDE))
    data = draw_tile(opened(tmp_path / "x.tif"), UNTOUCHED, Region(0, 7, 9, 101, 77), z=0, t=0, picture_format=wanted)
    expected = scene()[9:86, 7:108].astype(int)
    assert picture(data).shape == expected.shape
    exact = wanted in (PictureFormat.PNG, PictureFormat.TIFF)
    assert np.abs(picture(data) - expected).max() <= (0 if exact else 40)
