"""Projections against numpy over the whole stack."""

from __future__ import annotations

import math
from itertools import repeat
from pathlib import Path

import numpy as np
import pytest
import tifffile
from array_source import ArraySource, images
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.errors import Invalid
from omeropyr.imaging.drawing import draw_plane, draw_region
from omeropyr.imaging.projection import combine, project, z_range
from omeropyr.imaging.readers.tiff import TiffReader
from omeropyr.imaging.regions import whole
from omeropyr.imaging.settings import ChannelSettings, Projection, ProjectionKind, RenderSettings
from omeropyr.imaging.source import Region

REGION = Region(0, 3, 4, 10, 9)
kinds = st.sampled_from(ProjectionKind)


def slow(values: list[object], kind: ProjectionKind, dtype: np.dtype) -> object:
    """One pixel, in exact Python numbers where the pixels are integers."""
    if dtype.kind == "f":
        numbers = [float(value) for value in values if not math.isnan(float(value))]
        if not numbers:
            return math.nan
        total = max(numbers) if kind is ProjectionKind.MAXIMUM else np.sum(np.array(numbers, np.float64))
        return dtype.type(total / len(numbers) if kind is ProjectionKind.MEAN else total)
    whole_numbers = [int(value) for value in values]
    if kind is ProjectionKind.MAXIMUM:
        return max(whole_numbers)
    total = sum(whole_numbers)
    if kind is ProjectionKind.MEAN:
        return int(math.copysign(abs(total) // len(whole_numbers), total))
    return min(max(total, np.iinfo(dtype).min), np.iinfo(dtype).max)


@given(pixels=images(most=4), kind=kinds, ends=st.tuples(st.integers(0, 4), st.integers(0, 4)))
@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid value")
def test_every_pixel_of_every_type(pixels: np.ndarray, kind: ProjectionKind, ends: tuple[int, int]) -> None:
    size_z = pixels.shape[2]
    first, last = sorted(min(end, size_z - 1) for end in ends)
    source, channels = ArraySource(pixels), range(pixels.shape[1])
    result = project(source, whole(source.info), Projection(kind, first, last), t=0, channels=channels)
    assert result.dtype == pixels.dtype
    stack = pixels[0, :, first : last + 1]
    with np.errstate(all="ignore"):
        expected = [[[slow(list(stack[c, :, y, x]), kind, pixels.dtype) for x in range(stack.shape[3])]
                     for y in range(stack.shape[2])] for c in channels]  # fmt: skip
    np.testing.assert_allclose(result, np.array(expected, pixels.dtype), rtol=1e-6 if pixels.dtype.kind == "f" else 0)


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "float32"])
@pytest.mark.parametrize("kind", list(ProjectionKind))
def test_part_of_a_file(tmp_path: Path, random_pixels, dtype: str, kind: ProjectionKind) -> None:
    pixels = random_pixels((6, 20, 30), dtype)
    tifffile.imwrite(tmp_path / "z.ome.tif", pixels, metadata={"axes": "ZYX"}, photometric="minisblack")
    source = TiffReader().open(tmp_path / "z.ome.tif", 0)
    part = pixels[1:5, 4:13, 3:13].astype(np.float64)
    expected = {"intmax": part.max(0), "intmean": part.mean(0), "intsum": part.sum(0)}[kind.value]
    if dtype != "float32":
        limits = np.iinfo(dtype)
        expected = np.trunc(np.clip(expected, limits.min, limits.max))
    result = project(source, REGION, Projection(kind, 1, 4), t=0, channels=[0])
    assert result.dtype == np.dtype(dtype)
    np.testing.assert_allclose(result[0], expected, rtol=1e-5)
    source.close()


@pytest.mark.parametrize("dtype", ["uint16", "int16"])
def test_sums_of_many_planes_of_extreme_values(dtype: str) -> None:
    # 70,000 planes: their sum needs more than 32 bits
    for value in (np.iinfo(dtype).min, np.iinfo(dtype).max):
        plane = np.full((1, 1, 1), value, dtype)
        for kind in ProjectionKind:
            assert combine(repeat(plane, 70_000), kind, 70_000, plane.dtype) == value


def test_one_plane_after_the_other() -> None:
    source = ArraySource(np.zeros((1, 2, 7, 6, 5), np.uint16))
    project(source, whole(source.info), Projection(ProjectionKind.SUM), t=0, channels=[0, 1])
    assert source.read_bytes == [2 * 6 * 5] * 14
    together = ArraySource(np.zeros((1, 3, 7, 6, 5), np.uint8), is_rgb=True)
    project(together, whole(together.info), Projection(ProjectionKind.SUM), t=0, channels=[0, 1, 2])
    assert together.read_bytes == [3 * 6 * 5] * 7


def test_range_is_clamped() -> None:
    assert z_range(Projection(ProjectionKind.MAXIMUM), 5) == range(5)
    assert z_range(Projection(ProjectionKind.MAXIMUM, -3, 99), 5) == range(5)
    assert z_range(Projection(ProjectionKind.MAXIMUM, 2, 3), 5) == range(2, 4)
    with pytest.raises(Invalid):
        z_range(Projection(ProjectionKind.MAXIMUM, 5, 9), 5)


def test_plane_honours_and_region_ignores_it(tmp_path: Path) -> None:
    pixels = np.stack([np.full((8, 9), value, np.uint8) for value in (10, 250, 30)])
    tifffile.imwrite(tmp_path / "z.ome.tif", pixels, metadata={"axes": "ZYX"}, photometric="minisblack")
    source = TiffReader().open(tmp_path / "z.ome.tif", 0)
    channel = ChannelSettings(active=True, start=0, end=255, color="FFFFFF")
    settings = RenderSettings(channels=(channel,), projection=Projection(ProjectionKind.MAXIMUM))
    assert (draw_plane(source, settings, z=0, t=0) == 250).all()
    assert (draw_region(source, settings, Region(0, 0, 0, 9, 8), z=2, t=0) == 30).all()
    off = RenderSettings(channels=(ChannelSettings(active=False, start=0, end=255, color="FFFFFF"),))
    assert not draw_plane(source, off, z=0, t=0).any()
    source.close()
