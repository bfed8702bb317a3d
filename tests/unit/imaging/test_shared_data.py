"""Real images: every fact their description states."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from omeropyr.imaging.discover import Found, Refused, discover
from omeropyr.imaging.opening import open_source
from omeropyr.imaging.regions import whole
from omeropyr.imaging.wells import WellPosition


def facts(one: Found) -> tuple[object, ...]:
    info = one.info
    return one.name, info.size_x, info.size_y, info.size_z, info.size_t, [channel.name for channel in info.channels]


def pixels(one: Found, t: int = 0) -> np.ndarray:
    source = open_source(one.spec)
    try:
        return source.read(whole(source.info), z=0, t=t, channels=range(source.info.size_c)).copy()
    finally:
        source.close()


def test_fly_three_fields_of_three_stains(shared_data: Path) -> None:
    images = list(discover([shared_data / "fly"]))
    assert [facts(one) for one in images] == [
        (f"01_POS{field}", 1000, 1006, 1, 1, ["D", "F", "R"]) for field in ("002", "076", "218")
    ]
    expected = np.stack([tifffile.imread(shared_data / "fly" / f"01_POS076_{stain}.TIF") for stain in "DFR"])
    np.testing.assert_array_equal(pixels(images[1]), expected)


def test_human_is_one_field_of_a_well(shared_data: Path) -> None:
    (image,) = discover([shared_data / "human"])
    assert facts(image)[1:] == (512, 512, 1, 1, ["d0", "d1", "d2"])
    assert image.well == WellPosition("AS_09125_050116030001", 3, 2, 0)
    files = sorted((shared_data / "human").glob("*.tif"))
    np.testing.assert_array_equal(pixels(image), np.stack([tifffile.imread(file) for file in files]))


def test_speckles_two_channels(shared_data: Path) -> None:
    (image,) = discover([shared_data / "speckles"])
    assert facts(image)[1:] == (1200, 1000, 1, 1, ["h2ax", "hoe"])


def test_embryo_is_a_series_of_frames(shared_data: Path) -> None:
    (image,) = discover([shared_data / "embryo_timelapse"])
    assert facts(image) == ("DrosophilaEmbryo_GFPHistone", 542, 264, 1, 10, ["R", "G", "B"])
    assert image.info.is_rgb
    frame = tifffile.imread(shared_data / "embryo_timelapse" / "DrosophilaEmbryo_GFPHistone_0007.tif")
    np.testing.assert_array_equal(pixels(image, t=7), np.moveaxis(frame, 2, 0))


def test_brightfield_one_image_each(shared_data: Path) -> None:
    images = list(discover([shared_data / "brightfield"]))
    assert [one.name for one in images] == ["hubble_deep_field.jpg", "ihc.png", "retina.jpg"]
    picture = np.asarray(Image.open(shared_data / "brightfield" / "ihc.png"))
    np.testing.assert_array_equal(pixels(images[1]), np.moveaxis(picture, 2, 0))


def test_pattern_as_the_description_writes_it(shared_data: Path) -> None:
    images = list(discover([shared_data / "fly"], pattern="01_POS{field}_{D,F,R}.TIF"))
    assert [facts(one)[0] for one in images] == ["01_POS002", "01_POS076", "01_POS218"]


@pytest.mark.parametrize("how", ["file", "folder"])
def test_oib_is_refused_with_the_reader_it_needs(shared_data: Path, how: str) -> None:
    path = shared_data / "olympus.oib" if how == "file" else shared_data
    (refused,) = [one for one in discover([path]) if isinstance(one, Refused)]
    assert refused.path.name == "olympus.oib"
    assert "bioio-bioformats" in refused.reason
