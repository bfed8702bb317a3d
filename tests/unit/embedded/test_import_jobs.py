"""Import as a job: with the rights of whoever asked, from places they may import from, and told step by step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile

from omeropyr.errors import Forbidden, Invalid, NotFound
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.model import JobState, Kind, ObjectRef
from omeropyr.gateway.port import Session
from omeropyr.testing.store import SampleStore, make_store


@pytest.fixture
def sample(tmp_path: Path) -> SampleStore:
    sample = make_store(tmp_path / "store", images=False)
    (tmp_path / "in").mkdir()
    sample.store.allow(tmp_path / "in")
    return sample


@pytest.fixture
def gateway(sample: SampleStore) -> Iterator[EmbeddedGateway]:
    gateway = EmbeddedGateway(sample.store)
    yield gateway
    gateway.close()


@pytest.fixture
def demo(gateway: EmbeddedGateway, sample: SampleStore) -> Session:
    return gateway.login(sample.demo)


@pytest.fixture
def root(gateway: EmbeddedGateway, sample: SampleStore) -> Session:
    return gateway.login(sample.root)


def grey(path: Path) -> Path:
    tifffile.imwrite(path, np.full((16, 16), 7, np.uint8))
    return path


def test_uploads_are_copied_and_cleared_away(demo: Session) -> None:
    upload = grey(Path(demo.importing.upload_folder()) / "a.tif")
    dataset = demo.edit.create(Kind.DATASET, "mine")
    job = demo.importing.start([str(upload)], target=ObjectRef(Kind.DATASET, dataset))
    job = demo.jobs.wait(job.id, 20)
    assert (job.state, job.result["imported"], job.result["refused"]) == (JobState.DONE, 1, 0)
    (image,) = demo.browse.images(dataset_id=dataset).items
    assert job.result["outcomes"][0]["images"] == [image.id]
    assert not upload.exists()
    (fileset,) = demo.images.filesets([image.id])
    assert not fileset.in_place
    assert demo.pixels.thumbnail(image.id, 16)


def test_only_administrators_import_from_allowed_folders(demo: Session, root: Session, tmp_path: Path) -> None:
    path = grey(tmp_path / "in" / "a.tif")
    with pytest.raises(Forbidden):
        demo.importing.start([str(path)])
    job = root.jobs.wait(root.importing.start([str(path)], dataset="D").id, 20)
    assert (job.state, job.result["imported"]) == (JobState.DONE, 1)
    (fileset,) = root.images.filesets(job.result["outcomes"][0]["images"])
    assert fileset.in_place


@pytest.mark.parametrize("source", ["/etc", "{folder}/../other", "relative.tif", "https://example.org/a.zarr", ""])
def test_other_places_are_forbidden(demo: Session, root: Session, source: str) -> None:
    for session in (demo, root):
        with pytest.raises(Forbidden):
            session.importing.start([source.format(folder=session.importing.upload_folder())])
        with pytest.raises(Invalid):
            session.importing.start([])


def test_links_in_uploads_lead_nowhere(demo: Session, tmp_path: Path) -> None:
    secret = grey(tmp_path / "secret.tif")
    folder = Path(demo.importing.upload_folder()) / "folder"
    folder.mkdir()
    (folder / "link.tif").symlink_to(secret)
    for source in (folder, f"{folder}/*.tif"):
        job = demo.jobs.wait(demo.importing.start([str(source)]).id, 20)
        assert (job.state, job.result["imported"], job.result["refused"]) == (JobState.DONE, 0, 1)
    with pytest.raises(Forbidden):
        demo.importing.start([str(folder / "link.tif")])
    assert demo.browse.images().total == 0


def test_targets_must_be_readable_and_of_the_right_kind(demo: Session) -> None:
    source = [demo.importing.upload_folder()]
    with pytest.raises(NotFound):
        demo.importing.start(source, target=ObjectRef(Kind.DATASET, 4711))
    with pytest.raises(Invalid, match="target"):
        demo.importing.start(source, target=ObjectRef(Kind.PLATE, 1))


def test_what_is_refused_is_in_the_log(demo: Session) -> None:
    bad = Path(demo.importing.upload_folder()) / "bad.tif"
    bad.write_bytes(b"II*\0\x08\0\0\0" + b"\xff" * 50)
    job = demo.jobs.wait(demo.importing.start([str(bad)]).id, 20)
    assert (job.state, job.result["refused"]) == (JobState.DONE, 1)
    assert "bad.tif" in demo.jobs.log(job.id)
    assert bad.exists()
