"""Values of tables in the database: blocks of rows of one column, each compressed by itself.

A block is a Zstandard frame of the values, little-endian, row by row. Texts are the lengths of all of them in UTF-8 as
32 bit integers, then their bytes. All blocks of a table have `block_rows` rows but the last, which has the rest; the
rows that are appended fill it up first. So every walk over a table needs memory for a few blocks only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import imagecodecs
import numpy as np
from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from omeropyr.errors import Unavailable
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.schema import DataTableRow, TableBlockRow
from omeropyr.gateway.embedded.tables.columns import Array, dtype_of, empty, row_bytes
from omeropyr.gateway.model import Column, ColumnType, Table

MOST_ROWS, MOST_BYTES = 2**14, 2**22
"""Of one block, before it is compressed; a single row may have more bytes."""
LEVEL = 1
FETCHED = 32
"""Blocks that are taken from the database at a time."""


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A table, and how its rows are divided into blocks."""

    table: Table
    block_rows: int

    @property
    def file_id(self) -> int:
        return self.table.file_id

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.table.columns

    @property
    def row_count(self) -> int:
        return self.table.row_count

    def rows_of(self, number: int) -> int:
        """How many rows the block with this number has."""
        return min(self.block_rows, self.row_count - number * self.block_rows)


def rows_per_block(columns: Sequence[Column]) -> int:
    widest = max(row_bytes(column) for column in columns)
    return max(1, min(MOST_ROWS, MOST_BYTES // widest))


def encode(column: Column, values: Array) -> bytes:
    return bytes(imagecodecs.zstd_encode(_raw(column, values), level=LEVEL))


def _raw(column: Column, values: Array) -> bytes:
    if column.type is not ColumnType.STRING:
        return values.astype(dtype_of(column), copy=False).tobytes()
    texts = [text.encode() for text in values.tolist()]
    return np.array([len(text) for text in texts], "<i4").tobytes() + b"".join(texts)


def decode(column: Column, data: bytes, rows: int) -> Array:
    """Values of `rows` rows. Raises ValueError if they are not what was encoded."""
    try:
        raw = bytes(imagecodecs.zstd_decode(data))
    except imagecodecs.ZstdError as error:
        raise ValueError("no Zstandard frame") from error
    if column.type is ColumnType.STRING:
        return _texts(raw, rows)
    values = np.frombuffer(raw, dtype_of(column))
    return values.reshape(empty(column, rows).shape)


def _texts(raw: bytes, rows: int) -> Array:
    ends = np.cumsum(np.frombuffer(raw, "<i4", count=rows)) + 4 * rows
    if rows and ends[-1] != len(raw):
        raise ValueError("texts of another length")
    texts = np.empty(rows, object)
    starts = [4 * rows, *ends.tolist()]
    texts[:] = [raw[start:end].decode() for start, end in zip(starts, ends.tolist(), strict=False)]
    return texts


def walk(
    connection: Connection, table: StoredTable, columns: Sequence[int], start: int, stop: int
) -> Iterator[tuple[int, Mapping[int, Array]]]:
    """Rows `start` to `stop` piece by piece: number of the first row, and the values of each column by its number.

    At least one column must be named. Raises Unavailable for damaged rows.
    """
    if start >= stop:
        return
    first, last = start // table.block_rows, (stop - 1) // table.block_rows
    found = blocks(connection, table, columns, TableBlockRow.number.between(first, last))
    for expected in range(first, last + 1):
        number, values = next(found, (None, {}))
        if number != expected:
            raise _damaged(table)
        begin = number * table.block_rows
        cut = slice(max(start - begin, 0), stop - begin)
        yield max(start, begin), {column: array[cut] for column, array in values.items()}


def blocks(
    connection: Connection, table: StoredTable, columns: Sequence[int], where: ColumnElement[bool]
) -> Iterator[tuple[int, Mapping[int, Array]]]:
    """The blocks that meet a criterion, in their order: (number, values of each column). Raises Unavailable."""
    block = TableBlockRow
    found = select(block.number, block.column, block.data).where(
        block.file_id == table.file_id, among(block.column, columns), where
    )
    ordered = found.order_by(block.number, block.column).execution_options(yield_per=FETCHED)
    for number, group in groupby(connection.execute(ordered), key=lambda row: row.number):
        values = {row.column: _decoded(table, row.column, number, row.data) for row in group}
        if values.keys() != set(columns):
            raise _damaged(table)
        yield number, values


def _decoded(table: StoredTable, column: int, number: int, data: bytes) -> Array:
    try:
        return decode(table.columns[column], data, table.rows_of(number))
    except ValueError as error:
        raise _damaged(table) from error


def _damaged(table: StoredTable) -> Unavailable:
    return Unavailable(f"Rows of table {table.file_id} are damaged in the database; please restore a backup.")


def append(connection: Connection, table: StoredTable, values: Sequence[Array]) -> int:
    """Write rows after the last one; the new number of rows. The write lock must be held."""
    size, count = table.block_rows, len(values[0])
    number, filled = divmod(table.row_count, size)
    if filled and count:
        values = _after_last(connection, table, number, values)
        connection.execute(delete(TableBlockRow).where(_is_block(table, number)))
    for first in range(0, len(values[0]), size):
        _insert(connection, table, number + first // size, [array[first : first + size] for array in values])
    total = table.row_count + count
    changed = update(DataTableRow).where(DataTableRow.file_id == table.file_id)
    connection.execute(changed.values(row_count=total))
    return total


def _is_block(table: StoredTable, number: int) -> ColumnElement[bool]:
    return (TableBlockRow.file_id == table.file_id) & (TableBlockRow.number == number)


def _after_last(connection: Connection, table: StoredTable, number: int, values: Sequence[Array]) -> list[Array]:
    """The rows of the last block, which is not full, with new ones after them."""
    everything = range(len(table.columns))
    ((_, there),) = list(blocks(connection, table, everything, TableBlockRow.number == number))
    return [np.concatenate([there[column], array]) for column, array in enumerate(values)]


def _insert(connection: Connection, table: StoredTable, number: int, values: Sequence[Array]) -> None:
    place = {"file_id": table.file_id, "number": number}
    rows: list[dict[str, Any]] = [
        {**place, "column": index, "data": encode(column, array)}
        for index, (column, array) in enumerate(zip(table.columns, values, strict=True))
    ]
    connection.execute(insert(TableBlockRow), rows)
