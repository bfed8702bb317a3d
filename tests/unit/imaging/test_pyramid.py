"""Pyramids we build: the full size is kept exactly, the levels are means."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from omeropyr.errors import UnreadableFile
from omeropyr.imaging.opening import open_source
from omeropyr.imaging.pyramid import build_pyramid, halve, level_sizes, needs_pyramid
from omeropyr.imaging.readers.picture import PictureReader
from omeropyr.imaging.readers.tiff import TiffReader
from omeropyr.imaging.regions import whole
from omeropyr.imaging.source import LevelSize


def mean_of_four(plane: np.ndarray) -> np.ndarray:
    """Slow and plain, shape (h, w) -> (ceil(h/2), ceil(w/2))."""
    padded = np.pad(plane, [(0, side % 2) for side in plane.shape], mode="edge").astype(float)
    mean = padded.reshape(padded.shape[0] // 2, 2, padded.shape[1] // 2, 2).mean(axis=(1, 3))
    return (mean if plane.dtype.kind == "f" else np.floor(mean + 0.5)).astype(plane.dtype)


@pytest.mark.parametrize("dtype", ["uint8", "int8", "uint16", "int16", "uint32", "float32"])
@pytest.mark.parametrize("samples", [1, 3])
@pytest.mark.parametrize("shape", [(6, 8), (7, 9), (1, 5)])
def test_halve(random_pixels, dtype: str, samples: int, shape: tuple[int, int]) -> None:
    strip = random_pixels((*shape, samples), dtype)
    expected = np.stack([mean_of_four(strip[:, :, sample]) for sample in range(samples)], axis=2)
    np.testing.assert_allclose(halve(strip), expected, rtol=1e-6)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_planes_and_levels(tmp_path: Path, random_pixels, dtype: str) -> None:
    pixels = random_pixels((2, 2, 2, 1100, 700), dtype)
    tifffile.imwrite(
        tmp_path / "flat.ome.tif",
        pixels,
        photometric="minisblack",
        metadata={"axes": "TCZYX", "PhysicalSizeX": 0.25, "Channel": {"Name": ["one", "two"]}},
    )
    flat = TiffReader().open(tmp_path / "flat.ome.tif", 0)
    calls: list[tuple[int, int]] = []
    spec = build_pyramid(flat, tmp_path / "made" / "pyramid.ome.tif", lambda done, total: calls.append((done, total)))
    made = open_source(spec)
    assert made.info.levels == (LevelSize(700, 1100), LevelSize(350, 550), LevelSize(175, 275))
    assert [channel.name for channel in made.info.channels] == ["one", "two"]
    assert made.info.physical_size_x_um == 0.25
    assert (made.info.tile_width, made.info.tile_height) == (512, 512)
    for t, c, z in np.ndindex(2, 2, 2):
        plane = pixels[t, c, z]
        for level in range(3):
            part = made.read(whole(made.info, level), z=z, t=t, channels=[c])[0]
            np.testing.assert_allclose(part, plane, rtol=1e-6)
            plane = mean_of_four(plane)
    assert calls == [(number, 24) for number in range(1, 25)]
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["pyramid.ome.tif"]
    flat.close(), made.close()


def test_rgb_picture(tmp_path: Path, random_pixels) -> None:
    pixels = random_pixels((600, 1300, 3), "uint8")
    Image.fromarray(pixels).save(tmp_path / "photo.png")
    source = PictureReader().open(tmp_path / "photo.png", 0)
    made = open_source(build_pyramid(source, tmp_path / "photo.ome.tif"))
    assert made.info.is_rgb
    assert len(made.info.levels) == 3
    np.testing.assert_array_equal(made.read(whole(made.info), z=0, t=0, channels=range(3)), np.moveaxis(pixels, 2, 0))
    made.close()


def test_a_failure_leaves_nothing_behind(tmp_path: Path, random_pixels) -> None:
    path = tmp_path / "shrinks.tif"
    tifffile.imwrite(path, random_pixels((1200, 800)))
    source = TiffReader().open(path, 0)
    path.write_bytes(path.read_bytes()[: 1200 * 800])
    with pytest.raises(UnreadableFile):
        build_pyramid(source, tmp_path / "made.ome.tif")
    source.close()
    assert [one.name for one in tmp_path.iterdir()] == ["shrinks.tif"]


def test_which_images_need_one(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "small.tif", np.zeros((60, 50), np.uint8))
    (info,) = TiffReader().series(tmp_path / "small.tif")
    assert not needs_pyramid(info)
    assert not needs_pyramid(info, limit=3000)
    assert needs_pyramid(info, limit=2999)


def test_sizes_of_levels() -> None:
    assert level_sizes(300, 200) == (LevelSize(300, 200),)
    assert [size.width for size in level_sizes(8193, 100)] == [8193, 4097, 2049, 1025, 513, 257]
