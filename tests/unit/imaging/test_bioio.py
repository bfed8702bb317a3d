"""Vendors' formats through bioio plugins: refused with the plugin's name without it, read pixel by pixel with it.

The plugins are not part of `omeropyr[test]`, because they bring some sixty packages. With `pip install bioio-czi
bioio-imageio bioio-tifffile` these tests read real files with them.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import tifffile

from omeropyr.errors import UnknownFormat, UnreadableFile
from omeropyr.imaging.discover import Found, Refused, discover
from omeropyr.imaging.opening import open_source
from omeropyr.imaging.readers import bioio_adapter, bioio_plugins
from omeropyr.imaging.readers.bioio_adapter import BioioReader
from omeropyr.imaging.regions import whole
from omeropyr.imaging.source import Region


def needs(plugin: str) -> pytest.MarkDecorator:
    missing = importlib.util.find_spec(plugin.replace("-", "_")) is None
    return pytest.mark.skipif(missing, reason=f"{plugin} is not installed")


@pytest.mark.skipif(bool(bioio_plugins.plugins()), reason="bioio plugins are installed")
@pytest.mark.parametrize(
    ("name", "plugin"), [("a.czi", "bioio-czi"), ("a.lif", "bioio-lif"), ("a.oib", "bioio-bioformats")]
)
def test_the_missing_plugin_is_named(tmp_path: Path, name: str, plugin: str) -> None:
    (tmp_path / name).write_bytes(b"ZISRAWFILE" * 20)
    (refused,) = discover([tmp_path])
    assert isinstance(refused, Refused)
    assert f"pip install {plugin}" in refused.reason


def test_a_plugin_that_is_gone(tmp_path: Path) -> None:
    (tmp_path / "a.vendor").write_bytes(b"pixels")
    with pytest.raises(UnknownFormat, match="no installed bioio plugin"):
        BioioReader().open(tmp_path / "a.vendor", 0)


# a plugin of the tests' own: the same interface, nothing to install


class Dims:
    def __init__(self, order: str) -> None:
        self.order = order


class Sizes:
    X, Y, Z = 0.25, 0.25, float("nan")


class Array:
    """What xarray gives, as far as it is used."""

    def __init__(self, data: np.ndarray, dims: str) -> None:
        self.data, self.dims, self.shape, self.dtype = data, tuple(dims), data.shape, data.dtype


class StackReader:
    """Two scenes of T C Z Y X, saved by numpy."""

    scenes = ("first", "second")
    channel_names = ("DAPI", "GFP")
    physical_pixel_sizes = Sizes()
    dims = Dims("TCZYX")

    def __init__(self, path: str) -> None:
        self._data = np.load(path, allow_pickle=False)
        self._scene = 0

    @staticmethod
    def is_supported_image(path: str) -> bool:
        return Path(path).read_bytes().startswith(b"\x93NUMPY")

    def set_scene(self, number: int) -> None:
        self._scene = number

    @property
    def xarray_dask_data(self) -> Array:
        return Array(self._data[self._scene], "TCZYX")


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, np.ndarray]:
    plugin = bioio_plugins.Plugin("bioio-stack", (".stack",), StackReader)
    monkeypatch.setattr(bioio_plugins, "plugins", lambda: (plugin,))
    monkeypatch.setattr(bioio_adapter, "plugins", lambda: (plugin,))
    pixels = np.random.default_rng(1).integers(0, 4000, (2, 3, 2, 4, 20, 30), dtype=np.uint16)
    with (tmp_path / "a.stack").open("wb") as file:
        np.save(file, pixels)
    return tmp_path / "a.stack", pixels


def test_scenes_planes_and_channels(stack: tuple[Path, np.ndarray]) -> None:
    path, pixels = stack
    images = [one for one in discover([path]) if isinstance(one, Found)]
    assert [image.name for image in images] == ["a.stack [first]", "a.stack [second]"]
    info = images[1].info
    assert (info.size_x, info.size_y, info.size_z, info.size_c, info.size_t) == (30, 20, 4, 2, 3)
    assert [channel.name for channel in info.channels] == ["DAPI", "GFP"]
    assert (info.physical_size_x_um, info.physical_size_z_um) == (0.25, None)
    source = open_source(images[1].spec)
    found = source.read(Region(0, 5, 6, 11, 12), z=3, t=2, channels=[1, 0])
    np.testing.assert_array_equal(found, pixels[1, 2, ::-1, 3, 6:18, 5:16])


def test_a_damaged_file_is_refused_with_the_name_of_the_plugin(stack: tuple[Path, np.ndarray]) -> None:
    path, _ = stack
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(UnreadableFile, match="bioio-stack cannot read it"):
        BioioReader().series(path)
    (refused,) = discover([path])
    assert isinstance(refused, Refused)


# real plugins


@needs("bioio-tifffile")
def test_a_real_plugin_reads_what_the_core_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bioio_plugins, "OURS", frozenset())
    bioio_plugins.plugins.cache_clear()
    pixels = np.random.default_rng(2).integers(0, 4000, (2, 3, 4, 20, 30), dtype=np.uint16)
    tifffile.imwrite(tmp_path / "a.tif", pixels, metadata={"axes": "TZCYX"}, imagej=True)
    try:
        source = BioioReader().open(tmp_path / "a.tif", 0)
        info = source.info
        assert (info.size_x, info.size_y, info.size_z, info.size_c, info.size_t) == (30, 20, 3, 4, 2)
        found = source.read(whole(info), z=2, t=1, channels=range(4))
        np.testing.assert_array_equal(found, pixels[1, 2])
    finally:
        bioio_plugins.plugins.cache_clear()


@needs("bioio-czi")
def test_zeiss_czi(tmp_path: Path) -> None:
    from pylibCZIrw import czi

    pixels = np.random.default_rng(3).integers(0, 60000, (2, 3, 64, 80), dtype=np.uint16)
    with czi.create_czi(str(tmp_path / "a.czi")) as file:
        for c in range(2):
            for z in range(3):
                file.write(pixels[c, z][:, :, None], plane={"C": c, "Z": z, "T": 0})
        file.write_metadata("doc", channel_names={0: "DAPI", 1: "GFP"})
    (image,) = discover([tmp_path])
    assert isinstance(image, Found)
    info = image.info
    assert (info.size_x, info.size_y, info.size_z, info.size_c, info.size_t) == (80, 64, 3, 2, 1)
    source = open_source(image.spec)
    for z in range(3):
        np.testing.assert_array_equal(source.read(whole(info), z=z, t=0, channels=[0, 1]), pixels[:, z])


@needs("bioio-imageio")
def test_movies(tmp_path: Path) -> None:
    import imageio.v3 as imageio

    frames = np.zeros((5, 32, 48, 3), np.uint8)
    frames[:, :16] = 200
    imageio.imwrite(tmp_path / "a.mp4", frames, fps=5)
    (image,) = discover([tmp_path])
    assert isinstance(image, Found)
    assert (image.info.is_rgb, image.info.size_t) == (True, 5)
    source = open_source(image.spec)
    pixels = source.read(whole(image.info), z=0, t=4, channels=[0, 1, 2]).astype(int)
    assert abs(pixels[:, 4, 24] - 200).max() < 20
    assert pixels[:, 28, 24].max() < 20
