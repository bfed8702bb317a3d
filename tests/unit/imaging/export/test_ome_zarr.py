"""OME-Zarr, read again by zarr itself: every pixel, the levels, the metadata."""

from __future__ import annotations

import io
import json
import zipfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import zarr
from array_source import ArraySource, images
from hypothesis import given, settings
from hypothesis import strategies as st

from omeropyr.imaging.export import ome_zarr
from omeropyr.imaging.export.ngff_metadata import Version
from omeropyr.imaging.export.ome_zarr import band_rows, write_ome_zarr, zarr_entries
from omeropyr.imaging.export.zip_stream import zipped
from omeropyr.imaging.halving import halve
from omeropyr.imaging.readers.tiff_metadata import RGB_CHANNELS
from omeropyr.imaging.readers.zarr import ZarrReader
from omeropyr.imaging.regions import whole
from omeropyr.imaging.settings import ChannelSettings, Family, Model, RenderSettings
from omeropyr.imaging.source import ChannelInfo

versions = st.sampled_from(Version)


def opened(entries: dict[str, bytes]) -> zarr.Group:
    """As zarr sees the files."""
    content = {name: zarr.core.buffer.cpu.Buffer.from_bytes(data) for name, data in entries.items()}
    return zarr.open_group(zarr.storage.MemoryStore(content, read_only=True), mode="r")


def said_by(group: zarr.Group) -> dict:
    return group.attrs["ome"] if "ome" in group.attrs else dict(group.attrs)


@settings(deadline=None)
@given(pixels=images(most=30), version=versions)
def test_every_pixel_of_every_type(pixels: np.ndarray, version: Version) -> None:
    entries = dict(zarr_entries(ArraySource(pixels), version=version))
    group = opened(entries)
    assert list(group.array_keys()) == ["0"]
    array = group["0"]
    assert (array.dtype, array.shape) == (pixels.dtype, pixels.shape)
    np.testing.assert_array_equal(array[:], pixels)


@settings(deadline=None, max_examples=30)
@given(
    size=st.tuples(st.integers(1, 150), st.integers(1, 150)),
    dtype=st.sampled_from(["uint8", "int16", "float32"]),
    version=versions,
)
def test_levels_are_halved_band_by_band(size: tuple[int, int], dtype: str, version: Version) -> None:
    pixels = (np.random.default_rng(size[0]).random((1, 2, 1, *size)) * 250).astype(dtype)
    with pytest.MonkeyPatch.context() as patch:
        # small chunks and levels, so that small images have many
        patch.setattr(ome_zarr, "TILE", 16)
        patch.setattr(ome_zarr, "level_sizes", lambda width, height: small_levels(width, height))
        entries = dict(zarr_entries(ArraySource(pixels), version=version))
    group = opened(entries)
    levels = [group[str(number)] for number in range(len(small_levels(*size[::-1])))]
    assert levels[0].chunks == (1, 1, 1, min(16, size[0]), min(16, size[1]))
    np.testing.assert_array_equal(levels[0][:], pixels)
    for level, smaller in pairwise(levels):
        for c in range(2):
            np.testing.assert_array_equal(smaller[0, c, 0], halve(level[0, c, 0][:, :, None])[:, :, 0])


