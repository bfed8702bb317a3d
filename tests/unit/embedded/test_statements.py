"""One statement for each listing, however long it is, and an index for each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, insert

from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.schema import DatasetImageRow, ImageRow, ProjectRow
from omeropyr.gateway.model import Kind, ObjectRef, Page, Scope
from omeropyr.gateway.port import Session
from omeropyr.testing.store import SampleStore, make_store

MANY = 300


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleStore:
    sample = make_store(tmp_path_factory.mktemp("statements") / "store")
    who = {"owner_id": sample.accounts.demo_id, "group_id": sample.accounts.group_id}
    sizes = {f"size_{axis}": 1 for axis in "xyzct"}
    with sample.store.writing() as connection:
        for number in range(MANY):
            connection.execute(insert(ProjectRow).values(name=f"p{number}", **who))
            image = insert(ImageRow).values(name=f"i{number}", **sizes, **who).returning(ImageRow.id)
            link = {"parent_id": sample.dataset_id, "child_id": connection.execute(image).scalar_one()}
            connection.execute(insert(DatasetImageRow).values(**link, **who))
    return sample


@pytest.fixture(scope="module", params=["demo", "root"])
def session(sample: SampleStore, request: pytest.FixtureRequest) -> Iterator[Session]:
    gateway = EmbeddedGateway(sample.store)
    yield gateway.login(getattr(sample, request.param))
    gateway.close()


@contextmanager
def statements(sample: SampleStore) -> Iterator[list[tuple[str, object]]]:
    """What is executed, but for the begin of transactions."""
    found: list[tuple[str, object]] = []

    def note(connection: object, cursor: object, statement: str, parameters: object, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            found.append((statement, parameters))

    event.listen(sample.store.engine, "before_cursor_execute", note)
    yield found
    event.remove(sample.store.engine, "before_cursor_execute", note)


OF_A_SHELF = ("door", "span", "start", "stop", "passed", "whole", "entries")
"""What a statement has gathered of a shelf: as much as blocks, however many rows there are."""

Ask = Callable[[Session, SampleStore], object]
LISTINGS: dict[str, Ask] = {
    "groups": lambda session, sample: session.browse.groups(),
    "projects": lambda session, sample: session.browse.projects(page=Page(0, 20)),
    "projects of somebody": lambda session, sample: session.browse.projects(Scope(3, sample.accounts.demo_id)),
    "datasets": lambda session, sample: session.browse.datasets(project_id=sample.project_id),
    "orphaned datasets": lambda session, sample: session.browse.datasets(orphaned=True),
    "screens": lambda session, sample: session.browse.screens(),
    "plates": lambda session, sample: session.browse.plates(screen_id=sample.screen_id),
    "images": lambda session, sample: session.browse.images(dataset_id=sample.dataset_id),
    "runs": lambda session, sample: session.browse.runs(plate_id=sample.plate_id),
    "page of images": lambda session, sample: session.browse.images(page=Page(250, 20)),
    "orphaned images": lambda session, sample: session.browse.images(orphaned=True, page=Page(0, 20)),
    "tagged images": lambda session, sample: session.browse.images(tag_id=1),
    "orphans": lambda session, sample: session.browse.orphaned_count(),
    "many images": lambda session, sample: session.images.many(list(range(1, MANY))),
    "tags": lambda session, sample: session.annotations.tags(),
    "annotations": lambda session, sample: session.annotations.of(
        [ObjectRef(kind, number) for kind in (Kind.IMAGE, Kind.DATASET, Kind.WELL) for number in range(MANY)]
    ),
    "annotations of kinds": lambda session, sample: session.annotations.all((Kind.MAP, Kind.FILE), page=Page(0, 20)),
    "annotations of a namespace": lambda session, sample: session.annotations.all((Kind.MAP,), namespace="x"),
    "namespaces": lambda session, sample: session.annotations.namespaces((Kind.MAP,)),
    "uses of annotations": lambda session, sample: session.annotations.usage(list(range(MANY))),
    "where annotations hang": lambda session, sample: session.annotations.linked(list(range(MANY))),
    "files": lambda session, sample: session.files.many(list(range(MANY))),
}


@pytest.mark.parametrize("name", LISTINGS)
def test_one_statement_for_each_listing(session: Session, sample: SampleStore, name: str) -> None:
    with statements(sample) as found:
        LISTINGS[name](session, sample)
    looks = [statement for statement, _ in found if statement.startswith("SELECT EXISTS")]
    assert len(looks) <= 1, "an empty page asks once whether what would be on it is hidden"
    found = [one for one in found if one[0] not in looks]
    assert len(found) == 1


def test_one_image_costs_a_fixed_number_of_statements(session: Session, sample: SampleStore) -> None:
    sample.store.recall.close()
    with statements(sample) as found:
        session.images.get(sample.image_ids[0])
    assert len(found) == 7


def test_a_tile_costs_one_statement_and_the_next_ones_none(session: Session, sample: SampleStore) -> None:
    session.pixels.settings(sample.image_ids[0])
    sample.store.recall.close()
    for cost in (1, 0, 0):
        with statements(sample) as found:
            session.pixels.thumbnail(sample.image_ids[0], 96)
        assert len(found) == cost


@pytest.mark.parametrize("name", sorted(LISTINGS))
def test_no_listing_of_a_member_reads_whole_tables(sample: SampleStore, name: str) -> None:
    """SQLite's plan may scan what is small by nature (groups), what the page has cut already, and nothing else."""
    gateway = EmbeddedGateway(sample.store)
    member = gateway.login(sample.demo)
    with statements(sample) as found:
        LISTINGS[name](member, sample)
    with sample.store.reading() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {found[0][0]}", found[0][1]).all()
    scans = [row[3] for row in plan if row[3].startswith("SCAN ")]
    small = ("experimenter_group", "page", "membership", "CONSTANT ROW", "(subquery", "annotation", *OF_A_SHELF)
    assert not [scan for scan in scans if not scan.removeprefix("SCAN ").startswith(small)]
