"""Tables: what is written is read, by slice, by row and by condition."""

from __future__ import annotations

import csv
import io
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from omeropyr.errors import Forbidden, GatewayError, Invalid, NotFound
from omeropyr.gateway.model import Column, ColumnType, PermissionLevel, Table, TableRows
from omeropyr.gateway.port import Gateway, Session, Tables
from omeropyr.gateway.tables_csv import csv_pieces
from omeropyr.testing.contract.arranging import ContractBase, World, needs, sign_in

Array = NDArray[Any]

SIZE = 3
COLUMNS = tuple(
    Column(kind.value, kind, f"a {kind}", {ColumnType.STRING: 40}.get(kind, SIZE if "Array" in kind else None))
    for kind in ColumnType
)
"""One of each type."""


def example(column: Column, rows: int) -> Array:
    """Different values in every row and column."""
    start = 1000 * list(ColumnType).index(column.type)
    numbers = np.arange(start, start + rows)
    match column.type:
        case ColumnType.STRING:
            return np.array([f"ŝtono {number} 石" for number in numbers], object)
        case ColumnType.BOOL:
            return np.asarray(numbers % 3 == 0)
        case ColumnType.DOUBLE:
            return np.asarray(np.where(numbers % 5 == 0, np.nan, numbers / 7))
        case ColumnType.LONG_ARRAY:
            return np.asarray(numbers[:, None] * [1, -1, 2**40])
        case ColumnType.FLOAT_ARRAY:
            return np.asarray(numbers[:, None] * [0.5, 1, 2], np.float32)
        case ColumnType.DOUBLE_ARRAY:
            return np.asarray(numbers[:, None] / [3.0, 7.0, 11.0])
    return np.asarray(numbers - 2**40)


def examples(rows: int) -> list[Array]:
    return [example(column, rows) for column in COLUMNS]


def assert_rows(found: TableRows, values: list[Array], numbers: Any, columns: tuple[int, ...] = ()) -> None:
    chosen = columns or tuple(range(len(COLUMNS)))
    assert tuple(found.columns) == tuple(COLUMNS[column] for column in chosen)
    assert list(found.row_numbers) == list(numbers)
    for column, array in zip(chosen, found.values, strict=True):
        expected = values[column][list(numbers)]
        assert array.shape == expected.shape
        assert array.dtype.kind == expected.dtype.kind
        np.testing.assert_array_equal(array, expected)


WRONG_COLUMNS: dict[str, list[Column]] = {
    "none": [],
    "no name": [Column("", ColumnType.LONG)],
    "long name": [Column("n" * 256, ColumnType.LONG)],
    "same name": [Column("a", ColumnType.LONG), Column("a", ColumnType.DOUBLE)],
    "text without size": [Column("a", ColumnType.STRING)],
    "text of no size": [Column("a", ColumnType.STRING, size=0)],
    "array without size": [Column("a", ColumnType.LONG_ARRAY)],
    "array too large": [Column("a", ColumnType.LONG_ARRAY, size=2**40)],
    "size of a number": [Column("a", ColumnType.LONG, size=4)],
    "unknown type": [Column("a", "Complex")],  # type: ignore[arg-type]
}
ONE_OF_EACH = {
    "n": Column("n", ColumnType.LONG),
    "x": Column("x", ColumnType.DOUBLE),
    "b": Column("b", ColumnType.BOOL),
    "s": Column("s", ColumnType.STRING, size=4),
    "f": Column("f", ColumnType.FLOAT_ARRAY, size=2),
}
WRONG_VALUES: dict[str, tuple[str, Any]] = {
    "numbers with points": ("n", np.array([1.5])),
    "numbers beyond 64 bits": ("n", np.array([2**63], np.uint64)),
    "no numbers": ("x", np.array(["1"])),
    "complex numbers": ("x", np.array([1j])),
    "numbers for truth": ("b", np.array([1])),
    "numbers for texts": ("s", np.array([1])),
    "too long": ("s", np.array(["石石"], object)),
    "not to be encoded": ("s", np.array(["\ud800"], object)),
    "two dimensions": ("n", np.array([[1]])),
    "one dimension": ("f", np.array([1.0])),
    "other size": ("f", np.array([[1.0, 2.0, 3.0]])),
    "too large": ("f", np.array([[1.0, 1e300]])),
    "ragged": ("f", [[1.0], [1.0, 2.0]]),
}