def small_levels(width: int, height: int) -> tuple:
    from omeropyr.imaging.source import LevelSize

    sizes = [LevelSize(width, height)]
    while max(sizes[-1].width, sizes[-1].height) > 10:
        sizes.append(LevelSize(-(-sizes[-1].width // 2), -(-sizes[-1].height // 2)))
    return tuple(sizes)


def test_levels_of_the_source_are_kept() -> None:
    first = np.random.default_rng(0).integers(0, 256, (1, 1, 2, 300, 200)).astype(np.uint8)
    second = np.full((1, 1, 2, 75, 50), 7, np.uint8)
    group = opened(dict(zarr_entries(ArraySource(first, second, physical_size_x_um=0.5))))
    np.testing.assert_array_equal(group["0"][:], first)
    np.testing.assert_array_equal(group["1"][:], second)
    datasets = said_by(group)["multiscales"][0]["datasets"]
    assert [one["coordinateTransformations"][0]["scale"] for one in datasets] == [[1, 1, 1, 1, 0.5], [1, 1, 1, 4, 2]]


@pytest.mark.parametrize("version", list(Version))
def test_metadata(version: Version) -> None:
    channels = (ChannelInfo(name="DAPI", color="0000FF"), ChannelInfo())
    looks = (
        ChannelSettings(active=True, start=10, end=900, color="00FFFF", family=Family.LOGARITHMIC),
        ChannelSettings(active=False, start=-5, end=70000, color="FF0000", inverted=True, coefficient=2),
    )
    source = ArraySource(
        np.zeros((2, 2, 3, 20, 30), np.uint16),
        name="Zelle",
        channels=channels,
        physical_size_x_um=0.1,
        physical_size_y_um=0.2,
        physical_size_z_um=0.5,
    )
    wanted = RenderSettings(channels=looks, model=Model.GREYSCALE, z=1, t=1)
    entries = dict(zarr_entries(source, version=version, settings=wanted))
    said = said_by(opened(entries))
    (multiscale,) = said["multiscales"]
    assert (multiscale["name"], multiscale.get("version", said.get("version"))) == ("Zelle", version.value)
    assert [(axis["name"], axis["type"], axis.get("unit")) for axis in multiscale["axes"]] == [
        ("t", "time", None),
        ("c", "channel", None),
        ("z", "space", "micrometer"),
        ("y", "space", "micrometer"),
        ("x", "space", "micrometer"),
    ]
    assert multiscale["datasets"][0]["coordinateTransformations"] == [
        {"type": "scale", "scale": [1.0, 1.0, 0.5, 0.2, 0.1]}
    ]
    first, second = said["omero"]["channels"]
    assert first == {
        "label": "DAPI",
        "color": "00FFFF",
        "active": True,
        "inverted": False,
        "family": "logarithmic",
        "coefficient": 1.0,
        "window": {"min": 0.0, "max": 65535.0, "start": 10, "end": 900},
    }
    assert (second["window"], second["inverted"]) == ({"min": -5, "max": 70000, "start": -5, "end": 70000}, True)
    assert said["omero"]["rdefs"] == {"model": "greyscale", "defaultZ": 1, "defaultT": 1}
    if version is Version.V05:
        assert json.loads(entries["0/zarr.json"])["dimension_names"] == ["t", "c", "z", "y", "x"]


@pytest.mark.parametrize("version", list(Version))
def test_colour_pictures_stay_colour_pictures(tmp_path: Path, version: Version) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (1, 3, 1, 70, 90)).astype(np.uint8)
    source = ArraySource(pixels, is_rgb=True, channels=RGB_CHANNELS)
    write_ome_zarr(source, tmp_path / "a.zarr", version=version)
    found = ZarrReader().open(tmp_path / "a.zarr", 0)
    assert found.info.is_rgb
    np.testing.assert_array_equal(found.read(whole(found.info), z=0, t=0, channels=range(3)), pixels[0, :, 0])
    found.close()


def test_bits_stay_bits(tmp_path: Path) -> None:
    pixels = np.eye(20, dtype=np.uint8)[None, None, None]
    write_ome_zarr(ArraySource(pixels, pixel_type="bit"), tmp_path / "a.zarr")
    assert zarr.open_array(tmp_path / "a.zarr" / "0", mode="r").dtype == bool
    found = ZarrReader().open(tmp_path / "a.zarr", 0)
    assert found.info.pixel_type == "bit"
    np.testing.assert_array_equal(found.read(whole(found.info), z=0, t=0, channels=[0])[0], pixels[0, 0, 0])


def test_zipped_it_opens_with_zarr(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 4000, (1, 1, 1, 700, 600)).astype(np.uint16)
    (tmp_path / "a.zip").write_bytes(b"".join(zipped(zarr_entries(ArraySource(pixels)))))
    group = zarr.open_group(zarr.storage.ZipStore(tmp_path / "a.zip", read_only=True), mode="r")
    np.testing.assert_array_equal(group["0"][:], pixels)
    assert sorted(group.array_keys()) == ["0", "1"]
    with zipfile.ZipFile(io.BytesIO((tmp_path / "a.zip").read_bytes())) as archive:
        assert archive.namelist()[0] == "zarr.json"


def test_a_band_is_all_that_is_read_at_once() -> None:
    source = ArraySource(np.zeros((1, 1, 2, 3000, 100), np.uint16))
    told: list[tuple[int, int]] = []
    for _ in zarr_entries(source, lambda *step: told.append(step)):
        pass
    assert max(source.read_bytes) <= 512 * 100 * 2
    assert sum(source.read_bytes) == 2 * 3000 * 100 * 2
    assert told == [(number, 12) for number in range(1, 13)]


@given(st.integers(1, 10**8))
def test_bands_of_wide_images_are_lower(row_bytes: int) -> None:
    rows = band_rows(row_bytes)
    assert rows in (512, 256, 128, 64)
    assert rows == 64 or rows * row_bytes <= ome_zarr.BAND_BYTES
