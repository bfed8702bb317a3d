"""OME-Zarr in the store: plates with runs, collections, and images that stay in an object store."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select
from zarr_makers import VERSIONS, write_group, write_image, write_plate

from omeropyr.errors import UnreadableFile
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.importing.importer import Importer
from omeropyr.gateway.embedded.importing.report import Status
from omeropyr.gateway.embedded.schema import AcquisitionRow, PlateRow, WellRow, WellSampleRow
from omeropyr.gateway.port import Session
from omeropyr.imaging.address import Address
from omeropyr.imaging.source import Region
from omeropyr.testing.store import SampleStore, make_store


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleStore:
    folder = tmp_path_factory.mktemp("zarr")
    sample = make_store(folder / "store", images=False)
    sample.store.allow(folder)
    return sample


@pytest.fixture
def importer(sample: SampleStore) -> Importer:
    return Importer(sample.store, owner_id=sample.accounts.demo_id, group_id=sample.accounts.group_id)


@pytest.fixture
def session(sample: SampleStore) -> Session:
    return EmbeddedGateway(sample.store).login(sample.demo)


@pytest.fixture
def folder(sample: SampleStore, request: pytest.FixtureRequest) -> Path:
    """One for each test, so that nothing was imported before."""
    folder = sample.path.parent / request.node.name.replace("[", "-").replace("]", "")
    folder.mkdir()
    return folder


class Server(ThreadingHTTPServer):
    """Serves a folder on the loopback; `asked` are the paths that were asked for."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), partial(Handler, directory=str(folder)))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Server)
        self.server.asked.append(self.path)
        super().do_GET()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    pytest.importorskip("obstore", reason="addresses need the extra omeropyr[remote]")
    server = Server(folder)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("version", VERSIONS)
def test_plates_with_runs_and_fields(
    importer: Importer, session: Session, sample: SampleStore, folder: Path, version: str
) -> None:
    plate = write_plate(folder / "p.zarr", version, ["A/2", "C/5"], runs=2, fields=4)
    report = importer.import_paths([plate], project=f"Screen {version}")
    (outcome,) = report.outcomes
    assert (outcome.status, len(outcome.image_ids)) == (Status.IMPORTED, 8)
    (screen,) = [one for one in session.browse.screens().items if one.name == f"Screen {version}"]
    (found,) = session.browse.plates(screen_id=screen.id).items
    grid = session.browse.plate(found.id)
    assert found.name == "Screen 7"
    assert [(well.row, well.column, well.field) for well in grid.wells] == [
        (row, column, field) for row, column in ((0, 1), (2, 4)) for field in range(4)
    ]
    assert (grid.rows, grid.columns) == (4, 6)
    for well in grid.wells:
        settings = session.pixels.settings(well.image_id)
        value = 10 * (well.row == 2) + well.field
        assert settings.channels[0].start == value
    assert importer.import_paths([plate], project=f"Screen {version}").present
    assert_runs(sample, found.id)


def assert_runs(sample: SampleStore, plate_id: int) -> None:
    with sample.store.reading() as connection:
        assert connection.execute(select(PlateRow.rows, PlateRow.columns).where(PlateRow.id == plate_id)).one() == (
            4,
            6,
        )
        runs = connection.execute(select(AcquisitionRow).where(AcquisitionRow.plate_id == plate_id)).all()
        fields = connection.execute(
            select(WellSampleRow.field, AcquisitionRow.name)
            .join(AcquisitionRow, AcquisitionRow.id == WellSampleRow.acquisition_id)
            .join(WellRow, WellRow.id == WellSampleRow.well_id)
            .where(WellRow.plate_id == plate_id, WellRow.row == 0)
            .order_by(WellSampleRow.field)
        ).all()
    assert [(run.name, run.field_count, run.started_at.timestamp()) for run in runs] == [
        ("Pass 0", 2, 1700000000.0),
        ("Pass 1", 2, 1700000001.0),
    ]
    assert [tuple(field) for field in fields] == [(0, "Pass 0"), (1, "Pass 0"), (2, "Pass 1"), (3, "Pass 1")]


def test_a_damaged_field_is_refused_alone(importer: Importer, folder: Path) -> None:
    plate = write_plate(folder / "p.zarr", "0.5", ["A/1"], runs=1, fields=2)
    (plate / "A/1/1/0/zarr.json").write_text("{nonsense")
    report = importer.import_paths([plate])
    assert [len(one.image_ids) for one in report.imported] == [1]
    assert str(report.refused[0].path) == str(plate / "A/1/1")


METADATA = """<?xml version="1.0" encoding="UTF-8"?>
<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06">
  <Instrument ID="Instrument:0"><Objective ID="Objective:0" NominalMagnification="40" LensNA="1.3" Immersion="Oil"/>
  </Instrument>
  {images}
</OME>"""
IMAGE = """<Image ID="Image:{number}" Name="{name}"><AcquisitionDate>2020-02-03T04:05:06</AcquisitionDate>
  <InstrumentRef ID="Instrument:0"/><ObjectiveSettings ID="Objective:0"/>
  <Pixels ID="Pixels:{number}" DimensionOrder="XYZCT" Type="uint16" SizeX="40" SizeY="32" SizeZ="1" SizeC="2" SizeT="1">
  <Channel ID="Channel:0" Name="DAPI" EmissionWavelength="461"/><Channel ID="Channel:1" Name="GFP"/></Pixels></Image>"""


