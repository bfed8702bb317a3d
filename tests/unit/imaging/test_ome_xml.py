"""OME-XML: what it says, and what it may not do."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.errors import UnreadableFile
from omeropyr.imaging.ome_write import ome_xml, signed_color
from omeropyr.imaging.readers.ome_xml import color_of, parse_ome
from omeropyr.imaging.readers.tiff import TiffReader
from omeropyr.imaging.readers.xml_safe import ForbiddenXML, parse_xml
from omeropyr.imaging.source import ChannelInfo, LevelSize, SourceInfo

XML = """<?xml version="1.0" encoding="UTF-8"?>
<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06">
 <Instrument ID="Instrument:0"><Objective ID="Objective:1" NominalMagnification="63.0"/></Instrument>
 <Image ID="Image:0" Name="cells">
  <AcquisitionDate>2024-05-06T07:08:09Z</AcquisitionDate>
  <Description>Two stains &amp; more</Description>
  <ObjectiveSettings ID="Objective:1"/>
  <Pixels ID="Pixels:0" DimensionOrder="XYCZT" Type="uint8" SizeX="16" SizeY="12" SizeZ="1" SizeC="2" SizeT="1"
    PhysicalSizeX="65" PhysicalSizeXUnit="nm" PhysicalSizeY="0.065" PhysicalSizeZ="0.0003" PhysicalSizeZUnit="mm">
   <Channel ID="Channel:0" Name="DAPI" Color="65535" EmissionWavelength="461" ExcitationWavelength="0.405"
     ExcitationWavelengthUnit="µm"/>
   <Channel ID="Channel:1" Fluor="GFP" Color="16711935"/>
   <TiffData/>
  </Pixels>
 </Image>
</OME>"""


def test_everything_it_says() -> None:
    (image,) = parse_ome(XML).images
    assert (image.name, image.description) == ("cells", "Two stains & more")
    assert image.acquired_at is not None
    assert image.acquired_at.replace(tzinfo=None) == datetime(2024, 5, 6, 7, 8, 9)
    assert image.nominal_magnification == 63
    sizes = image.physical_size_x_um, image.physical_size_y_um, image.physical_size_z_um
    assert sizes == pytest.approx((0.065, 0.065, 0.3))
    dapi, gfp = image.channels
    assert (dapi.name, dapi.color, dapi.emission_wavelength_nm, dapi.excitation_wavelength_nm) == (
        "DAPI",
        "0000FF",
        461,
        405,
    )
    assert (gfp.name, gfp.color) == ("GFP", "00FF00")


def test_pixel_units_are_no_length() -> None:
    (image,) = parse_ome(XML.replace('PhysicalSizeXUnit="nm"', 'PhysicalSizeXUnit="pixel"')).images
    assert image.physical_size_x_um is None


@given(st.integers(0, 0xFFFFFF))
def test_colors_are_signed_rgba(rgb: int) -> None:
    color = f"{rgb:06X}"
    signed = signed_color(color)
    assert -(2**31) <= signed < 2**31
    assert color_of(str(signed)) == color


def test_red_as_files_write_it() -> None:
    assert color_of("-16776961") == "FF0000"
    assert color_of("-1") == "FFFFFF"
    assert color_of("red") is None


DANGEROUS = {
    "external": '<!DOCTYPE OME [<!ENTITY x SYSTEM "file:///etc/passwd">]><OME>&x;</OME>',
    "laughs": '<!DOCTYPE OME [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><OME>&b;</OME>',
    "dtd": '<!DOCTYPE OME SYSTEM "http://127.0.0.1:9/ome.dtd"><OME></OME>',
}


@pytest.mark.parametrize("kind", list(DANGEROUS))
def test_document_types_and_entities_are_refused(kind: str, tmp_path: Path) -> None:
    with pytest.raises(ForbiddenXML):
        parse_xml(DANGEROUS[kind])
    tifffile.imwrite(tmp_path / "evil.ome.tif", np.zeros((4, 4), "uint8"), description=DANGEROUS[kind], metadata=None)
    with pytest.raises(UnreadableFile, match="OME-XML is refused"):
        TiffReader().series(tmp_path / "evil.ome.tif")


def test_other_dialects_get_no_entities_either(tmp_path: Path) -> None:
    text = '<!DOCTYPE x [<!ENTITY a "ha">]><scn>&a;</scn>'
    tifffile.imwrite(tmp_path / "evil.tif", np.zeros((4, 4), "uint8"), description=text, metadata=None)
    with pytest.raises(UnreadableFile, match="document type"):
        TiffReader().series(tmp_path / "evil.tif")


@given(st.text(max_size=60))
def test_any_text_is_xml_or_a_value_error(text: str) -> None:
    try:
        parse_ome(f"<OME>{text}</OME>")
    except ValueError as error:
        assert str(error)  # noqa: PT017


def test_what_we_write_reads_back(tmp_path: Path) -> None:
    info = SourceInfo(
        name="größe <1>",
        size_x=16,
        size_y=12,
        size_z=3,
        size_c=2,
        size_t=2,
        pixel_type="uint16",
        channels=(ChannelInfo(name="A & B", color="FF8000", emission_wavelength_nm=520.5), ChannelInfo()),
        levels=(LevelSize(16, 12),),
        tile_width=16,
        tile_height=12,
        description='says "µm"',
        acquired_at=datetime(2026, 1, 2, 3, 4, 5),
        physical_size_x_um=0.1,
        physical_size_z_um=0.5,
        nominal_magnification=40.0,
    )
    pixels = np.arange(2 * 2 * 3 * 12 * 16, dtype=np.uint16).reshape(2, 2, 3, 12, 16)
    path = tmp_path / "ours.ome.tif"
    tifffile.imwrite(path, pixels, description=ome_xml(info), metadata=None, photometric="minisblack")
    (back,) = TiffReader().series(path)
    for name in ("size_z", "size_c", "size_t", "channels", "description", "acquired_at", "nominal_magnification"):
        assert getattr(back, name) == getattr(info, name), name
    assert (back.physical_size_x_um, back.physical_size_y_um, back.physical_size_z_um) == (0.1, None, 0.5)
