"""Pyramids of large images: made by a job after the import, whole or not at all, whoever is killed meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile
from sqlalchemy import select, update

from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.importing.importer import Importer
from omeropyr.gateway.embedded.maintenance.check import check
from omeropyr.gateway.embedded.pixels.pyramids import queue_pyramid
from omeropyr.gateway.embedded.schema import JobRow, PixelsRow
from omeropyr.gateway.model import JobState, Kind, ObjectRef
from omeropyr.gateway.port import Session
from omeropyr.imaging import pyramid
from omeropyr.imaging.halving import halve
from omeropyr.imaging.settings import PictureFormat
from omeropyr.imaging.source import LevelSize, Region
from omeropyr.testing.store import SampleStore, make_store

SIDE = 3300
KILLS = int(os.environ.get("OMEROPYR_KILLS", "0")) // 20 or 1
"""`make test-kills` has 200 of the others, and so 10 of these."""
WORK = """
import sys, time
from pathlib import Path
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.store import Store
from omeropyr.imaging import pyramid
write = pyramid.write_ome_zarr
def slowly(source, folder, progress, **options):
    def told(done, total):
        time.sleep(0.05)
        progress(done, total)
    write(source, folder, told, **options)
pyramid.write_ome_zarr = slowly
gateway = EmbeddedGateway(Store(Path(sys.argv[1])))
gateway._worker.wake()
print("begun", flush=True)
time.sleep(60)
"""


@pytest.fixture
def sample(tmp_path: Path) -> SampleStore:
    sample = make_store(tmp_path / "store", images=False)
    sample.store.allow(tmp_path)
    return sample


@pytest.fixture
def pixels() -> np.ndarray:
    return (np.arange(SIDE)[None] * 7 + np.arange(SIDE)[:, None]).astype(np.uint8)


@pytest.fixture
def image(sample: SampleStore, pixels: np.ndarray, tmp_path: Path) -> int:
    """A large image without levels; its job waits, because nobody serves yet."""
    tifffile.imwrite(tmp_path / "large.tif", pixels, photometric="minisblack", rowsperstrip=64)
    importer = Importer(sample.store, owner_id=sample.accounts.demo_id, group_id=sample.accounts.group_id)
    (image_id,) = importer.import_paths([tmp_path / "large.tif"]).image_ids
    return image_id


@pytest.fixture
def gateway(sample: SampleStore, image: int) -> Iterator[EmbeddedGateway]:
    """Begins with what is waiting at the first login."""
    gateway = EmbeddedGateway(sample.store)
    yield gateway
    gateway.close()


@pytest.fixture
def session(gateway: EmbeddedGateway, sample: SampleStore) -> Session:
    return gateway.login(sample.demo)


def job_of(session: Session, seconds: float = 20) -> object:
    (job,) = session.jobs.mine().items
    return session.jobs.wait(job.id, seconds)


def in_the_folder(sample: SampleStore) -> list[str]:
    return [path.name for path in sample.store.pyramids.iterdir()]


def test_shown_at_once_and_then_with_levels(
    sample: SampleStore, session: Session, image: int, pixels: np.ndarray
) -> None:
    settings, part = session.pixels.settings(image), Region(0, 1000, 2000, 200, 100)
    before = session.pixels.render_region(image, settings, part, z=0, t=0, picture=PictureFormat.PNG)
    job = job_of(session)
    assert (job.state, job.kind, job.error) == (JobState.DONE, "pyramid", None)
    assert job.done == job.total > 1
    assert "large" in job.title
    sizes = [LevelSize(SIDE, SIDE), LevelSize(1650, 1650), LevelSize(825, 825), LevelSize(413, 413)]
    shown = session.images.get(image)
    assert list(shown.levels) == list(session.pixels.stored_levels(image)) == sizes
    assert (shown.is_tiled, shown.tile_width, shown.tile_height) == (True, 512, 512)
    assert session.pixels.render_region(image, settings, part, z=0, t=0, picture=PictureFormat.PNG) == before
    np.testing.assert_array_equal(session.pixels.plane(image, z=0, c=0, t=0), pixels)
    half = session.pixels.region(image, Region(1, 0, 0, 1650, 1650), z=0, t=0, channels=[0])[0]
    np.testing.assert_array_equal(half, halve(pixels[:, :, None])[:, :, 0])
    assert len(in_the_folder(sample)) == 1
    assert list(check(sample.store, contents=True)) == []


def test_another_process_sees_the_levels_too(sample: SampleStore, session: Session, image: int) -> None:
    other = EmbeddedGateway(sample.store)
    elsewhere = other.login(sample.demo)
    assert len(elsewhere.pixels.stored_levels(image)) in (1, 4)
    assert job_of(session).state is JobState.DONE
    assert len(elsewhere.pixels.stored_levels(image)) == 4
    other.close()


def test_whoever_makes_it_again_changes_nothing(sample: SampleStore, session: Session, image: int) -> None:
    assert job_of(session).state is JobState.DONE
    before = in_the_folder(sample)
    with sample.store.writing() as connection:
        again = queue_pyramid(connection, sample.accounts.demo_id, image, "large")
        gone = queue_pyramid(connection, sample.accounts.demo_id, 999_999, "gone")
    for job_id, levels in ((again, 4), (gone, 0)):
        job = session.jobs.wait(job_id, 30)
        assert (job.state, len(job.result["levels"])) == (JobState.DONE, levels)
    assert in_the_folder(sample) == before


def test_a_file_that_vanished_is_told_of(sample: SampleStore, session: Session, image: int, tmp_path: Path) -> None:
    with sample.store.reading() as connection:
        job_id = connection.scalar(select(JobRow.id))
    (tmp_path / "large.tif").unlink()
    job = session.jobs.wait(job_id, 30)
    if job.state is JobState.FAILED:
        assert "large.tif" in job.error
        assert in_the_folder(sample) == []
    else:
        # it was quicker than the test: then it has the pixels, and needs the file no more
        assert len(session.pixels.stored_levels(image)) == 4


def test_killed_it_is_begun_again(sample: SampleStore, image: int, pixels: np.ndarray) -> None:
    for number in range(KILLS):
        with sample.store.writing() as connection:
            # a job that killed its process often is not begun again: here it is not its own fault
            connection.execute(update(JobRow).values(attempts=0))
        killed_after(sample, 0.4 + 0.3 * (number % 5))
        with sample.store.reading() as connection:
            assert connection.scalar(select(PixelsRow.pyramid)) is None
    gateway = EmbeddedGateway(sample.store)
    session = gateway.login(sample.demo)
    assert job_of(session).state is JobState.DONE
    assert len(in_the_folder(sample)) == 1
    np.testing.assert_array_equal(session.pixels.plane(image, z=0, c=0, t=0), pixels)
    gateway.close()


def killed_after(sample: SampleStore, seconds: float) -> None:
    process = subprocess.Popen([sys.executable, "-c", WORK, str(sample.path)], stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout.readline() == "begun\n"
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.wait()


def test_deleted_while_it_is_made(sample: SampleStore, session: Session, image: int) -> None:
    assert job_of(session).state is JobState.DONE
    job = session.edit.delete([ObjectRef(Kind.IMAGE, image)])
    assert session.jobs.wait(job.id, 30).state is JobState.DONE
    session.jobs.wait(session.history.empty([session.history.trash().items[0].id]).id, 30)
    deadline = time.monotonic() + 20
    while in_the_folder(sample) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert in_the_folder(sample) == []


def test_cancelled_it_leaves_nothing_and_may_be_tried_again(
    sample: SampleStore, image: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = pyramid.write_ome_zarr

    def slowly(source, folder, progress, **options):
        def told(done: int, total: int) -> None:
            time.sleep(0.3)
            progress(done, total)

        write(source, folder, told, **options)

    monkeypatch.setattr(pyramid, "write_ome_zarr", slowly)
    gateway = EmbeddedGateway(sample.store)
    session = gateway.login(sample.demo)
    (job,) = session.jobs.mine().items
    deadline = time.monotonic() + 60
    while not in_the_folder(sample):
        assert time.monotonic() < deadline, session.jobs.get(job.id)
        time.sleep(0.02)
    session.jobs.cancel(job.id)
    assert session.jobs.wait(job.id, 20).state is JobState.CANCELLED
    assert in_the_folder(sample) == []
    assert len(session.pixels.stored_levels(image)) == 1
    monkeypatch.undo()
    assert session.jobs.wait(session.jobs.retry(job.id).id, 20).state is JobState.DONE
    assert len(session.pixels.stored_levels(image)) == 4
    gateway.close()
