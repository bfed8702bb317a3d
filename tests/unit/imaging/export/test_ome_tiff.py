"""OME-TIFF, read again by tifffile: every pixel, the metadata, the levels."""

from __future__ import annotations

import io
import tempfile
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import tifffile
from array_source import ArraySource, images
from hypothesis import given, settings
from hypothesis import strategies as st

from omeropyr.imaging.export import ome_tiff
from omeropyr.imaging.export.ome_tiff import LOSSLESS, PHOTOGRAPHIC, exported_levels, tile_shape, write_ome_tiff
from omeropyr.imaging.halving import halve
from omeropyr.imaging.readers.tiff_metadata import RGB_CHANNELS
from omeropyr.imaging.source import ChannelInfo, LevelSize

OME = "{http://www.openmicroscopy.org/Schemas/OME/2016-06}"


def written(source: ArraySource, **options: object) -> io.BytesIO:
    file = io.BytesIO()
    write_ome_tiff(source, file, **options)
    file.seek(0)
    return file


def described(file: io.BytesIO) -> ET.Element:
    file.seek(0)
    with tifffile.TiffFile(file) as tiff:
        assert tiff.is_ome
        return ET.fromstring(tiff.ome_metadata)  # noqa: S314


@settings(deadline=None)
@given(pixels=images(most=40))
def test_every_pixel_of_every_type(pixels: np.ndarray) -> None:
    with tifffile.TiffFile(written(ArraySource(pixels))) as tiff:
        (series,) = tiff.series
        found = series.asarray(squeeze=False) if series.axes == "TCZYX" else series.asarray().reshape(pixels.shape)
    assert found.dtype == pixels.dtype
    np.testing.assert_array_equal(found.reshape(pixels.shape), pixels)


@pytest.mark.parametrize(("size", "tile"), [((5, 7), (16, 16)), ((17, 600), (512, 32)), ((513, 512), (512, 512))])
def test_tiles_are_no_larger_than_they_need_be(size: tuple[int, int], tile: tuple[int, int]) -> None:
    assert tile_shape(LevelSize(*size)) == tile


def test_rgb_is_one_page_with_three_samples() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (1, 3, 2, 70, 90)).astype(np.uint8)
    file = written(ArraySource(pixels, is_rgb=True, channels=RGB_CHANNELS))
    with tifffile.TiffFile(file) as tiff:
        assert len(tiff.pages) == 2
        assert tiff.pages[0].photometric == tifffile.PHOTOMETRIC.RGB
        np.testing.assert_array_equal(np.moveaxis(tiff.series[0].asarray(), -1, 0), pixels[0])
    (channel,) = described(file).iter(f"{OME}Channel")
    assert channel.get("SamplesPerPixel") == "3"


def test_metadata() -> None:
    info = {
        "name": 'Zelle \u00b5 <1> & "2"\x07\ud800',
        "description": "two\nlines",
        "acquired_at": datetime(2024, 3, 4, 12, 30, tzinfo=UTC),
        "physical_size_x_um": 0.1075,
        "physical_size_y_um": 0.2,
        "physical_size_z_um": 0.3,
        "nominal_magnification": 60.0,
        "channels": (
            ChannelInfo(name="DAPI", color="0000FF", emission_wavelength_nm=457.5),
            ChannelInfo(name="GFP", color="00FF00", excitation_wavelength_nm=488.0),
        ),
    }
    file = written(ArraySource(np.zeros((3, 2, 4, 20, 30), np.uint16), **info))
    root = described(file)
    image = root.find(f"{OME}Image")
    assert image.get("Name") == 'Zelle \u00b5 <1> & "2"'
    assert image.findtext(f"{OME}Description") == "two\nlines"
    assert image.findtext(f"{OME}AcquisitionDate").startswith("2024-03-04T12:30:00")
    assert next(root.iter(f"{OME}Objective")).get("NominalMagnification") == "60"
    pixels = image.find(f"{OME}Pixels").attrib
    sizes = {"SizeX": "30", "SizeY": "20", "SizeZ": "4", "SizeC": "2", "SizeT": "3", "Type": "uint16"}
    assert sizes.items() <= pixels.items()
    assert [float(pixels[f"PhysicalSize{axis}"]) for axis in "XYZ"] == [0.1075, 0.2, 0.3]
    first, second = [channel.attrib for channel in root.iter(f"{OME}Channel")]
    assert (first["Name"], int(first["Color"]) & 0xFFFFFFFF) == ("DAPI", 0x0000FFFF)
    assert float(first["EmissionWavelength"]) == 457.5
    assert (second["Name"], float(second["ExcitationWavelength"])) == ("GFP", 488)
    file.seek(0)
    with tifffile.TiffFile(file) as tiff:
        assert tiff.series[0].axes == "TCZYX"
        numerator, denominator = tiff.pages[0].tags["XResolution"].value
        assert numerator / denominator == pytest.approx(1e4 / 0.1075)


