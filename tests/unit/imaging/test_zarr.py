"""OME-Zarr 0.4 and 0.5."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import zarr

from omeropyr.errors import Invalid, UnknownFormat, UnreadableFile
from omeropyr.imaging.discover import Found, discover
from omeropyr.imaging.readers.zarr import ZarrReader
from omeropyr.imaging.source import LevelSize, Region

READER = ZarrReader()


def write(path: Path, version: str, pixels: np.ndarray, axes: str, **more: object) -> None:
    """Two levels, the second every other pixel."""
    group = zarr.open_group(path, mode="w", zarr_format=2 if version == "0.4" else 3)
    for number, level in enumerate([pixels, pixels[..., ::2, ::2]]):
        array = group.create_array(
            str(number), shape=level.shape, dtype=level.dtype, chunks=(1,) * (level.ndim - 2) + (16, 16)
        )
        array[...] = level
    units = {"x": "nanometer", "y": "nanometer", "z": "micrometer"}
    datasets = [
        {
            "path": str(number),
            "coordinateTransformations": [
                {"type": "scale", "scale": [{"x": 65.0, "y": 70.0, "z": 0.3}.get(axis, 1.0) for axis in axes]}
            ],
        }
        for number in range(2)
    ]
    said = {
        "multiscales": [
            {
                "version": version,
                "axes": [{"name": axis, **({"unit": units[axis]} if axis in units else {})} for axis in axes],
                "datasets": datasets,
            }
        ],
        "omero": {"channels": [{"label": "DAPI", "color": "0000FF"}, {"label": "GFP", "color": "00ff00"}]},
        **more,
    }
    group.attrs.update(said if version == "0.4" else {"ome": {"version": version, **said}})


@pytest.mark.parametrize("version", ["0.4", "0.5"])
@pytest.mark.parametrize("axes", ["tczyx", "czyx", "cyx", "yx", "zyx"])
def test_planes_and_metadata(tmp_path: Path, random_pixels, version: str, axes: str) -> None:
    sizes = {"t": 2, "c": 2, "z": 3, "y": 40, "x": 50}
    pixels = random_pixels(tuple(sizes[axis] for axis in axes))
    path = tmp_path / "image.ome.zarr"
    write(path, version, pixels, axes)
    assert READER.accepts(path)
    (info,) = READER.series(path)
    assert (info.size_t, info.size_c, info.size_z) == tuple(sizes[axis] if axis in axes else 1 for axis in "tcz")
    assert info.levels == (LevelSize(50, 40), LevelSize(25, 20))
    assert info.channels[0].name == "DAPI"
    assert info.physical_size_x_um == pytest.approx(0.065)
    assert info.physical_size_z_um == (pytest.approx(0.3) if "z" in axes else None)
    source = READER.open(path, 0)
    five = pixels.reshape(tuple(sizes[axis] if axis in axes else 1 for axis in "tczyx"))
    t, c, z = info.size_t - 1, info.size_c - 1, info.size_z - 1
    part = source.read(Region(0, 7, 9, 20, 15), z=z, t=t, channels=[c])
    np.testing.assert_array_equal(part[0], five[t, c, z, 9:24, 7:27])
    small = source.read(Region(1, 0, 0, 25, 20), z=z, t=t, channels=[c])
    np.testing.assert_array_equal(small[0], five[t, c, z, ::2, ::2])
    with pytest.raises(Invalid):
        source.read(Region(0, 45, 0, 6, 5), z=0, t=0, channels=[0])


def test_found_as_one_file(tmp_path: Path, random_pixels) -> None:
    write(tmp_path / "folder" / "image.ome.zarr", "0.5", random_pixels((2, 40, 50)), "cyx")
    (image,) = discover([tmp_path])
    assert isinstance(image, Found)
    assert image.name == "image.ome.zarr"
    assert image.spec.files == (str(tmp_path / "folder" / "image.ome.zarr"),)


def attributes(path: Path, said: dict) -> None:
    path.mkdir()
    (path / ".zgroup").write_text('{"zarr_format": 2}')
    (path / ".zattrs").write_text(json.dumps(said))


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"plate": {"wells": []}}, "plate without wells"),
        ({"bioformats2raw.layout": 3}, "collection without images"),
        ({}, "without OME-Zarr image metadata"),
        ({"multiscales": [{"axes": ["y", "x"], "datasets": [{"path": "../../etc"}]}]}, "not a path inside"),
        ({"multiscales": [{"axes": ["y", "x"], "datasets": [{"path": "/etc"}]}]}, "not a path inside"),
        ({"multiscales": [{"axes": ["y", "q"], "datasets": [{"path": "0"}]}]}, "axes y, q"),
    ],
)
def test_no_image(tmp_path: Path, said: dict, reason: str) -> None:
    attributes(tmp_path / "x.zarr", said)
    with pytest.raises(UnknownFormat, match=reason):
        READER.series(tmp_path / "x.zarr")


def test_damaged(tmp_path: Path, random_pixels) -> None:
    attributes(tmp_path / "missing.zarr", {"multiscales": [{"axes": ["y", "x"], "datasets": [{"path": "0"}]}]})
    with pytest.raises(UnreadableFile, match="is missing"):
        READER.series(tmp_path / "missing.zarr")
    path = tmp_path / "text.zarr"
    path.mkdir()
    (path / "zarr.json").write_text("{not json")
    with pytest.raises(UnreadableFile, match=r"zarr\.json"):
        READER.series(path)
    write(tmp_path / "chunk.zarr", "0.5", random_pixels((40, 50)), "yx")
    (tmp_path / "chunk.zarr" / "0" / "c" / "0" / "0").write_bytes(b"nonsense")
    source = READER.open(tmp_path / "chunk.zarr", 0)
    with pytest.raises(UnreadableFile, match="chunk"):
        source.read(Region(0, 0, 0, 10, 10), z=0, t=0, channels=[0])


def test_level_behind_a_link_is_refused(tmp_path: Path, random_pixels) -> None:
    write(tmp_path / "real.zarr", "0.5", random_pixels((40, 50)), "yx")
    attributes(tmp_path / "x.zarr", {"multiscales": [{"axes": ["y", "x"], "datasets": [{"path": "0"}]}]})
    (tmp_path / "x.zarr" / "0").symlink_to(tmp_path / "real.zarr" / "0")
    with pytest.raises(UnreadableFile, match="outside the folder"):
        READER.series(tmp_path / "x.zarr")
