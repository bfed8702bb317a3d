"""Pyramids we build: the full size is kept exactly, the levels are means, and half of one is never seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from array_source import ArraySource
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from omeropyr.errors import UnreadableFile
from omeropyr.imaging.halving import halve, level_sizes
from omeropyr.imaging.opening import open_source
from omeropyr.imaging.pyramid import build_pyramid, needs_pyramid
from omeropyr.imaging.readers.tiff_metadata import RGB_CHANNELS
from omeropyr.imaging.regions import whole
from omeropyr.imaging.source import ChannelInfo, LevelSize


def mean_of_four(plane: np.ndarray) -> np.ndarray:
    """Slow and plain, shape (h, w) -> (ceil(h/2), ceil(w/2))."""
    padded = np.pad(plane, [(0, side % 2) for side in plane.shape], mode="edge").astype(float)
    quartered = padded.reshape(padded.shape[0] // 2, 2, padded.shape[1] // 2, 2) / 4
    mean = quartered.sum(axis=(1, 3))
    return (mean if plane.dtype.kind == "f" else np.floor(mean + 0.5)).astype(plane.dtype)


@given(
    strip=st.tuples(
        st.sampled_from(["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"]),
        st.sampled_from([1, 3]),
        st.integers(1, 9),
        st.integers(1, 9),
    ).flatmap(lambda case: hnp.arrays(case[0], (case[2], case[3], case[1]))),
)
def test_halve(strip: np.ndarray) -> None:
    with np.errstate(all="ignore"):
        expected = np.stack([mean_of_four(strip[:, :, sample]) for sample in range(strip.shape[2])], axis=2)
    found = halve(strip)
    assert found.dtype == strip.dtype
    np.testing.assert_allclose(found, expected, rtol=1e-6)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_planes_and_levels(tmp_path: Path, random_pixels, dtype: str) -> None:
    pixels = random_pixels((2, 2, 2, 1100, 700), dtype)
    flat = ArraySource(pixels, channels=(ChannelInfo(name="one"), ChannelInfo(name="two")), physical_size_x_um=0.25)
    calls: list[tuple[int, int]] = []
    spec = build_pyramid(flat, tmp_path / "made" / "a.ome.zarr", lambda done, total: calls.append((done, total)))
    made = open_source(spec)
    assert made.info.levels == (LevelSize(700, 1100), LevelSize(350, 550), LevelSize(175, 275))
    assert [channel.name for channel in made.info.channels] == ["one", "two"]
    assert made.info.physical_size_x_um == 0.25
    assert (made.info.tile_width, made.info.tile_height) == (512, 512)
    for t, c, z in np.ndindex(2, 2, 2):
        plane = pixels[t, c, z]
        for level in range(3):
            part = made.read(whole(made.info, level), z=z, t=t, channels=[c])[0]
            np.testing.assert_allclose(part, plane, rtol=1e-5)
            plane = mean_of_four(plane)
    assert calls == [(number, 24) for number in range(1, 25)]
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["a.ome.zarr"]
    made.close()


def test_rgb(tmp_path: Path, random_pixels) -> None:
    pixels = random_pixels((1, 3, 1, 600, 1300), "uint8")
    made = open_source(build_pyramid(ArraySource(pixels, is_rgb=True, channels=RGB_CHANNELS), tmp_path / "a.ome.zarr"))
    assert made.info.is_rgb
    assert len(made.info.levels) == 3
    np.testing.assert_array_equal(made.read(whole(made.info), z=0, t=0, channels=range(3)), pixels[0, :, 0])
    made.close()


class Shrinking(ArraySource):
    """A file that is cut off while it is read."""

    def read(self, *arguments, **options):
        if len(self.read_bytes) == 3:
            raise UnreadableFile("flat.tif", "it ends too early.")
        return super().read(*arguments, **options)


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        build_pyramid(Shrinking(np.zeros((1, 1, 1, 3000, 20), np.uint8)), tmp_path / "a.ome.zarr")
    assert not list(tmp_path.iterdir())


def test_progress_may_stop_it(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_pyramid(ArraySource(np.zeros((1, 1, 1, 3000, 20), np.uint8)), tmp_path / "a.ome.zarr", stop)
    assert not list(tmp_path.iterdir())


def test_which_images_need_one() -> None:
    info = ArraySource(np.zeros((1, 1, 1, 60, 50), np.uint8)).info
    assert not needs_pyramid(info)
    assert not needs_pyramid(info, limit=3000)
    assert needs_pyramid(info, limit=2999)


def test_sizes_of_levels() -> None:
    assert level_sizes(300, 200) == (LevelSize(300, 200),)
    assert [size.width for size in level_sizes(8193, 100)] == [8193, 4097, 2049, 1025, 513, 257]
