"""Import: real input of every kind, nothing twice, nothing half done."""

from __future__ import annotations

import io
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image as Picture
from sqlalchemy import select

from omeropyr.errors import Invalid, UnreadableFile
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.importing import managed, prepare
from omeropyr.gateway.embedded.importing.importer import Importer
from omeropyr.gateway.embedded.importing.report import Outcome, Report, Status
from omeropyr.gateway.embedded.schema import JobRow, OriginalFileRow
from omeropyr.gateway.model import Page
from omeropyr.gateway.port import Session
from omeropyr.imaging.source import Region
from omeropyr.testing.store import SampleStore, make_store, write_plate

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"


@pytest.fixture
def sample(tmp_path: Path) -> SampleStore:
    sample = make_store(tmp_path / "store", images=False)
    sample.store.allow(tmp_path / "in")
    (tmp_path / "in").mkdir()
    return sample


@pytest.fixture
def importer(sample: SampleStore) -> Importer:
    return Importer(sample.store, owner_id=sample.accounts.demo_id, group_id=sample.accounts.group_id)


@pytest.fixture
def session(sample: SampleStore) -> Session:
    return EmbeddedGateway(sample.store).login(sample.demo)


def grey(path: Path, value: int = 9, side: int = 16) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    tifffile.imwrite(path, np.full((side, side), value, np.uint8))
    return path


def statuses(report: Report) -> dict[str, Status]:
    return {outcome.path.name: outcome.status for outcome in report.outcomes}


def leftovers(sample: SampleStore) -> set[str]:
    """Everything in the folders of copies and pyramids."""
    return {
        str(path.relative_to(sample.path))
        for folder in ("managed", "pyramids")
        for path in (sample.path / folder).rglob("*")
    }


def test_folders_become_datasets(importer: Importer, session: Session, tmp_path: Path) -> None:
    for name in ("one/a.tif", "one/b.tif", "two/c.tif"):
        grey(tmp_path / "in" / name)
    report = importer.import_paths([tmp_path / "in"])
    assert [outcome.status for outcome in report.outcomes] == [Status.IMPORTED] * 3
    assert {found.name: found.child_count for found in session.browse.datasets().items} == {"one": 2, "two": 1}
    assert session.browse.projects().total == 0


def test_named_containers_are_made_once_and_used_again(importer: Importer, session: Session, tmp_path: Path) -> None:
    for name in ("a.tif", "b.tif"):
        importer.import_paths([grey(tmp_path / "in" / name)], project="P", dataset="D")
    (project,) = session.browse.projects().items
    (dataset,) = session.browse.datasets(project_id=project.id).items
    assert (project.name, dataset.name, dataset.child_count) == ("P", "D", 2)
    importer.import_paths([grey(tmp_path / "in" / "c.tif")], project="Q", dataset="D")
    assert session.browse.datasets().total == 2


def test_wells_become_a_plate(importer: Importer, session: Session, tmp_path: Path) -> None:
    report = importer.import_paths([write_plate(tmp_path / "in" / "screening")])
    assert not report.failed
    (screen,), (plate,) = session.browse.screens().items, session.browse.plates().items
    assert (screen.name, plate.name, session.browse.datasets().total) == ("screening", "Plate1", 0)
    grid = session.browse.plate(plate.id)
    assert [(well.row, well.column) for well in grid.wells] == [(0, 0), (1, 1)]
    assert importer.import_paths([tmp_path / "in"]).present


def test_nothing_is_imported_twice(importer: Importer, session: Session, tmp_path: Path) -> None:
    path = grey(tmp_path / "in" / "d" / "a.tif")
    first = importer.import_paths([path])
    assert statuses(importer.import_paths([path, tmp_path / "in"])) == {"a.tif": Status.PRESENT}
    assert first.imported[0].image_ids == (1,)
    grey(path, value=200)
    os.utime(path, ns=(1, 1))
    assert statuses(importer.import_paths([path])) == {"a.tif": Status.IMPORTED}
    assert statuses(importer.import_paths([path], dataset="other")) == {"a.tif": Status.IMPORTED}
    assert session.browse.images().total == 3


