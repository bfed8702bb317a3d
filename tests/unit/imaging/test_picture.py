"""PNG, JPEG, GIF and BMP."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from omeropyr.errors import UnreadableFile
from omeropyr.imaging.readers.picture import PictureReader
from omeropyr.imaging.regions import whole
from omeropyr.imaging.source import Region

READER = PictureReader()


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., Path]:
    def save(picture: Image.Image, name: str, **options: object) -> Path:
        picture.save(tmp_path / name, **options)
        return tmp_path / name

    return save


def pixels(path: Path, t: int = 0) -> np.ndarray:
    source = READER.open(path, 0)
    return source.read(whole(source.info), z=0, t=t, channels=range(source.info.size_c))


def test_grey_16_bit(saved, random_pixels) -> None:
    values = random_pixels((20, 30), "uint16")
    path = saved(Image.fromarray(values), "grey.png")
    (info,) = READER.series(path)
    assert (info.pixel_type, info.size_c, info.is_rgb) == ("uint16", 1, False)
    np.testing.assert_array_equal(pixels(path)[0], values)


@pytest.mark.parametrize("samples", [2, 3, 4])
def test_colours_of_16_bit(tmp_path: Path, random_pixels, samples: int) -> None:
    """All of their bits; what is transparent is not shown otherwise."""
    values, path = random_pixels((20, 30, samples), "uint16"), tmp_path / "deep.png"
    path.write_bytes(imagecodecs.png_encode(values))
    (info,) = READER.series(path)
    channels = 1 if samples == 2 else 3
    assert (info.pixel_type, info.size_c, info.is_rgb) == ("uint16", channels, channels == 3)
    np.testing.assert_array_equal(pixels(path), np.moveaxis(values[:, :, :channels], 2, 0))


@pytest.mark.parametrize("damage", ["cut", "changed", "of another size"])
def test_damaged_colours_of_16_bit(tmp_path: Path, random_pixels, damage: str) -> None:
    data, path = bytearray(imagecodecs.png_encode(random_pixels((50, 60, 3), "uint16"))), tmp_path / "deep.png"
    if damage == "cut":
        del data[len(data) // 2 :]
    elif damage == "changed":
        data[len(data) // 2] ^= 255
    else:
        data[16:24] = struct.pack(">II", 3000, 4000)
        data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match="damaged or truncated"):
        READER.series(path)


def test_rgb_region(saved, random_pixels) -> None:
    values = random_pixels((20, 30, 3), "uint8")
    source = READER.open(saved(Image.fromarray(values), "rgb.png"), 0)
    part = source.read(Region(0, 3, 4, 10, 12), z=0, t=0, channels=[2, 0])
    np.testing.assert_array_equal(part, np.moveaxis(values[4:16, 3:13, [2, 0]], 2, 0))


@pytest.mark.parametrize("mode", ["L", "1", "P", "RGBA", "LA", "CMYK"])
def test_modes(saved, mode: str) -> None:
    picture = Image.new("RGB", (8, 6), (200, 100, 50)).convert(mode)
    path = saved(picture, "mode.jpg" if mode == "CMYK" else "mode.png")
    (info,) = READER.series(path)
    grey = mode in ("L", "1")
    assert (info.size_c, info.pixel_type) == (1 if grey else 3, "bit" if mode == "1" else "uint8")
    assert pixels(path).shape == (info.size_c, 6, 8)
    if mode == "RGBA":
        assert pixels(path)[:, 0, 0].tolist() == [200, 100, 50]


def test_frames_of_an_animation_are_time(saved) -> None:
    frames = [Image.new("RGB", (8, 6), color) for color in ((255, 0, 0), (0, 255, 0), (0, 0, 255))]
    path = saved(frames[0], "moves.gif", save_all=True, append_images=frames[1:])
    (info,) = READER.series(path)
    assert info.size_t == 3
    assert [pixels(path, t)[:, 0, 0].tolist() for t in range(3)] == [[255, 0, 0], [0, 255, 0], [0, 0, 255]]


@pytest.mark.parametrize("name", ["cut.png", "cut.jpg", "cut.bmp"])
def test_truncated(saved, random_pixels, name: str) -> None:
    path = saved(Image.fromarray(random_pixels((50, 60, 3), "uint8")), name)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(UnreadableFile) as caught:
        READER.series(path)
    assert "\n" not in caught.value.reason


def test_decompression_bomb(tmp_path: Path) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    path = tmp_path / "bomb.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b""))
    with pytest.raises(UnreadableFile, match="claims 60000 x 60000 pixels"):
        READER.series(path)


def test_other_formats_of_pillow_are_not_accepted(saved) -> None:
    path = saved(Image.new("RGB", (8, 6)), "disguised.png", format="PPM")
    assert not READER.accepts(path)
