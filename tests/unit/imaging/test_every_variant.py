"""Every way to store an image gives the pixels that tifffile, zarr and Pillow give, by each way of reading them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import picture_variants
import pytest
import tiff_variants
import zarr_variants
from library_pixels import Array, levels_by_library
from tiff_variants import Variant

from omeropyr.imaging import pixel_types
from omeropyr.imaging.discover import Found, Refused, discover
from omeropyr.imaging.opening import open_source
from omeropyr.imaging.regions import whole
from omeropyr.imaging.source import ImageSource, Region

EVERY = [*tiff_variants.variants(), *zarr_variants.variants(), *picture_variants.variants()]
REGIONS = 6


def test_names_are_told_apart() -> None:
    assert len({(one.suffix, one.name) for one in EVERY}) == len(EVERY)


@pytest.mark.filterwarnings("ignore::zarr.errors.UnstableSpecificationWarning", "ignore::UserWarning")
@pytest.mark.parametrize("variant", EVERY, ids=lambda variant: f"{variant.suffix[1:]}-{variant.name}")
def test_pixels_are_those_of_the_library(tmp_path: Path, variant: Variant) -> None:
    path = tmp_path / f"image{variant.suffix}"
    variant.write(path)
    (outcome,) = discover([path])
    if not variant.accepted:
        assert isinstance(outcome, Refused)
        assert "not supported" in outcome.reason
        return
    assert isinstance(outcome, Found), outcome
    with closing(open_source(outcome.spec)) as source:
        assert source.info.levels == outcome.info.levels
        assert_same(source, levels_by_library(variant, path))


def assert_same(source: ImageSource, levels: list[Array]) -> None:
    info = source.info
    assert len(info.levels) == len(levels)
    rng = random.Random(5)  # noqa: S311
    for level, expected in enumerate(levels):
        size = info.levels[level]
        assert (size.width, size.height) == expected.shape[:2:-1]
        assert (info.size_t, info.size_z) == (expected.shape[0], expected.shape[2])
        # alpha is left out
        assert info.size_c == expected.shape[1] or (info.is_rgb and expected.shape[1] == 4)
        for t in range(info.size_t):
            for z in range(info.size_z):
                plane = expected[t, : info.size_c, z].astype(pixel_types.dtype_of(info.pixel_type))
                for region, channels in asked(source, level, rng):
                    assert_region(source, region, (z, t), channels, plane)


def asked(source: ImageSource, level: int, rng: random.Random) -> Iterator[tuple[Region, list[int]]]:
    """The whole plane, single tiles, and regions anywhere, with some channels in any order."""
    info, size = source.info, source.info.levels[level]
    every = list(range(info.size_c))
    yield whole(info, level), every
    width, height = min(info.tile_width, size.width), min(info.tile_height, size.height)
    x, y = (rng.randrange(-(-a // b)) * b for a, b in ((size.width, width), (size.height, height)))
    yield Region(level, x, y, min(width, size.width - x), min(height, size.height - y)), every
    for _ in range(REGIONS):
        x, y = rng.randrange(size.width), rng.randrange(size.height)
        region = Region(level, x, y, rng.randint(1, size.width - x), rng.randint(1, size.height - y))
        yield region, rng.sample(every, rng.randint(1, len(every)))


def assert_region(
    source: ImageSource, region: Region, place: tuple[int, int], channels: list[int], plane: Array
) -> None:
    rows, columns = slice(region.y, region.y + region.height), slice(region.x, region.x + region.width)
    expected = plane[channels, rows, columns]
    z, t = place
    np.testing.assert_array_equal(source.read(region, z=z, t=t, channels=channels), expected)
    # without copying where that is possible, and a second time, when tiles may be kept
    for _ in range(2 if hasattr(source, "planes") else 0):
        found = source.planes(region, z=z, t=t, channels=channels)  # type: ignore[attr-defined]
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_array_equal(one, other)