@pytest.mark.parametrize("version", VERSIONS)
def test_collections_with_the_metadata_of_their_original(
    importer: Importer, session: Session, folder: Path, version: str
) -> None:
    path = folder / "slide.zarr"
    write_group(path, version, {"bioformats2raw.layout": 3})
    images = "".join(IMAGE.format(number=number, name=f"Series {number}") for number in range(2))
    write_group(path / "OME", version, {"series": ["0", "1"]})
    (path / "OME" / "METADATA.ome.xml").write_text(METADATA.format(images=images))
    for number in range(2):
        write_image(path / str(number), version, np.full((2, 32, 40), number, np.uint16))
    (outcome,) = importer.import_paths([path]).outcomes
    first, second = [session.images.get(image_id) for image_id in outcome.image_ids]
    assert (first.name, second.name) == ("slide.zarr [Series 0]", "slide.zarr [Series 1]")
    assert first.acquired_at is not None
    assert [channel.label for channel in first.channels] == ["DAPI", "GFP"]
    assert (first.channels[0].emission_wavelength_nm, first.nominal_magnification) == (461.0, 40.0)
    said = session.images.acquisition(second.id)
    assert said.objective is not None
    assert (said.objective.lens_na, said.objective.immersion) == (1.3, "Oil")
    assert [fileset.image_ids for fileset in session.images.filesets([second.id])] == [outcome.image_ids]


# addresses


@pytest.mark.parametrize("version", VERSIONS)
def test_images_at_an_address(
    importer: Importer, session: Session, sample: SampleStore, folder: Path, server: Server, version: str
) -> None:
    pixels = np.arange(2 * 200 * 300, dtype=np.uint16).reshape(2, 200, 300)
    write_image(folder / "deep" / "a.zarr", version, pixels, levels=2)
    url = f"{server.address}/deep/a.zarr"
    (refused,) = importer.import_paths([url]).outcomes
    assert refused.status is Status.REFUSED
    assert f"omeropyr store allow {server.address}/deep" in refused.detail
    sample.store.allow_address(Address.of(f"{server.address}/deep/"))
    (copied,) = importer.import_paths([url], managed=True).outcomes
    assert (copied.status, "--copy" in copied.detail) == (Status.REFUSED, True)
    (outcome,) = importer.import_paths([url], dataset="remote").outcomes
    assert outcome.status is Status.IMPORTED, outcome.detail
    image = session.images.get(outcome.image_ids[0])
    assert (image.name, image.size_x, len(image.levels)) == ("a.zarr", 300, 2)
    assert [file.path for file in image.files] == [url]
    assert session.pixels.render_region(
        image.id, session.pixels.settings(image.id), Region(1, 0, 0, 100, 100), z=0, t=0
    )
    assert importer.import_paths([url], dataset="remote").present
    assert not any("/deep/b" in path for path in server.asked)


def test_plates_at_an_address(
    importer: Importer, session: Session, sample: SampleStore, folder: Path, server: Server
) -> None:
    write_plate(folder / "p.zarr", "0.5", ["A/1", "B/3"], runs=1, fields=1)
    sample.store.allow_address(Address.of(server.address))
    (outcome,) = importer.import_paths([f"{server.address}/p.zarr"], project="Remote").outcomes
    assert (outcome.status, len(outcome.image_ids)) == (Status.IMPORTED, 2), outcome.detail
    assert session.images.get(outcome.image_ids[1]).name == "Screen 7 [Well B03, Field 1]"
    assert session.pixels.thumbnail(outcome.image_ids[1], 16)


def test_an_address_that_is_gone(
    importer: Importer, session: Session, sample: SampleStore, folder: Path, server: Server
) -> None:
    write_image(folder / "a.zarr", "0.5", np.zeros((2, 32, 40), np.uint16))
    sample.store.allow_address(Address.of(server.address))
    (outcome,) = importer.import_paths(
        [
            f"{server.address}/a.zarr",
        ]
    ).outcomes
    (missing,) = importer.import_paths([f"{server.address}/nothing.zarr"]).outcomes
    assert missing.status is Status.REFUSED
    assert "OME-Zarr" in missing.detail
    server.shutdown()
    server.server_close()
    fresh = EmbeddedGateway(sample.store).login(sample.demo)
    with pytest.raises(UnreadableFile, match="cannot be fetched"):
        fresh.pixels.render_plane(outcome.image_ids[0], session.pixels.settings(outcome.image_ids[0]), z=0, t=0)


@pytest.mark.parametrize(
    "url",
    ["https://user:secret@host/a.zarr", "http://host/a.zarr?token=secret", "http://host/../a.zarr", "http:///a.zarr"],
)
def test_wrong_addresses_are_refused_and_keep_their_secrets(importer: Importer, url: str) -> None:
    (outcome,) = importer.import_paths([url]).outcomes
    assert outcome.status is Status.REFUSED
    assert "secret" not in f"{outcome.path} {outcome.detail}"


@pytest.mark.parametrize("leads", ["out", "to a folder", "inside"])
def test_copies_hold_nothing_that_a_link_leads_to(
    sample: SampleStore, importer: Importer, folder: Path, leads: str
) -> None:
    """It may be somebody else's, or endless. A link to a file beside it is copied as the file."""
    image = write_image(folder / "a.zarr", "0.4", np.arange(64, dtype=np.uint8).reshape(1, 8, 8))
    secret = folder / "secret.txt"
    secret.write_text("of somebody else")
    link, target = {
        "out": (image / "0" / "0" / "0" / "notes", secret),
        "to a folder": (image / "1", image / "0"),
        "inside": (image / "again", image / ".zattrs"),
    }[leads]
    link.symlink_to(target)
    before = set(sample.store.managed.rglob("*"))
    (outcome,) = importer.import_paths([image], dataset=leads, managed=True).outcomes
    if leads == "inside":
        assert outcome.status is Status.IMPORTED
        return
    assert outcome.status is Status.REFUSED
    assert f"its {link.name} is a link to another place" in outcome.detail
    assert set(sample.store.managed.rglob("*")) == before
