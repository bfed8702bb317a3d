"""Regions in the database: one statement for each listing, viewports that read a range of the index, many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pytest
from sqlalchemy import event

from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.rois.codec import REACHES, reach_of
from omeropyr.gateway.model import NewRoi, Page, Point, Polygon, Rectangle
from omeropyr.gateway.port import Session
from omeropyr.testing.store import SampleStore, make_store

MANY = 2000
SIDE = 20_000


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleStore:
    return make_store(tmp_path_factory.mktemp("rois") / "store")


@pytest.fixture(scope="module")
def session(sample: SampleStore) -> Iterator[Session]:
    gateway = EmbeddedGateway(sample.store)
    yield gateway.login(sample.demo)
    gateway.close()


@contextmanager
def statements(sample: SampleStore) -> Iterator[list[tuple[str, object]]]:
    found: list[tuple[str, object]] = []

    def note(connection: object, cursor: object, statement: str, parameters: object, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            found.append((statement, parameters))

    event.listen(sample.store.engine, "before_cursor_execute", note)
    yield found
    event.remove(sample.store.engine, "before_cursor_execute", note)


@pytest.fixture(scope="module")
def made(sample: SampleStore, session: Session) -> Sequence[int]:
    """Regions all over an image, some of them with three shapes; their ids in order."""
    rng = np.random.default_rng(0)
    places = rng.uniform(0, SIDE, (MANY, 2)).tolist()
    sizes = rng.exponential(100, (MANY, 2)).tolist()
    rois = []
    for number, ((x, y), (width, height)) in enumerate(zip(places, sizes, strict=True)):
        box = Rectangle(x=x, y=y, width=width, height=height)
        corner = Polygon(points=((x, y), (x + width, y), (x, y + height)))
        rois.append(NewRoi(name=str(number), shapes=(box, corner, Point(x=x, y=y)) if number % 5 == 0 else (box,)))
    with statements(sample) as found:
        ids = session.rois.create(sample.image_ids[0], rois)
    assert len(found) < 20, "a few statements for any number of regions"
    return ids


def test_many_are_stored_in_their_order(sample: SampleStore, session: Session, made: Sequence[int]) -> None:
    found = session.rois.of(sample.image_ids[0]).items
    assert [roi.id for roi in found] == list(made)
    assert [roi.name for roi in found] == [str(number) for number in range(MANY)]
    assert [len(roi.shapes) for roi in found[:6]] == [3, 1, 1, 1, 1, 3]


Ask = Callable[[Session, SampleStore], object]
READINGS: dict[str, Ask] = {
    "all": lambda session, sample: session.rois.of(sample.image_ids[0]),
    "page": lambda session, sample: session.rois.of(sample.image_ids[0], page=Page(100, 50)),
    "plane": lambda session, sample: session.rois.of(sample.image_ids[0], z=0, t=0),
    "viewport": lambda session, sample: session.rois.of(sample.image_ids[0], viewport=(50, 50, 900, 900)),
    "one": lambda session, sample: session.rois.get(1),
    "shape": lambda session, sample: session.rois.shape(1),
    "counts": lambda session, sample: session.rois.counts(range(1, 500)),
}


@pytest.mark.parametrize("name", READINGS)
def test_one_statement_each(session: Session, sample: SampleStore, made: Sequence[int], name: str) -> None:
    with statements(sample) as found:
        READINGS[name](session, sample)
    assert len(found) == 1


@pytest.mark.parametrize("name", READINGS)
def test_no_reading_reads_whole_tables(session: Session, sample: SampleStore, made: Sequence[int], name: str) -> None:
    with statements(sample) as found:
        READINGS[name](session, sample)
    with sample.store.reading() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {found[0][0]}", found[0][1]).all()
    scans = [row[3].removeprefix("SCAN ") for row in plan if row[3].startswith("SCAN ")]
    assert not [scan for scan in scans if scan.split()[0] in ("roi", "shape", "image", "shape_1")]


def test_a_viewport_reads_a_range_of_the_index_for_each_reach(
    session: Session, sample: SampleStore, made: Sequence[int]
) -> None:
    with statements(sample) as found:
        session.rois.of(sample.image_ids[0], viewport=(50, 50, 900, 900))
    with sample.store.reading() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {found[0][0]}", found[0][1]).all()
    ranges = [row[3] for row in plan if "COVERING INDEX ix_shape_image_id_reach" in row[3]]
    assert len(ranges) == len(REACHES)
    assert all("reach=? AND top" in line for line in ranges)


def test_reach_is_never_lower_than_the_box() -> None:
    heights = [0, 0.1, 31.9, 32, 32.1, 1e3, 1e6, 1e9, *np.geomspace(1, 2**29, 200).tolist()]
    assert all(height <= 2 ** reach_of(height) for height in heights)
    assert {reach_of(height) for height in heights} == set(REACHES)
    assert reach_of(1e18) == REACHES[-1]