def test_bits_are_bytes_of_one_significant_bit() -> None:
    file = written(ArraySource(np.eye(20, dtype=np.uint8)[None, None, None], pixel_type="bit"))
    pixels = next(described(file).iter(f"{OME}Pixels"))
    assert (pixels.get("Type"), pixels.get("SignificantBits")) == ("uint8", "1")


def test_levels_of_a_large_image_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ome_tiff, "FLAT_SIDE", 600)
    pixels = np.random.default_rng(0).integers(0, 4000, (1, 2, 2, 1100, 701)).astype(np.uint16)
    told: list[tuple[int, int]] = []
    with tifffile.TiffFile(written(ArraySource(pixels), progress=lambda *step: told.append(step))) as tiff:
        levels = [level.asarray() for level in tiff.series[0].levels]
        assert not tiff.is_bigtiff
        assert len(tiff.pages) == 4  # the smaller levels are SubIFDs, not pages
    assert [level.shape for level in levels] == [(2, 2, 1100, 701), (2, 2, 550, 351), (2, 2, 275, 176)]
    np.testing.assert_array_equal(levels[0], pixels[0])
    for level, smaller in pairwise(levels):
        for c, z in np.ndindex(2, 2):
            np.testing.assert_array_equal(smaller[c, z], halve(level[c, z][:, :, None])[:, :, 0])
    assert told == [(number, 12) for number in range(1, 13)]


def test_levels_of_the_source_are_kept() -> None:
    first = np.random.default_rng(0).integers(0, 256, (1, 1, 2, 300, 200)).astype(np.uint8)
    second = np.full((1, 1, 2, 75, 50), 7, np.uint8)
    with tifffile.TiffFile(written(ArraySource(first, second))) as tiff:
        levels = [level.asarray() for level in tiff.series[0].levels]
    np.testing.assert_array_equal(levels[0], first[0, 0])
    np.testing.assert_array_equal(levels[1], second[0, 0])


def test_small_images_have_no_levels() -> None:
    small = ArraySource(np.zeros((1, 1, 1, 20, 30), np.uint8)).info
    assert exported_levels(small) == small.levels
    large = replace(small, size_x=5000, size_y=10, levels=(LevelSize(5000, 10),))
    assert [size.width for size in exported_levels(large)] == [5000, 2500, 1250, 625, 313]


def test_four_gigabytes_need_bigtiff(monkeypatch: pytest.MonkeyPatch) -> None:
    source = ArraySource(np.zeros((1, 1, 1, 64, 64), np.uint8))
    monkeypatch.setattr(ome_tiff, "CLASSIC_BYTES", 64 * 64)
    with tifffile.TiffFile(written(source)) as tiff:
        assert tiff.is_bigtiff
    monkeypatch.setattr(ome_tiff, "CLASSIC_BYTES", 64 * 64 + 1)
    with tifffile.TiffFile(written(source)) as tiff:
        assert not tiff.is_bigtiff


@pytest.mark.parametrize("encoding", [LOSSLESS, PHOTOGRAPHIC])
def test_other_encodings(tmp_path: Path, encoding: ome_tiff.Encoding) -> None:
    y, x = np.indices((90, 120))
    pixels = np.stack([x + y, x * 2, 255 - x]).astype(np.uint8)[None, :, None]
    source = ArraySource(pixels, is_rgb=True, channels=RGB_CHANNELS)
    write_ome_tiff(source, tmp_path / "a.ome.tif", encoding=encoding)
    found = np.moveaxis(tifffile.imread(tmp_path / "a.ome.tif"), -1, 0)
    assert np.abs(found.astype(int) - pixels[0, :, 0]).mean() < (1 if encoding is LOSSLESS else 4)
    assert [one.name for one in tmp_path.iterdir()] == ["a.ome.tif"]


@given(st.text(max_size=30))
def test_any_name(name: str) -> None:
    file = written(ArraySource(np.zeros((1, 1, 1, 2, 2), np.uint8), name=name))
    assert described(file).find(f"{OME}Image") is not None


def test_bands_and_not_planes_are_read() -> None:
    source = ArraySource(np.zeros((1, 1, 1, 4000, 300), np.uint16))
    written(source)
    assert max(source.read_bytes) <= 512 * 300 * 2


def test_into_a_nameless_file(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 4000, (1, 1, 1, 90, 80)).astype(np.uint16)
    with tempfile.TemporaryFile(dir=tmp_path) as file:
        write_ome_tiff(ArraySource(pixels), file)
        file.seek(0)
        np.testing.assert_array_equal(tifffile.imread(io.BytesIO(file.read())), pixels[0, 0, 0])
