"""Bad input: every parser answers with one of its own errors, soon, and in bounded memory."""

from __future__ import annotations

import io
import json
import struct
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import pytest
import zarr
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image
from zarr_makers import VERSIONS, write_group, write_image, write_plate

from omeropyr.errors import ImagingError
from omeropyr.imaging.discover import Found, Refused, discover
from omeropyr.imaging.opening import open_source
from omeropyr.imaging.readers import ngff, ngff_plate
from omeropyr.imaging.readers.ngff import NotAnImage
from omeropyr.imaging.readers.ome_acquisition import parse_acquisitions
from omeropyr.imaging.readers.ome_plate import parse_wells
from omeropyr.imaging.readers.ome_xml import parse_ome
from omeropyr.imaging.readers.picture import PictureReader
from omeropyr.imaging.readers.zarr import ZarrReader
from omeropyr.imaging.regions import whole

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
MEBIBYTE = 2**20


@contextmanager
def bounded(seconds: float = 5.0, mebibytes: float = 64.0) -> Iterator[None]:
    tracemalloc.start()
    started = time.monotonic()
    try:
        yield
        assert time.monotonic() - started < seconds
        assert tracemalloc.get_traced_memory()[1] < mebibytes * MEBIBYTE
    finally:
        tracemalloc.stop()


def refusal(path: Path) -> str:
    """The sentence that a path is refused with."""
    with bounded():
        outcomes = list(discover([path]))
    assert len(outcomes) == 1
    assert isinstance(outcomes[0], Refused), outcomes
    assert outcomes[0].reason.endswith(".")
    assert "\n" not in outcomes[0].reason
    return outcomes[0].reason


# JSON of OME-Zarr

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=15,
)
WORDS = ("axes", "datasets", "path", "scale", "type", "coordinateTransformations", "name", "unit", "omero", "channels")
PLATE_WORDS = (
    "plate",
    "wells",
    "rows",
    "columns",
    "path",
    "rowIndex",
    "columnIndex",
    "acquisitions",
    "id",
    "starttime",
)


def lying(words: tuple[str, ...]) -> st.SearchStrategy[object]:
    """Nearly right metadata, with anything in any place."""
    leaves = st.sampled_from(
        [0, -1, 1, 10**12, "0", "A/1", "../x", "/etc", "\0", "y", "x", None, 1.5, float("nan"), True]
    )
    return st.recursive(
        leaves | JSON,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(words), inner, max_size=6),
        max_leaves=25,
    )


@given(st.dictionaries(st.just("multiscales"), st.lists(lying(WORDS), max_size=2)) | st.dictionaries(st.text(), JSON))
def test_metadata_of_images(said: dict) -> None:
    try:
        found = ngff.multiscale(said)
    except NotAnImage:
        return
    assert {"x", "y"} <= set(found.axes)
    assert all(".." not in dataset.path.split("/") for dataset in found.datasets)
    assert len(found.channels(3)) == 3


@given(st.fixed_dictionaries({"plate": lying(PLATE_WORDS)}))
@example({"plate": {"wells": [{"path": "A/1", "rowIndex": 10**9, "columnIndex": 0}]}})
@example({"plate": {"wells": [{"path": "A/1"}] * 5000}})
def test_metadata_of_plates(said: dict) -> None:
    try:
        found = ngff_plate.plate_layout(said)
    except NotAnImage:
        return
    assert all(0 <= well.row < 32 and 0 <= well.column < 48 for well in found.wells)


@given(st.fixed_dictionaries({"well": lying(("images", "path", "acquisition"))}))
def test_metadata_of_wells(said: dict) -> None:
    try:
        fields = ngff_plate.well_fields(said)
    except NotAnImage:
        return
    assert all(field.path and not field.path.startswith("/") for field in fields)


@given(data=st.data())
@SLOW
def test_damaged_zarr_files(tmp_path: Path, data: st.DataObject) -> None:
    """One byte of one file is another: the image is read, or refused with a sentence."""
    version = data.draw(st.sampled_from(VERSIONS))
    path = tmp_path / f"{version}.zarr"
    if not path.exists():
        write_image(path, version, np.arange(2 * 32 * 40, dtype=np.uint16).reshape(2, 32, 40), levels=2)
    file = data.draw(st.sampled_from(sorted(one for one in path.rglob("*") if one.is_file())))
    content = file.read_bytes()
    place = data.draw(st.integers(0, max(0, len(content) - 1)))
    changed = data.draw(st.sampled_from([content[:place], content[:place] + b"\xff" + content[place + 1 :], b""]))
    file.write_bytes(changed)
    try:
        for one in discover([path]):
            if isinstance(one, Found):
                source = open_source(one.spec)
                source.read(whole(source.info), z=0, t=0, channels=range(source.info.size_c))
    except ImagingError:
        pass
    finally:
        file.write_bytes(content)


