"""Deletes of very many objects: hidden at once, carried in steps, and whole whenever the process dies."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from omeropyr.errors import Conflict, NotFound
from omeropyr.gateway.embedded.access import Access
from omeropyr.gateway.embedded.derived import rebuild
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.jobs import queue
from omeropyr.gateway.embedded.jobs.context import JobContext, Stopped
from omeropyr.gateway.embedded.jobs.housekeeping import keep_house
from omeropyr.gateway.embedded.jobs.registry import kind_called
from omeropyr.gateway.embedded.rights import Viewer
from omeropyr.gateway.embedded.schema import HiddenRow, ImageRow, ShelfEntryRow, TrashPieceRow, TrashRow
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.embedded.trash import foreseeing, steps
from omeropyr.gateway.embedded.trash.foreseeing import Overtaken, foresee, hide_foreseen
from omeropyr.gateway.embedded.trash.jobs import DeleteRequest
from omeropyr.gateway.model import Contents, JobState, Kind, ObjectRef, Scope
from omeropyr.gateway.port import Session
from omeropyr.testing.store import SampleStore, make_store

PATIENCE = 60.0


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SampleStore]:
    """A small store in which everything counts as very much."""
    monkeypatch.setattr(foreseeing, "MANY", 0)
    monkeypatch.setattr(steps, "FIRST", 1)
    monkeypatch.setattr(steps, "MOST", 1)
    monkeypatch.setattr(steps, "LEAST", 1)
    monkeypatch.setattr(steps, "PAUSE_SECONDS", 0.0)
    sample = make_store(tmp_path / "store")
    yield sample
    sample.store.close()


@pytest.fixture
def session(sample: SampleStore) -> Iterator[Session]:
    gateway = EmbeddedGateway(sample.store)
    session = gateway.login(sample.demo)
    targets = [ObjectRef(Kind.IMAGE, number) for number in (*sample.image_ids, *sample.well_image_ids)]
    session.annotations.create_tag("precious", group_id=sample.accounts.group_id, targets=targets)
    yield session
    gateway.close()


class Killed(JobContext):
    """Its process dies before the step of this number."""

    steps_left: int

    def check(self) -> None:
        if self.steps_left == 0:
            raise Stopped
        self.steps_left -= 1


def run(sample: SampleStore, kind: str, parameters: dict[str, Any], kill_before: int = -1) -> Iterator[str]:
    """A new job, each run of which gets a step further than the last, until it is done."""
    store, viewer = sample.store, Viewer(sample.accounts.demo_id, is_admin=False)
    with store.writing() as connection:
        queue.add(connection, viewer, kind, kind, parameters)
    while True:
        claim = queue.claim(store, "me", most_running=9, most_of_one=9)
        assert claim is not None
        context = Killed(claim, Access(store, viewer, job_id=claim.job_id), threading.Event())
        context.steps_left = kill_before
        try:
            kind_called(kind).load()(context, parameters)
        except Stopped:
            queue.end(store, claim, JobState.WAITING, result=None, error=None)
            kill_before += 1
            yield "killed"
        else:
            return


def delete_parameters(sample: SampleStore) -> dict[str, Any]:
    return DeleteRequest([ObjectRef(Kind.PROJECT, sample.project_id)], list(Contents)).as_json()


def seen(session: Session, sample: SampleStore) -> dict[str, Any]:
    """All that a user is shown."""
    browse, group = session.browse, Scope(group_id=sample.accounts.group_id)
    return {
        "images": browse.images(group),
        "of the dataset": browse.images(dataset_id=sample.dataset_id),
        "orphans": (browse.images(orphaned=True), browse.orphaned_count()),
        "tagged": browse.images(tag_id=1),
        "projects": browse.projects(),
        "datasets": (browse.datasets(), browse.datasets(project_id=sample.project_id)),
        "found": [(hit.ref, hit.name) for hit in session.search.find("precious").hits],
        "one by one": [is_there(session, number) for number in sample.image_ids],
        "trash": session.history.trash().total,
    }


def is_there(session: Session, image_id: int) -> bool:
    try:
        session.images.get(image_id)
    except NotFound:
        return False
    return True


def content(store: Store, *tables: str) -> dict[str, Any]:
    """Every row of data, and of what is derived from them."""
    metadata = ImageRow.metadata
    left_out = ("job", "change", "event", "trash", "login_session")
    with store.reading() as connection:
        return {
            name: connection.execute(select(*table.c).order_by(*table.primary_key)).all()
            for name, table in metadata.tables.items()
            if not name.startswith(left_out)
        }


def test_nothing_half_done_is_seen_whenever_the_process_dies(session: Session, sample: SampleStore) -> None:
    before, rows = seen(session, sample), content(sample.store)
    assert before["images"].total == 4
    looks = [seen(session, sample) for _ in run(sample, "delete", delete_parameters(sample), kill_before=2)]
    after = seen(session, sample)
    assert after["images"].total == 2
    assert after["trash"] == 1
    assert after["one by one"] == [False, False]
    hidden = [look for look in looks if look != before]
    assert len(hidden) > 2, "it was not killed often enough"
    assert hidden == [after] * len(hidden)
    looks = [seen(session, sample) for _ in run(sample, "restore", {"trash": 1}, kill_before=2)]
    assert len(looks) > 2
    assert looks == [after] * len(looks)
    assert seen(session, sample) == before
    assert content(sample.store) == rows


def test_listings_and_search_hold_nothing_of_it_and_get_it_back(session: Session, sample: SampleStore) -> None:
    """What the triggers leave is what a rebuild makes, at every stage."""
    for kind, parameters in (("delete", delete_parameters(sample)), ("restore", {"trash": 1})):
        list(run(sample, kind, parameters))
        kept = content(sample.store)
        with sample.store.writing() as connection:
            rebuild(connection)
        for table in ("shelf_entry", "search_document"):
            assert content(sample.store)[table] == kept[table], (kind, table)


def test_what_no_job_finishes_is_finished_by_the_house(session: Session, sample: SampleStore) -> None:
    doing = run(sample, "delete", delete_parameters(sample), kill_before=2)
    before = seen(session, sample)
    while seen(session, sample) == before:
        next(doing)
    after = seen(session, sample)
    with sample.store.writing() as connection:
        connection.execute(update(ImageRow.metadata.tables["job"]).values(state=JobState.INTERRUPTED))
        assert connection.scalar(select(func.count()).select_from(HiddenRow)) > 0
    keep_house(sample.store, "me")
    with sample.store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(HiddenRow)) == 0
        assert connection.scalars(select(TrashRow.way)).all() == [None]
        assert set(connection.scalars(select(ImageRow.id))) == set(sample.well_image_ids)
    assert seen(session, sample) == after


def test_what_cannot_come_back_whole_stays_in_the_trash_whole(session: Session, sample: SampleStore) -> None:
    list(run(sample, "delete", delete_parameters(sample)))
    after, kept = seen(session, sample), content(sample.store)
    with sample.store.writing() as connection:  # the group of an image is gone; project and dataset come before it
        row = TrashPieceRow
        piece = connection.execute(select(row.id, row.columns, row.old).where(row.table_name == "image")).first()
        assert piece is not None
        place = piece.columns.index("group_id")
        rows = [[999 if number == place else value for number, value in enumerate(values)] for values in piece.old]
        connection.execute(update(row).where(row.id == piece.id).values(old=rows))
    with pytest.raises(Conflict, match="gone for good"):
        list(run(sample, "restore", {"trash": 1}))
    assert seen(session, sample) == after
    assert content(sample.store) == kept


def test_undo_is_announced_at_once_and_done_by_a_job(session: Session, sample: SampleStore) -> None:
    before = seen(session, sample)
    job = session.jobs.wait(
        session.edit.delete([ObjectRef(Kind.PROJECT, sample.project_id)], list(Contents)).id, PATIENCE
    )
    assert job.change_id is not None
    after = seen(session, sample)
    announced = session.history.undo(job.change_id)
    assert announced.title.startswith("Being taken back: ")
    wait_for_jobs(session)
    back = session.history.mine().items[0]
    assert (back.id, back.title, back.can_undo) == (
        announced.id,
        f"Took back: Deleted project {sample.project_id}",
        True,
    )
    assert seen(session, sample) == before
    again = session.history.undo(back.id)
    wait_for_jobs(session)
    assert session.history.mine().items[0].title == f"Did again: Deleted project {sample.project_id}"
    assert session.history.mine().items[0].id == again.id
    assert seen(session, sample) == after


def wait_for_jobs(session: Session) -> None:
    for job in session.jobs.mine().items:
        assert session.jobs.wait(job.id, PATIENCE).state is JobState.DONE


@pytest.mark.parametrize("meanwhile", ["link", "comment", "nothing to do with it"])
def test_a_plan_that_was_overtaken_is_not_carried_out(session: Session, sample: SampleStore, meanwhile: str) -> None:
    request = DeleteRequest([ObjectRef(Kind.PROJECT, sample.project_id)], list(Contents))
    access = Access(sample.store, Viewer(sample.accounts.demo_id, is_admin=False))
    with access.reading() as connection:
        foreseen = foresee(connection, access.viewer, request)
    image = ObjectRef(Kind.IMAGE, sample.image_ids[0])
    acts: dict[str, Callable[[], object]] = {
        "link": lambda: session.edit.create(Kind.DATASET, "another", children=[image]),
        "comment": lambda: session.annotations.comment([image], "look at this"),
        "nothing to do with it": lambda: session.edit.create(Kind.PROJECT, "other"),
    }
    acts[meanwhile]()
    if meanwhile == "nothing to do with it":
        with access.writing() as writing:
            assert hide_foreseen(writing, request, foreseen, 1)
    else:
        with pytest.raises(Overtaken), access.writing() as writing:
            hide_foreseen(writing, request, foreseen, 1)
        with sample.store.reading() as connection:
            assert connection.scalars(select(TrashRow.id)).all() == []


def test_others_write_between_the_steps(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "store")
    longest, stop = [0.0], threading.Event()

    def write() -> None:
        while not stop.is_set():
            begun = time.monotonic()
            with store.writing() as connection:
                connection.execute(select(ShelfEntryRow.object_id))
            longest[0] = max(longest[0], time.monotonic() - begun)

    writer = threading.Thread(target=write)
    writer.start()
    left = [12]

    def step(connection: Any, most: int) -> bool:
        time.sleep(0.2)
        left[0] -= 1
        return left[0] > 0

    steps.in_steps(store, step, lambda: None)
    stop.set()
    writer.join()
    store.close()
    assert longest[0] < 1.5, "a writer waited for many steps"