def bad_inputs(folder: Path) -> list[tuple[Path, str]]:
    """Path and a word that must be in its line."""
    good = grey(folder / "big.tif", side=256)
    whole = good.read_bytes()
    made = {
        "truncated.tif": whole[: len(whole) // 2],
        "corrupt.tif": b"II*\0\x08\0\0\0" + b"\xff" * 200,
        "text.tif": b"Dear diary, today I saw a cell.",
        "empty.tif": b"",
        "broken.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 64,
        "broken.jpg": b"\xff\xd8\xff\xe0" + b"\0" * 64,
        "vendor.oib": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    }
    for name, content in made.items():
        (folder / name).write_bytes(content)
    (folder / "nothing").mkdir()
    (folder / "nothing" / "notes.txt").write_text("no images here")
    words = {"text.tif": "", "vendor.oib": "bioio", "empty.tif": "empty"}
    return [(folder / name, words.get(name, "")) for name in made] + [(folder / "nothing", "no images")]


def test_bad_files_get_one_line_each_and_stop_nothing(importer: Importer, session: Session, tmp_path: Path) -> None:
    expected = bad_inputs(tmp_path / "in")
    paths = [path for path, _ in expected]
    report = importer.import_paths([*paths, tmp_path / "in" / "missing.tif", tmp_path / "in" / "big.tif"])
    assert [outcome.path.name for outcome in report.imported] == ["big.tif"]
    lines = {outcome.path: outcome.detail for outcome in report.refused}
    assert set(lines) == {*paths, tmp_path / "in" / "missing.tif"}
    for path, word in expected:
        assert word in lines[path]
        assert "\n" not in lines[path]
        assert lines[path].strip()
    assert report.failed
    assert session.browse.images().total == 1


def test_files_outside_the_roots_are_refused(importer: Importer, sample: SampleStore, tmp_path: Path) -> None:
    outside = grey(tmp_path / "elsewhere" / "a.tif")
    inside = tmp_path / "in" / "link.tif"
    inside.symlink_to(outside)
    for path in (outside, inside, tmp_path / "in" / ".." / "elsewhere" / "a.tif"):
        (outcome,) = importer.import_paths([path]).outcomes
        assert outcome.status is Status.REFUSED
        assert "outside" in outcome.detail
    (copied,) = importer.import_paths([outside], managed=True).outcomes
    assert copied.status is Status.IMPORTED


def test_copies_are_checked_and_complete(
    importer: Importer, session: Session, sample: SampleStore, tmp_path: Path
) -> None:
    original = grey(tmp_path / "elsewhere" / "a.tif", value=77)
    (outcome,) = importer.import_paths([original], managed=True).outcomes
    with sample.store.reading() as connection:
        (row,) = connection.execute(select(OriginalFileRow.__table__)).all()
    copy = sample.path / row.path
    assert copy.read_bytes() == original.read_bytes()
    assert row.checksum.startswith("blake2b-256:")
    assert (row.client_path, row.size) == (str(original), original.stat().st_size)
    shutil.rmtree(original.parent)
    settings = session.pixels.settings(outcome.image_ids[0])
    assert session.pixels.render_plane(outcome.image_ids[0], settings, z=0, t=0)


def test_a_file_that_was_only_moved_is_copied_once(importer: Importer, sample: SampleStore, tmp_path: Path) -> None:
    first = grey(tmp_path / "in" / "a.tif")
    moved, namesake = tmp_path / "in" / "moved" / "a.tif", tmp_path / "in" / "b.tif"
    moved.parent.mkdir()
    shutil.copy(first, moved)
    shutil.copy(first, namesake)
    assert importer.import_paths([first], managed=True, dataset="D").imported
    before = leftovers(sample)
    assert importer.import_paths([moved], managed=True, dataset="D").present
    assert leftovers(sample) == before
    assert importer.import_paths([namesake], managed=True, dataset="D").imported


def test_big_images_are_shown_at_once_and_wait_for_their_pyramid(
    importer: Importer, session: Session, sample: SampleStore, tmp_path: Path
) -> None:
    path = tmp_path / "in" / "big.tif"
    columns = np.arange(3400, dtype=np.uint16)
    tifffile.imwrite(path, np.broadcast_to(columns, (3400, 3400)))
    (image_id,) = importer.import_paths([path]).image_ids
    settings = session.pixels.settings(image_id)
    assert session.pixels.render_region(image_id, settings, Region(0, 0, 0, 256, 256), z=0, t=0)
    with sample.store.reading() as connection:
        jobs = connection.execute(select(JobRow.kind, JobRow.parameters)).all()
    assert [tuple(job) for job in jobs] == [("pyramid", {"image_id": image_id})]


def test_planes_too_large_for_one_picture(importer: Importer, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "in" / "wide.tif"
    tifffile.imwrite(path, np.zeros((6001, 6001), np.uint8), compression="zlib")
    (outcome,) = importer.import_paths([path]).outcomes
    (image_id,) = outcome.image_ids
    settings = session.pixels.settings(image_id)
    for render in (
        lambda: session.pixels.render_plane(image_id, settings, z=0, t=0),
        lambda: session.pixels.render_region(image_id, settings, Region(0, 0, 0, 6001, 6001), z=0, t=0),
    ):
        with pytest.raises(Invalid, match="tiles"):
            render()


@pytest.mark.parametrize("copying", [False, True])
@pytest.mark.parametrize("where", ["statistics", "draw_preview"])
def test_a_failing_step_leaves_nothing_behind(
    importer: Importer,
    session: Session,
    sample: SampleStore,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    copying: bool,
) -> None:
    path = tmp_path / "in" / "a.tif"
    tifffile.imwrite(path, np.zeros((3300, 3300), np.uint8), compression="zlib")

    def fail(*_: object, **__: object) -> None:
        raise UnreadableFile(path, "the disk is full of cells")

    monkeypatch.setattr(prepare, where, fail)
    (outcome,) = importer.import_paths([path], managed=copying).outcomes
    assert (outcome.status, outcome.detail) == (Status.REFUSED, "the disk is full of cells")
    assert leftovers(sample) == set()
    assert session.browse.images().total == session.browse.datasets().total == 0


def test_interrupting_leaves_nothing_half_done(
    importer: Importer, session: Session, sample: SampleStore, tmp_path: Path
) -> None:
    for name in "abc":
        grey(tmp_path / "in" / f"{name}.tif")

    def stop_after_one(done: int, total: int, outcome: Outcome | None) -> None:
        assert total == 3
        if outcome is not None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        importer.import_paths([tmp_path / "in"], managed=True, progress=stop_after_one)
    assert session.browse.images().total == 1
    report = importer.import_paths([tmp_path / "in"], managed=True)
    assert (len(report.present), len(report.imported)) == (1, 2)


def test_leftovers_of_killed_imports_are_swept(importer: Importer, sample: SampleStore, tmp_path: Path) -> None:
    kept = importer.import_paths([grey(tmp_path / "in" / "a.tif")], managed=True)
    assert kept.imported
    before = leftovers(sample)
    (sample.store.managed / f"{managed.UNFINISHED}x").mkdir()
    (sample.store.managed / "orphan").mkdir()
    grey(sample.store.managed / "orphan" / "b.tif")
    grey(sample.store.pyramids / ".y.ome.tif.123.part")
    importer.import_paths([])
    assert leftovers(sample) == before


def test_nothing_is_swept_while_somebody_else_imports(importer: Importer, sample: SampleStore, tmp_path: Path) -> None:
    path = grey(tmp_path / "in" / "a.tif")
    unfinished = sample.store.managed / f"{managed.UNFINISHED}other"

    def import_meanwhile(done: int, total: int, outcome: Outcome | None) -> None:
        if done == 0:
            unfinished.mkdir()
            other = Importer(sample.store, owner_id=sample.accounts.demo_id, group_id=sample.accounts.group_id)
            other.import_paths([])

    importer.import_paths([path], progress=import_meanwhile)
    assert unfinished.is_dir()


def test_wrong_names_and_patterns_are_refused_at_once(importer: Importer, tmp_path: Path) -> None:
    for wrong in ({"dataset": ""}, {"project": "x" * 256}, {"pattern": "{nonsense"}):
        with pytest.raises(Invalid):
            importer.import_paths([tmp_path / "in"], **wrong)


def test_facts_of_the_file_are_kept(importer: Importer, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "in" / "facts.ome.tif"
    metadata = {
        "axes": "CYX",
        "PhysicalSizeX": 0.5,
        "PhysicalSizeXUnit": "µm",
        "PhysicalSizeY": 500.0,
        "PhysicalSizeYUnit": "nm",
        "Channel": {"Name": ["DNA", "Actin"], "EmissionWavelength": [461.0, 520.0]},
    }
    tifffile.imwrite(path, np.zeros((2, 8, 8), np.uint16), metadata=metadata, ome=True)
    image = session.images.get(importer.import_paths([path]).imported[0].image_ids[0])
    assert [channel.label for channel in image.channels] == ["DNA", "Actin"]
    assert [channel.emission_wavelength_nm for channel in image.channels] == [461.0, 520.0]
    assert (image.physical_size_x_um, image.physical_size_y_um) == (0.5, 0.5)
    assert [file.path for file in image.files] == [str(path)]


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared real images are not there")
def test_real_images(sample: SampleStore, importer: Importer, session: Session) -> None:
    sample.store.allow(DATA)
    report = importer.import_paths([DATA])
    assert {outcome.path.name for outcome in report.refused} == {"olympus.oib"}
    assert "bioio" in report.refused[0].detail
    by_dataset = {
        found.name: [image.size_c * 100 + image.size_t for image in session.browse.images(dataset_id=found.id).items]
        for found in session.browse.datasets().items
    }
    assert by_dataset["fly"] == [301, 301, 301]
    assert by_dataset["embryo_timelapse"] == [310]
    assert by_dataset["speckles"] == [201]
    assert by_dataset["brightfield"] == [301, 301, 301]
    (plate,) = session.browse.plates().items
    (well,) = session.browse.plate(plate.id).wells
    assert (well.row, well.column) == (3, 2)
    assert session.images.get(well.image_id).size_c == 3
    assert len(importer.import_paths([DATA]).present) == len(report.imported)


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared real images are not there")
def test_real_pixels_are_rendered(sample: SampleStore, importer: Importer, session: Session) -> None:
    sample.store.allow(DATA)
    importer.import_paths([DATA / "fly"])
    image = session.browse.images(page=Page(0, 1)).items[0]
    stems = {
        channel.label: DATA / "fly" / f"{image.name}_{channel.label}.TIF"
        for channel in session.images.get(image.id).channels
    }
    settings = session.pixels.settings(image.id)
    jpeg = session.pixels.render_plane(image.id, settings, z=0, t=0, quality=1.0)
    expected = np.zeros((image.size_y, image.size_x, 3))
    for channel, path in zip(settings.channels, stems.values(), strict=True):
        plane = tifffile.imread(path).astype(float)
        level = np.clip((plane - channel.start) / (channel.end - channel.start), 0, 1)
        expected += level[:, :, None] * np.array(list(bytes.fromhex(channel.color)), float)
    found = decoded(jpeg)
    assert np.abs(found - np.clip(expected, 0, 255)).mean() < 3


def decoded(jpeg: bytes) -> np.ndarray:
    with Picture.open(io.BytesIO(jpeg)) as picture:
        return np.asarray(picture, float)
