"""Tables in the database: few statements, little memory, and damage that is told."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, event, select, update

from omeropyr.errors import GatewayError, OmeropyrError, Unavailable
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.schema import DataTableRow, OriginalFileRow, TableBlockRow
from omeropyr.gateway.embedded.tables.blocks import MOST_BYTES, MOST_ROWS, decode, encode, rows_per_block
from omeropyr.gateway.embedded.tables.columns import MOST_ELEMENTS, row_bytes
from omeropyr.gateway.model import Column, ColumnType, Kind, ObjectRef
from omeropyr.gateway.port import Session
from omeropyr.testing.store import SampleStore, make_store

LONG = Column("n", ColumnType.LONG)
WIDE = Column("trace", ColumnType.DOUBLE_ARRAY, size=1000)
TEXT = Column("s", ColumnType.STRING, size=1000)
ROWS = 3 * MOST_ROWS + 5


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleStore:
    return make_store(tmp_path_factory.mktemp("tables") / "store")


@pytest.fixture(scope="module")
def session(sample: SampleStore) -> Iterator[Session]:
    gateway = EmbeddedGateway(sample.store)
    yield gateway.login(sample.demo)
    gateway.close()


@pytest.fixture
def file_id(session: Session) -> int:
    return session.tables.create("t", [LONG, Column("x", ColumnType.DOUBLE)], [np.arange(ROWS), np.ones(ROWS)]).file_id


@contextmanager
def statements(sample: SampleStore) -> Iterator[list[str]]:
    found: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            found.append(statement)

    event.listen(sample.store.engine, "before_cursor_execute", note)
    yield found
    event.remove(sample.store.engine, "before_cursor_execute", note)


def test_every_reading_is_two_statements(sample: SampleStore, session: Session, file_id: int) -> None:
    for ask in (
        lambda: session.tables.read(file_id),
        lambda: session.tables.rows(file_id, [0, ROWS - 1]),
        lambda: session.tables.query(file_id, "(n == 1) | (x > 2)"),
    ):
        with statements(sample) as found:
            ask()
        assert len(found) == 2
    with statements(sample) as found:
        session.tables.get(file_id)
    assert len(found) == 1


def test_queries_hold_a_few_blocks_only(session: Session) -> None:
    """Memory does not grow with the table."""
    rows = 100 * MOST_ROWS
    file_id = session.tables.create("long", [LONG], [np.arange(rows)]).file_id
    peaks = []
    for stop in (40 * MOST_ROWS, rows):
        tracemalloc.start()
        assert list(session.tables.query(file_id, "n == 77", stop=stop)) == [77]
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[0] < 8 * MOST_ROWS * 20
    assert peaks[1] < peaks[0] * 1.2


def test_a_block_is_never_large() -> None:
    assert rows_per_block([LONG]) == MOST_ROWS
    assert rows_per_block([LONG, WIDE]) * row_bytes(WIDE) <= MOST_BYTES
    assert rows_per_block([Column("a", ColumnType.LONG_ARRAY, size=MOST_ELEMENTS)]) == MOST_BYTES // (8 * MOST_ELEMENTS)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_texts_through_a_block(texts: list[str]) -> None:
    assert decode(TEXT, encode(TEXT, np.array([*texts, None], object)[:-1]), len(texts)).tolist() == texts


@given(st.lists(st.floats()))
def test_numbers_through_a_block(numbers: list[float]) -> None:
    column = Column("x", ColumnType.DOUBLE)
    np.testing.assert_array_equal(decode(column, encode(column, np.array(numbers)), len(numbers)), np.array(numbers))


@pytest.mark.parametrize("damage", ["other bytes", "cut", "of another block", "gone", "column gone"])
def test_damaged_rows_are_told(sample: SampleStore, session: Session, file_id: int, damage: str) -> None:
    block = TableBlockRow
    first, last = ((block.file_id == file_id) & (block.number == number) for number in (1, 3))
    with sample.store.writing() as connection:
        data = connection.execute(select(block.data).where(first, block.column == 0)).scalar_one()
        short = connection.execute(select(block.data).where(last, block.column == 0)).scalar_one()
        changed = {"other bytes": b"no frame", "cut": data[:-20], "of another block": short}
        if damage in changed:
            connection.execute(update(block).where(first, block.column == 0).values(data=changed[damage]))
        else:
            connection.execute(
                delete(block).where(first, block.column == (0 if damage == "column gone" else block.column))
            )
    for ask in (lambda: session.tables.read(file_id), lambda: session.tables.query(file_id, "(n == 1) & (x == 1)")):
        with pytest.raises(Unavailable, match=f"table {file_id}"):
            ask()
    assert session.tables.read(file_id, stop=5).values[0].tolist() == [0, 1, 2, 3, 4]


def test_nothing_is_left_of_a_failed_append(sample: SampleStore, session: Session, file_id: int) -> None:
    def fail(connection: object, cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE data_table"):
            raise OSError("no space left on device")

    event.listen(sample.store.engine, "before_cursor_execute", fail)
    with pytest.raises(GatewayError):
        session.tables.append(file_id, [np.arange(20_000), np.ones(20_000)])
    event.remove(sample.store.engine, "before_cursor_execute", fail)
    assert session.tables.get(file_id).row_count == ROWS
    np.testing.assert_array_equal(session.tables.read(file_id).values[0], np.arange(ROWS))


def test_tables_are_attached_as_files(sample: SampleStore, session: Session, file_id: int) -> None:
    image = ObjectRef(Kind.IMAGE, sample.image_ids[0])
    file = session.files.get(file_id)
    session.annotations.create(Kind.FILE, file, group_id=file.group_id, targets=[image])
    (link,) = session.annotations.of([image], kinds=[Kind.FILE])
    assert (link.annotation.value.id, link.annotation.value.mimetype) == (file_id, "OMERO.tables")


def test_the_bytes_of_a_table_are_no_file(session: Session, file_id: int) -> None:
    with pytest.raises(OmeropyrError):
        b"".join(session.files.read(file_id))


def test_a_table_goes_with_its_file(sample: SampleStore, file_id: int) -> None:
    with sample.store.writing() as connection:
        connection.execute(delete(OriginalFileRow).where(OriginalFileRow.id == file_id))
        for table in (DataTableRow, TableBlockRow):
            assert connection.execute(select(table.file_id).where(table.file_id == file_id)).all() == []