class TableContract(ContractBase):
    @pytest.fixture
    def table(self, session: Session, gateway: Gateway, world: World) -> Table:
        """Ten rows of every type."""
        needs(gateway, Tables)
        return session.tables.create("results", COLUMNS, examples(10), metadata={"by": "ada", "n": [1, 2.5, None]})

    def test_tables_say_what_they_are(self, session: Session, world: World, table: Table) -> None:
        assert session.tables.get(table.file_id) == table
        assert (table.name, table.columns, table.row_count) == ("results", COLUMNS, 10)
        assert (table.owner_id, table.group_id) == (world.owner, session.context.group.id)
        assert table.metadata == {"by": "ada", "n": [1, 2.5, None]}

    def test_a_table_is_an_original_file(self, session: Session, table: Table) -> None:
        file = session.files.get(table.file_id)
        assert (file.name, file.mimetype) == ("results", "OMERO.tables")

    def test_tables_go_where_they_are_told(self, session: Session, gateway: Gateway, world: World) -> None:
        group = world.groups[PermissionLevel.READ_WRITE]
        assert session.tables.create("t", COLUMNS, group_id=group).group_id == group
        with pytest.raises(NotFound):
            sign_in(gateway, "outsider").tables.create("t", COLUMNS, group_id=group)

    def test_every_type_is_read_as_it_was_written(self, session: Session, table: Table) -> None:
        tables, values = session.tables, examples(10)
        assert_rows(tables.read(table.file_id), values, range(10))
        assert_rows(tables.read(table.file_id, columns=(9, 2), start=3, stop=7), values, range(3, 7), (9, 2))
        assert_rows(tables.read(table.file_id, start=8, stop=100), values, range(8, 10))
        assert_rows(tables.read(table.file_id, start=50), values, [])
        assert_rows(tables.rows(table.file_id, [9, 0, 4, 0]), values, [9, 0, 4, 0])
        assert_rows(tables.rows(table.file_id, [5], columns=(7,)), values, [5], (7,))
        assert_rows(tables.rows(table.file_id, []), values, [])

    def test_a_table_without_rows(self, session: Session) -> None:
        table = session.tables.create("empty", COLUMNS)
        assert table.row_count == 0
        assert_rows(session.tables.read(table.file_id), examples(0), [])
        assert list(session.tables.query(table.file_id, "Long > 0")) == []
        assert session.tables.append(table.file_id, examples(0)) == 0

    def test_rows_are_added_at_the_end(self, session: Session) -> None:
        table, values = session.tables.create("growing", COLUMNS), examples(40_000)
        ends = [0, 1, 3, 1000, 16_384, 16_385, 33_000, 40_000]
        for start, end in pairwise(ends):
            assert session.tables.append(table.file_id, [array[start:end] for array in values]) == end
        assert session.tables.get(table.file_id).row_count == 40_000
        assert_rows(session.tables.read(table.file_id), values, range(40_000))
        assert_rows(session.tables.read(table.file_id, start=16_000, stop=33_500), values, range(16_000, 33_500))
        some = [39_999, 0, 16_384, 16_383, 2, 16_384]
        assert_rows(session.tables.rows(table.file_id, some, columns=(6, 9)), values, some, (6, 9))
        expected = np.flatnonzero((values[6] % 1000 == 7) & values[8])
        found = session.tables.query(table.file_id, "(Long % 1000 == 7) & Bool")
        assert list(found) == expected.tolist()
        found = session.tables.query(table.file_id, "(Long % 1000 == 7) & Bool", start=10_000, stop=20_000)
        assert list(found) == [row for row in expected.tolist() if 10_000 <= row < 20_000]

    @settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    @given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), max_size=5), max_size=4))
    def test_any_texts_in_any_pieces(self, session: Session, gateway: Gateway, pieces: list[list[str]]) -> None:
        needs(gateway, Tables)
        table = session.tables.create("texts", [Column("text", ColumnType.STRING, size=24)])
        for piece in pieces:
            session.tables.append(table.file_id, [np.array(piece, object)])
        everything = [text for piece in pieces for text in piece]
        assert session.tables.read(table.file_id).values[0].tolist() == everything
        for text in set(everything):
            same = [row for row, other in enumerate(everything) if other == text]
            assert list(session.tables.query(table.file_id, "text == wanted", variables={"wanted": text})) == same

    def test_conditions(self, session: Session, table: Table) -> None:
        ask = session.tables.query
        assert list(ask(table.file_id, "String == 'ŝtono 9004 石'")) == [4]
        assert list(ask(table.file_id, "(Double >= least) | (Image == -1)", variables={"least": 1001.1})) == [8, 9]
        assert list(ask(table.file_id, "1 == 1")) == list(range(10))
        assert list(ask(table.file_id, "1 == 1", start=2, stop=4)) == [2, 3]
        assert list(ask(table.file_id, "1 == 2")) == []

    def test_conditions_that_cannot_be(self, session: Session, table: Table) -> None:
        for condition in (
            "",
            "Volume > 1",
            "Long",
            "Long >",
            "LongArray == 1",
            "Long == 'x'",
            "open('x')",
            "9" * 20_000,
        ):
            with pytest.raises(Invalid):
                session.tables.query(table.file_id, condition)
        with pytest.raises(Invalid):
            session.tables.query(table.file_id, "Long == a", variables={"a": [1]})

    def test_rows_that_are_not_there(self, session: Session, table: Table) -> None:
        tables, file_id = session.tables, table.file_id
        for columns in ((13,), (-1,), (0, 99)):
            with pytest.raises(Invalid):
                tables.read(file_id, columns=columns)
            with pytest.raises(Invalid):
                tables.rows(file_id, [0], columns=columns)
        for row in (10, -1, 10**30):
            with pytest.raises(Invalid):
                tables.rows(file_id, [0, row])
        with pytest.raises(Invalid):
            tables.read(file_id, start=-1)
        with pytest.raises(Invalid):
            tables.query(file_id, "Bool", stop=-5)

    def test_files_that_are_no_tables(self, session: Session, gateway: Gateway, table: Table) -> None:
        tables = session.tables
        for missing in (999_999, -1, 10**30):
            for ask in (
                tables.get,
                tables.read,
                lambda file: tables.query(file, "Bool"),
                lambda file: tables.rows(file, []),
            ):
                with pytest.raises(NotFound):
                    ask(missing)
        plain = session.files.store("notes.txt", [b"no table"])
        with pytest.raises(Invalid):
            tables.get(plain.id)

    @pytest.mark.parametrize("name", WRONG_COLUMNS)
    def test_columns_that_cannot_be(self, session: Session, gateway: Gateway, name: str) -> None:
        needs(gateway, Tables)
        with pytest.raises(Invalid) as found:
            session.tables.create("t", WRONG_COLUMNS[name])
        assert found.value.name.startswith("columns")

    @pytest.mark.parametrize("name", WRONG_VALUES)
    def test_values_that_cannot_be(self, session: Session, gateway: Gateway, name: str) -> None:
        needs(gateway, Tables)
        letter, value = WRONG_VALUES[name]
        column = ONE_OF_EACH[letter]
        with pytest.raises(Invalid, match=f"column '{letter}'"):
            session.tables.create("t", [column], [value])
        table = session.tables.create("t", [column])
        with pytest.raises(Invalid, match=f"column '{letter}'"):
            session.tables.append(table.file_id, [value])
        assert session.tables.get(table.file_id).row_count == 0

    def test_arrays_must_fit_together(self, session: Session, table: Table) -> None:
        values = examples(4)
        for wrong in ([], values[:-1], [*values, values[0]], [values[0][:3], *values[1:]]):
            with pytest.raises(Invalid):
                session.tables.append(table.file_id, wrong)
        assert session.tables.get(table.file_id) == table

    def test_metadata(self, session: Session, table: Table) -> None:
        session.tables.set_metadata(table.file_id, {"version": 3})
        assert session.tables.get(table.file_id).metadata == {"version": 3}
        for wrong in ({"a": float("nan")}, {"a": b"x"}, {"a": "x" * 2**21}):
            with pytest.raises(Invalid):
                session.tables.set_metadata(table.file_id, wrong)
            with pytest.raises(Invalid):
                session.tables.create("t", COLUMNS, metadata=wrong)
        assert session.tables.get(table.file_id).metadata == {"version": 3}

    @pytest.mark.parametrize("name", ["", " ", "\0", "n" * 256])
    def test_table_names_that_cannot_be(self, session: Session, gateway: Gateway, name: str) -> None:
        needs(gateway, Tables)
        with pytest.raises(Invalid):
            session.tables.create(name, COLUMNS)

    @pytest.mark.parametrize("level", list(PermissionLevel))
    def test_who_may_read_and_change(self, gateway: Gateway, world: World, level: PermissionLevel) -> None:
        needs(gateway, Tables)
        own = sign_in(gateway, "owner").tables
        file_id = own.create("t", COLUMNS, examples(2), group_id=world.groups[level]).file_id
        readers = {"leader": True, "admin": True, "member": level is not PermissionLevel.PRIVATE, "outsider": False}
        writers = {"leader", "admin"} | ({"member"} if level is PermissionLevel.READ_WRITE else set())
        for name, reads in readers.items():
            tables = sign_in(gateway, name).tables
            error: type[GatewayError] = Forbidden if reads else NotFound
            if reads:
                assert tables.get(file_id) == own.get(file_id)
            else:
                with pytest.raises(NotFound):
                    tables.read(file_id)
            if name in writers:
                rows = own.get(file_id).row_count
                assert tables.append(file_id, examples(1)) == rows + 1
                tables.set_metadata(file_id, {"by": name})
                continue
            before = own.get(file_id)
            with pytest.raises(error):
                tables.append(file_id, examples(1))
            with pytest.raises(error):
                tables.set_metadata(file_id, {})
            assert own.get(file_id) == before

    def test_csv(self, session: Session, table: Table) -> None:
        text = "".join(csv_pieces(session.tables, table.file_id))
        header, *lines = list(csv.reader(io.StringIO(text)))
        assert header == [column.name for column in COLUMNS]
        assert len(lines) == 10
        values = examples(10)
        assert [line[9] for line in lines] == values[9].tolist()
        np.testing.assert_array_equal([float(line[7]) for line in lines], values[7])
        assert lines[1][12] == str(values[12][1].tolist())
        some = "".join(csv_pieces(session.tables, table.file_id, columns=(9, 8), row_numbers=[7, 1]))
        assert list(csv.reader(io.StringIO(some))) == [
            ["String", "Bool"],
            *([values[9][row], str(values[8][row])] for row in (7, 1)),
        ]