def lie(path: Path, **changes: object) -> None:
    """Other words in the metadata of the array 0."""
    file = path / "0" / "zarr.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **changes}))


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ([2, 10**6, 10**6], "no smaller levels"),
        ([2, 32, 50_000_000], "no smaller levels"),
        ([2, 10**9, 10**9], "one row"),
        ([2, 0, 40], "impossible size"),
        ([2, 2**40, 40], "impossible size"),
        ([10**6, 32, 40], "channels"),
    ],
)
def test_zarr_that_claims_too_much(tmp_path: Path, shape: list[int], said: str) -> None:
    path = write_image(tmp_path / "a.zarr", "0.5", np.zeros((2, 32, 40), np.uint16))
    lie(path, shape=shape)
    assert said in refusal(path)


def test_chunks_that_are_too_large(tmp_path: Path) -> None:
    path = write_image(tmp_path / "a.zarr", "0.5", np.zeros((2, 32, 40), np.uint16))
    lie(path, chunk_grid={"name": "regular", "configuration": {"chunk_shape": [1, 10**5, 10**5]}})
    assert "chunks" in refusal(path)


def test_deep_and_huge_json(tmp_path: Path) -> None:
    path = tmp_path / "deep.zarr"
    write_group(path, "0.4", {})
    (path / ".zattrs").write_text("[" * 200_000)
    assert ".zattrs cannot be read" in refusal(path)
    with (path / ".zattrs").open("wb") as file:
        file.truncate(100 * MEBIBYTE)
    assert "64 MB" in refusal(path)


def test_forty_channels_and_nan(tmp_path: Path) -> None:
    pixels = np.full((40, 16, 16), np.nan, np.float32)
    pixels[:, 0, 0] = np.inf
    path = write_image(tmp_path / "a.zarr", "0.5", pixels)
    (image,) = discover([path])
    assert isinstance(image, Found)
    assert image.info.size_c == 40
    source = open_source(image.spec)
    np.testing.assert_array_equal(source.read(whole(image.info), z=0, t=0, channels=range(40)), pixels)


def test_chunks_that_vanish_are_what_the_format_says(tmp_path: Path) -> None:
    """A missing chunk is full of the fill value; a missing level is damage."""
    path = write_image(tmp_path / "a.zarr", "0.5", np.ones((2, 32, 40), np.uint16), levels=2)
    for chunk in (path / "0").rglob("0"):
        if chunk.is_file():
            chunk.unlink()
    source = ZarrReader().open(path, 0)
    assert source.read(whole(source.info), z=0, t=0, channels=[0]).max() == 0
    (path / "1" / "zarr.json").unlink()
    assert refusal(path)


def test_links_out_of_a_plate(tmp_path: Path) -> None:
    plate = write_plate(tmp_path / "p.zarr", "0.5", ["A/1"], runs=1, fields=1)
    (tmp_path / "elsewhere").mkdir()
    (plate / "A" / "1").rename(tmp_path / "elsewhere" / "1")
    (plate / "A" / "1").symlink_to(tmp_path / "elsewhere" / "1")
    assert "outside the folder" in refusal(plate)


# XML

DOCUMENT = """<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06">
<Plate ID="P" Rows="2" Columns="3"><Well ID="W" Row="1" Column="2"><WellSample ID="S" Index="0" PositionX="1">
<ImageRef ID="Image:0"/></WellSample></Well><PlateAcquisition ID="A" StartTime="2020-01-01T00:00:00">
<WellSampleRef ID="S"/></PlateAcquisition></Plate>
<Instrument ID="I"><Microscope Type="Inverted"/><Laser ID="L" Power="5" PowerUnit="mW" Wavelength="488"/>
<Detector ID="D" Gain="2"/><Objective ID="O" LensNA="1.4" NominalMagnification="60"/>
<Filter ID="F"><TransmittanceRange CutIn="400"/></Filter></Instrument>
<Image ID="Image:0" Name="n"><AcquisitionDate>2020-01-01T00:00:00</AcquisitionDate><InstrumentRef ID="I"/>
<ObjectiveSettings ID="O" RefractiveIndex="1.5"/><Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="uint8" SizeX="16"
SizeY="12" SizeZ="2" SizeC="1" SizeT="1" PhysicalSizeX="0.5"><Channel ID="C" SamplesPerPixel="1" Color="-1">
<DetectorSettings ID="D" Gain="3"/><LightPath><EmissionFilterRef ID="F"/></LightPath></Channel>
<TiffData IFD="0" PlaneCount="2"/><Plane TheZ="0" TheC="0" TheT="0" DeltaT="1.5"/></Pixels></Image></OME>"""
PARSERS = (parse_ome, parse_acquisitions, parse_wells)
TOKENS = [
    "",
    "-1",
    "1e999",
    "nan",
    "9" * 30,
    "0",
    "<",
    "&",
    "]]>",
    "\0",
    "é",
    "NaN",
    "Image:0",
    "2147483648",
    "x" * 5000,
]


