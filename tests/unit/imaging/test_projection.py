"""Projections against numpy over the whole stack."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile

from omeropyr.errors import Invalid
from omeropyr.imaging.drawing import draw_plane, draw_region
from omeropyr.imaging.projection import project, z_range
from omeropyr.imaging.readers.tiff import TiffReader
from omeropyr.imaging.settings import ChannelSettings, Projection, ProjectionKind, RenderSettings
from omeropyr.imaging.source import Region

REGION = Region(0, 3, 4, 10, 9)


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "float32"])
@pytest.mark.parametrize("kind", list(ProjectionKind))
def test_against_numpy(tmp_path: Path, random_pixels, dtype: str, kind: ProjectionKind) -> None:
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
