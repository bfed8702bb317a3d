"""The samples: complete, repeatable, safe to interrupt."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from omeropyr.imaging.discover import Found, discover
from omeropyr.imaging.opening import open_source
from omeropyr.imaging.regions import whole
from omeropyr.imaging.samples import catalogue, write_samples
from omeropyr.imaging.source import Region
from omeropyr.imaging.wells import WellPosition


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    write_samples(folder)
    return folder


@pytest.fixture(scope="module")
def images(written: Path) -> dict[str, Found]:
    outcomes = list(discover([written]))
    assert all(isinstance(one, Found) for one in outcomes)
    return {one.name: one for one in outcomes}


def test_what_is_there(written: Path, images: dict[str, Found]) -> None:
    shapes = {
        name: (one.info.size_x, one.info.size_c, one.info.size_z, one.info.size_t)
        for name, one in images.items()
        if one.well is None
    }
    assert shapes == {
        "gland-tissue.ome.tif": (8192, 3, 1, 1),
        "mitosis-01.ome.tif": (1024, 3, 1, 1),
        "mitosis-02.ome.tif": (1024, 3, 1, 1),
        "mitosis-03.ome.tif": (1024, 3, 1, 1),
        "mitosis-04.ome.tif": (1024, 3, 1, 1),
        "depth-stack.ome.tif": (512, 3, 15, 1),
        "wandering-cells.ome.tif": (512, 2, 1, 12),
        "mitosis-05": (768, 3, 1, 1),
    }
    size = sum(path.stat().st_size for path in written.rglob("*") if path.is_file())
    assert size < 80_000_000


def test_the_plate(images: dict[str, Found]) -> None:
    wells = [one.well for one in images.values() if one.well is not None]
    expected = {
        WellPosition("Plate-01", row, column, field) for row in range(4) for column in range(6) for field in (0, 1)
    }
    assert set(wells) == expected
    assert len(wells) == 48


def test_metadata_of_a_microscope(images: dict[str, Found]) -> None:
    info = images["mitosis-01.ome.tif"].info
    assert [channel.name for channel in info.channels] == ["DAPI", "Phalloidin-488", "LAMP1-568"]
    assert info.channels[0].emission_wavelength_nm == 461
    assert (info.nominal_magnification, info.physical_size_x_um) == (60, 0.108)
    assert info.acquired_at is not None
    assert images["depth-stack.ome.tif"].info.physical_size_z_um == 0.5
    assert images["mitosis-05"].info.physical_size_x_um == pytest.approx(0.108)


def test_the_slide_is_a_pyramid_of_tissue(images: dict[str, Found]) -> None:
    tissue = images["gland-tissue.ome.tif"]
    assert [level.width for level in tissue.info.levels] == [8192, 4096, 2048, 1024, 512]
    source = open_source(tissue.spec)
    small = source.read(whole(source.info, 4), z=0, t=0, channels=range(3)).astype(int)
    background = small[:, 0, 0]
    assert background.min() > 220
    # pink: less green than red and blue, over a good part of the slide
    assert ((small[0] - small[1] > 30) & (small[2] > small[1])).mean() > 0.3
    # the levels show the same place
    full = source.read(Region(0, 4096, 4096, 512, 512), z=0, t=0, channels=range(3))
    half = source.read(Region(1, 2048, 2048, 256, 256), z=0, t=0, channels=range(3))
    means = full.reshape(3, 256, 2, 256, 2).mean(axis=(2, 4))
    assert np.abs(means - half).mean() < 6
    source.close()


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def quick(name: str) -> catalogue.Sample:
    return next(sample for sample in catalogue.catalogue() if sample.name.endswith(name))


def test_nothing_is_written_twice(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_write_whole", lambda *_: pytest.fail("written again"))
    assert len(write_samples(written)) == 104


def test_interrupted_work_is_taken_up_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"Plate-01_A0{column}_s1_w1.tif" for column in (1, 2, 3)]
    samples = [quick(name) for name in names]
    monkeypatch.setattr(catalogue, "catalogue", lambda: iter(samples))
    write_samples(tmp_path)
    first = digests(tmp_path)
    # as a kill leaves it: one file missing, a half one under its hidden name, no marker
    broken = tmp_path / samples[1].name
    broken.rename(broken.with_name(f".{broken.name}.part"))
    broken.with_name(f".{broken.name}.part").write_bytes(b"half")
    (tmp_path / catalogue.MARKER).unlink()
    calls: list[tuple[int, int]] = []
    write_samples(tmp_path, lambda done, total: calls.append((done, total)))
    assert digests(tmp_path) == first
    assert calls == [(1, 3), (2, 3), (3, 3)]


def test_the_same_pixels_every_time(tmp_path: Path, images: dict[str, Found]) -> None:
    sample = quick("mitosis-01.ome.tif")
    sample.write(tmp_path / "again.ome.tif")
    (again,) = discover([tmp_path])
    assert isinstance(again, Found)
    sources = [open_source(one.spec) for one in (again, images["mitosis-01.ome.tif"])]
    one, other = (source.read(whole(source.info), z=0, t=0, channels=range(3)) for source in sources)
    np.testing.assert_array_equal(one, other)
    for source in sources:
        source.close()
