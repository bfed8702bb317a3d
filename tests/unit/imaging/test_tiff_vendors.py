"""What makers write into their tags, in files written as they write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st

from omeropyr.errors import ImagingError
from omeropyr.imaging.defaults import default_settings
from omeropyr.imaging.readers import tiff_acquisition
from omeropyr.imaging.readers.flatten import MAX_LINES, flat
from omeropyr.imaging.readers.tiff import TiffReader
from omeropyr.imaging.source import SourceInfo
from omeropyr.imaging.statistics import ChannelRange

ASCII, FLOAT, LONG = 2, 11, 4


def write(path: Path, **more: Any) -> SourceInfo:
    tifffile.imwrite(path, np.zeros((64, 64), np.uint16), **{"metadata": None, **more})
    (info,) = TiffReader().series(path)
    return info


def test_metamorph(tmp_path: Path) -> None:
    xml = (
        "<MetaData><PlaneInfo><prop id='spatial-calibration-state' type='bool' value='on'/>"
        "<prop id='spatial-calibration-x' type='float' value='0.325'/>"
        "<prop id='spatial-calibration-y' type='float' value='0.325'/>"
        "<prop id='spatial-calibration-units' type='string' value='um'/>"
        "<prop id='_MagNA_' type='float' value='20'/></PlaneInfo></MetaData>"
    )
    info = write(tmp_path / "a.tif", description=xml, software="MetaSeries")
    assert (info.physical_size_x_um, info.physical_size_y_um, info.description) == (0.325, 0.325, "")
    (said,) = tiff_acquisition.acquisitions(tmp_path / "a.tif")
    assert said.objective is not None
    assert said.objective.nominal_magnification == 20.0
    assert any(name.endswith("spatial-calibration-x") for name, _ in said.original_metadata)


def test_fei(tmp_path: Path) -> None:
    ini = "[User]\r\nUser=ann\r\n[System]\r\nSystemType=Helios\r\n[Scan]\r\nPixelWidth=2.5e-09\r\nPixelHeight=3e-09\r\n"
    info = write(tmp_path / "a.tif", extratags=[(34682, ASCII, 0, ini, True)])
    assert (info.physical_size_x_um, info.physical_size_y_um) == pytest.approx((0.0025, 0.003))
    (said,) = tiff_acquisition.acquisitions(tmp_path / "a.tif")
    assert said.microscope is not None
    assert (said.microscope.model, said.microscope.manufacturer) == ("Helios", "FEI")


def test_hamamatsu(tmp_path: Path) -> None:
    tags = [(65420, LONG, 1, 1, True), (271, ASCII, 0, "Hamamatsu", True), (65421, FLOAT, 1, 40.0, True)]
    info = write(tmp_path / "a.tif", extratags=tags, resolution=(40000, 40000), resolutionunit="CENTIMETER")
    assert (info.physical_size_x_um, info.nominal_magnification) == (0.25, 40.0)
    (said,) = tiff_acquisition.acquisitions(tmp_path / "a.tif")
    assert said.microscope is not None
    assert said.microscope.manufacturer == "Hamamatsu"
    assert said.objective is not None
    assert said.objective.nominal_magnification == 40.0


def test_leica_scn(tmp_path: Path) -> None:
    xml = (
        '<?xml version="1.0"?><scn xmlns="http://www.leica-microsystems.com/scn/2010/10/01"><collection><image>'
        '<device model="Leica SCN400" version="1"/><scanSettings><objectiveSettings><objective>20</objective>'
        "</objectiveSettings><illuminationSettings><numericalAperture>0.4</numericalAperture></illuminationSettings>"
        "</scanSettings></image></collection></scn>"
    )
    tifffile.imwrite(tmp_path / "a.scn", np.zeros((64, 64), np.uint8), description=xml, metadata=None)
    (said,) = tiff_acquisition.acquisitions(tmp_path / "a.scn")
    assert said.microscope is not None
    assert (said.microscope.model, said.microscope.manufacturer) == ("Leica SCN400", "Leica")
    assert said.objective is not None
    assert (said.objective.nominal_magnification, said.objective.lens_na) == (20.0, 0.4)


@pytest.mark.parametrize(
    ("resolution", "unit", "expected"), [(20000, "CENTIMETER", 0.5), (72, "INCH", None), (300, "INCH", None)]
)
def test_resolutions_of_nobody_are_believed_if_they_are_microscopic(
    tmp_path: Path, resolution: int, unit: str, expected: float | None
) -> None:
    info = write(tmp_path / "a.tif", resolution=(resolution, resolution), resolutionunit=unit)
    assert info.physical_size_x_um == expected


def test_windows_of_imagej(tmp_path: Path) -> None:
    pixels = np.arange(2 * 64 * 64, dtype=np.uint16).reshape(2, 64, 64)
    metadata = {"axes": "CYX", "Ranges": (10.0, 2000.0, 70000.0, 80000.0), "mode": "composite"}
    tifffile.imwrite(tmp_path / "a.tif", pixels, imagej=True, metadata=metadata)
    (info,) = TiffReader().series(tmp_path / "a.tif")
    assert [channel.window for channel in info.channels] == [(10.0, 2000.0), (70000.0, 80000.0)]
    shown = default_settings(info, [ChannelRange(0, 4095), ChannelRange(4096, 8191)])
    # the second would show nothing: no pixel is that bright
    assert [(channel.start, channel.end) for channel in shown.channels] == [(10.0, 2000.0), (4096, 8191)]


@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_damaged_tags_never_stop_an_image(tmp_path_factory: pytest.TempPathFactory, noise: bytes) -> None:
    path = tmp_path_factory.mktemp("noise") / "a.tif"
    for tag in (33628, 34412, 34118, 34361, 33560, 51123):
        tifffile.imwrite(
            path, np.zeros((4, 4), np.uint8), metadata=None, extratags=[(tag, 1, None, noise or b"x", True)]
        )
        try:
            (said,) = tiff_acquisition.acquisitions(path)
        except ImagingError:
            continue
        assert all("\0" not in value for _, value in said.original_metadata)


NESTED = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
    max_leaves=40,
)


@given(NESTED)
def test_whatever_tifffile_decodes_becomes_lines(said: object) -> None:
    lines = flat("x", said)
    assert all(name.startswith("x") and value and "\0" not in value for name, value in lines)


def test_endless_metadata_are_cut() -> None:
    assert len(flat("x", {str(number): 1 for number in range(MAX_LINES + 10)})) == MAX_LINES
    deep: dict[str, object] = {"bottom": 1}
    for _ in range(5000):
        deep = {"deeper": deep}
    assert flat("x", deep) == []
    assert flat("x", list(range(1000))) == []
