"""The trash on the disk: what is kept while it can be restored, and what goes when it is emptied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
import tifffile
from sqlalchemy import insert, select, text, update

from omeropyr.errors import NotFound
from omeropyr.gateway.embedded.access import Access
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.importing.importer import Importer
from omeropyr.gateway.embedded.jobs.housekeeping import keep_house
from omeropyr.gateway.embedded.people.accounts import add_group, add_member
from omeropyr.gateway.embedded.rights import Viewer
from omeropyr.gateway.embedded.schema import AcquisitionRow, ImageRow, TrashFileRow, TrashRow, WellSampleRow, now
from omeropyr.gateway.embedded.trash import bulk
from omeropyr.gateway.embedded.trash.deleting import DeleteRequest, delete_objects
from omeropyr.gateway.embedded.trash.discarding import discard_files
from omeropyr.gateway.embedded.trash.undoing import restore_deleted
from omeropyr.gateway.model import Contents, Kind, ObjectRef, PermissionLevel, Scope
from omeropyr.gateway.port import Session
from omeropyr.testing.store import SampleStore, imported_ids, make_store


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[SampleStore]:
    sample = make_store(tmp_path / "store")
    yield sample
    sample.store.close()


@pytest.fixture
def copied(sample: SampleStore, tmp_path: Path) -> int:
    """An image whose file the store keeps."""
    file = tmp_path / "kept.tif"
    tifffile.imwrite(file, np.arange(64 * 64, dtype=np.uint16).reshape(64, 64))
    importer = Importer(sample.store, owner_id=sample.accounts.demo_id, group_id=sample.accounts.group_id)
    (image,) = imported_ids(importer.import_paths([file], managed=True))
    return image


def access_of(sample: SampleStore) -> Access:
    return Access(sample.store, Viewer(sample.accounts.demo_id, is_admin=False))


def delete_now(sample: SampleStore, *refs: ObjectRef, contents: tuple[Contents, ...] = ()) -> int:
    with access_of(sample).writing() as writing:
        return delete_objects(writing, DeleteRequest(refs, contents))[0]


def empty(sample: SampleStore, trash_id: int) -> None:
    with sample.store.writing() as connection:
        connection.execute(text("DELETE FROM trash WHERE id = :id"), {"id": trash_id})


def files_of(sample: SampleStore) -> set[Path]:
    folders = (sample.store.managed, sample.store.pyramids, sample.store.thumbnails)
    return {path for folder in folders for path in folder.rglob("*") if path.is_file()}


def test_files_stay_until_the_trash_is_emptied(sample: SampleStore, copied: int) -> None:
    before = files_of(sample)
    of_the_image = {path for path in before if path.suffix == ".tif" or path.name.startswith(f"{copied}-")}
    assert len(of_the_image) == 2
    trash_id = delete_now(sample, ObjectRef(Kind.IMAGE, copied))
    assert discard_files(sample.store) == 0
    assert files_of(sample) == before
    # an import sweeps what no row names; this is still named
    Importer(sample.store, owner_id=1, group_id=3).import_paths([])
    assert files_of(sample) == before
    empty(sample, trash_id)
    assert files_of(sample) == before
    assert discard_files(sample.store) > 0
    assert files_of(sample) == before - of_the_image
    assert discard_files(sample.store) == 0


def test_restored_files_are_not_in_danger(sample: SampleStore, copied: int) -> None:
    before = files_of(sample)
    trash_id = delete_now(sample, ObjectRef(Kind.IMAGE, copied))
    with access_of(sample).writing() as writing:
        restore_deleted(writing, trash_id)
    assert discard_files(sample.store) == 0
    assert files_of(sample) == before
    with sample.store.reading() as connection:
        assert connection.execute(select(TrashFileRow.id)).all() == []
    with access_of(sample).writing() as writing, pytest.raises(NotFound):
        restore_deleted(writing, trash_id)


def test_trash_over_its_time_is_emptied_by_itself(sample: SampleStore, copied: int) -> None:
    kept, over = (delete_now(sample, ObjectRef(Kind.IMAGE, number)) for number in (sample.image_ids[0], copied))
    with sample.store.writing() as connection:
        past = now() - timedelta(seconds=1)
        connection.execute(update(TrashRow).where(TrashRow.id == over).values(expires_at=past))
    keep_house(sample.store, "me")
    with sample.store.reading() as connection:
        assert connection.scalars(select(TrashRow.id)).all() == [kept]
    assert not list(sample.store.managed.rglob("*.tif"))


def test_nothing_outside_the_store_is_removed(sample: SampleStore, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "data").touch()
    with sample.store.writing() as connection:
        for path in ("../precious/data", str(precious / "data"), "managed", "managed/../../precious"):
            connection.execute(insert(TrashFileRow).values(path=path, trash_id=None))
    discard_files(sample.store)
    assert (precious / "data").exists()
    assert sample.store.managed.is_dir()


def test_what_cannot_be_removed_is_tried_again(sample: SampleStore, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sample.store.managed / "stubborn"
    path.touch()
    with sample.store.writing() as connection:
        connection.execute(insert(TrashFileRow).values(path="managed/stubborn", trash_id=None))

    def refuse(self: Path, missing_ok: bool = False) -> None:
        raise PermissionError

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        assert discard_files(sample.store) == 0
    assert discard_files(sample.store) == 1
    assert not path.exists()


def test_attachments_of_the_same_bytes_are_one_file(sample: SampleStore) -> None:
    """Within a group even one row; in another group another row, of the same file."""
    other = add_group(sample.store, "other", PermissionLevel.PRIVATE)
    add_member(sample.store, sample.accounts.demo_id, other)
    gateway = EmbeddedGateway(sample.store)
    session = gateway.login(sample.demo)
    notes = []
    for group_id in (sample.accounts.group_id, sample.accounts.group_id, other):
        file = session.files.store("same.txt", [b"the same"], group_id=group_id)
        notes.append(session.annotations.create(Kind.FILE, file, group_id=group_id))
    for note, left in zip(notes, (True, True, False), strict=True):
        empty(sample, delete_now(sample, ObjectRef(Kind.FILE, note)))
        discard_files(sample.store)
        assert any(path.read_bytes() == b"the same" for path in files_of(sample)) is left
    gateway.close()


def listings(session: Session, sample: SampleStore) -> list[object]:
    browse = session.browse
    return [
        browse.images(Scope(group_id=sample.accounts.group_id)),
        browse.images(dataset_id=sample.dataset_id),
        browse.images(orphaned=True),
        browse.datasets(project_id=sample.project_id),
        browse.plates(),
    ]


@pytest.mark.parametrize("few", [0, 2_000])
def test_listings_follow_acts_on_many_images(sample: SampleStore, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    """The same whether triggers follow row by row or everything is made anew at the end."""
    monkeypatch.setattr(bulk, "FEW", few)
    gateway = EmbeddedGateway(sample.store)
    session = gateway.login(sample.demo)
    before = listings(session, sample)
    dataset = ObjectRef(Kind.DATASET, sample.dataset_id)
    trash_id = delete_now(sample, dataset, contents=(Contents.CHILDREN,))
    assert session.browse.images(Scope(group_id=sample.accounts.group_id)).total == len(sample.well_image_ids)
    assert session.browse.images(orphaned=True).total == 0
    with access_of(sample).writing() as writing:
        restore_deleted(writing, trash_id)
    assert listings(session, sample) == before
    # triggers are back
    session.edit.unlink(dataset, [ObjectRef(Kind.IMAGE, sample.image_ids[0])])
    assert session.browse.images(orphaned=True).total == 1
    gateway.close()


def test_a_run_leaves_its_fields_and_gets_them_back(sample: SampleStore) -> None:
    with sample.store.writing() as connection:
        who = {"owner_id": sample.accounts.demo_id, "group_id": sample.accounts.group_id}
        made = insert(AcquisitionRow).values(plate_id=sample.plate_id, name="run", **who).returning(AcquisitionRow.id)
        run = connection.execute(made).scalar_one()
        connection.execute(update(WellSampleRow).values(acquisition_id=run))
    runs = select(WellSampleRow.acquisition_id).distinct()
    trash_id = delete_now(sample, ObjectRef(Kind.ACQUISITION, run))
    with sample.store.reading() as connection:
        assert connection.scalars(runs).all() == [None]
    with access_of(sample).writing() as writing:
        restore_deleted(writing, trash_id)
    with sample.store.reading() as connection:
        assert connection.scalars(runs).all() == [run]
    delete_now(sample, ObjectRef(Kind.ACQUISITION, run), contents=(Contents.CHILDREN,))
    with sample.store.reading() as connection:
        assert connection.scalars(select(WellSampleRow.id)).all() == []
        assert set(connection.scalars(select(ImageRow.id))) == set(sample.image_ids)


def test_a_cancelled_delete_leaves_everything(sample: SampleStore) -> None:
    class Enough(Exception):
        pass

    asked = 0

    def enough() -> None:
        nonlocal asked
        asked += 1
        if asked == 5:
            raise Enough

    access = access_of(sample)
    access.checkpoint = enough
    request = DeleteRequest([ObjectRef(Kind.PROJECT, sample.project_id)], [Contents.CHILDREN])
    with pytest.raises(Enough), access.writing() as writing:
        delete_objects(writing, request)
    with sample.store.reading() as connection:
        for query in ("trash", "trash_row", "trash_file", "event WHERE action = 'delete'"):
            assert connection.scalar(text(f"SELECT count(*) FROM {query}")) == 0, query  # noqa: S608
        assert connection.scalar(text("SELECT count(*) FROM image")) == 4
    delete_now(sample, *request.refs, contents=(Contents.CHILDREN,))