@given(st.integers(0, len(DOCUMENT)), st.integers(0, 40), st.sampled_from(TOKENS) | st.text(max_size=20))
@settings(max_examples=400, deadline=None)
def test_damaged_ome_xml(start: int, length: int, instead: str) -> None:
    text = DOCUMENT[:start] + instead + DOCUMENT[start + length :]
    for parse in PARSERS:
        try:
            parse(text)
        except ValueError:
            continue


@given(st.sampled_from(range(DOCUMENT.count('="'))), st.sampled_from(TOKENS[1:6] + TOKENS[11:]))
@settings(max_examples=300, deadline=None)
def test_every_attribute_may_say_anything(number: int, value: str) -> None:
    pieces = DOCUMENT.split('="')
    pieces[number + 1] = value + pieces[number + 1][pieces[number + 1].index('"') :]
    for parse in PARSERS:
        try:
            parse('="'.join(pieces))
        except ValueError:
            continue


BOMB = '<!DOCTYPE o [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize(
    "text",
    [
        f"{BOMB}]><OME>&j;</OME>",
        '<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/passwd">]><OME><Image Name="&x;"/></OME>',
        '<!DOCTYPE o SYSTEM "http://127.0.0.1:9/x.dtd"><OME/>',
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE o><OME/>',
    ],
)
def test_entities_are_refused(parse, text: str) -> None:
    with bounded(seconds=1), pytest.raises(ValueError, match=r"entities|well-formed"):
        parse(text)


def test_deep_xml() -> None:
    text = "<OME>" + "<a>" * 100_000 + "</a>" * 100_000 + "</OME>"
    for parse in PARSERS:
        with bounded(), pytest.raises(ValueError, match="nested"):
            parse(text)


@pytest.mark.parametrize(
    "pixels",
    ['SizeZ="1000000" SizeC="1000000" SizeT="1"', 'SizeZ="0" SizeC="1" SizeT="1"', 'SizeZ="-3" SizeC="1" SizeT="1"'],
)
def test_claimed_numbers_of_planes(pixels: str) -> None:
    with pytest.raises(ValueError, match=r"claims|number"):
        parse_ome(f'<OME><Image><Pixels SizeX="1" SizeY="1" {pixels}/></Image></OME>')
    with pytest.raises(ValueError, match="where none can be"):
        parse_ome('<OME><Image><Pixels><TiffData IFD="0" PlaneCount="99999999999"/></Pixels></Image></OME>')


# pictures


def saved(kind: str, **more: object) -> bytes:
    file = io.BytesIO()
    pixels = np.arange(3 * 20 * 30, dtype=np.uint8).reshape(20, 30, 3)
    Image.fromarray(pixels).save(file, kind, **more)
    return file.getvalue()


PICTURES = {kind: saved(kind) for kind in ("png", "jpeg", "gif", "bmp")}


@given(st.sampled_from(sorted(PICTURES)), st.data())
@SLOW
def test_damaged_pictures(tmp_path: Path, kind: str, data: st.DataObject) -> None:
    content = PICTURES[kind]
    place = data.draw(st.integers(0, len(content) - 1))
    change = data.draw(st.sampled_from([b"", b"\xff", b"\0", b"\x7f\xff\xff\xff"]))
    rest = content[place + len(change) :] if change else b""
    path = tmp_path / f"a.{kind}"
    path.write_bytes(content[:place] + change + rest)
    with suppress(ImagingError):
        PictureReader().series(path)


def png(width: int, height: int, data: bytes) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(10**6, 10**6), (2**31 - 1, 1), (0, 5), (5, 0), (40_000, 40_000)])
def test_pictures_that_claim_too_much(tmp_path: Path, width: int, height: int) -> None:
    (tmp_path / "a.png").write_bytes(png(width, height, zlib.compress(bytes(1000))))
    assert refusal(tmp_path / "a.png")


def test_a_picture_that_unpacks_to_more_than_it_claims(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png(8, 8, zlib.compress(bytes(200 * MEBIBYTE), 9)))
    with bounded(mebibytes=32), suppress(ImagingError):
        PictureReader().series(tmp_path / "a.png")


def test_a_text_that_unpacks_to_very_much(tmp_path: Path) -> None:
    content = png(8, 8, zlib.compress(bytes(8 * 25)))
    bomb = b"zTXt" + b"Comment\0\0" + zlib.compress(bytes(200 * MEBIBYTE), 9)
    chunk = struct.pack(">I", len(bomb) - 4) + bomb + struct.pack(">I", zlib.crc32(bomb))
    (tmp_path / "a.png").write_bytes(content[:33] + chunk + content[33:])
    with bounded(mebibytes=32):
        list(discover([tmp_path / "a.png"]))


def test_a_zarr_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "a.zarr").write_bytes(b"PK\x03\x04" + bytes(100))
    assert refusal(tmp_path / "a.zarr")
    group = zarr.open_group(tmp_path / "b.zarr", mode="w")
    assert group is not None
    assert "without OME-Zarr" in refusal(tmp_path / "b.zarr")
