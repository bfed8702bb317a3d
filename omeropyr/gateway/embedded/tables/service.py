"""Tabular data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection, insert, select, update

from omeropyr.errors import Invalid, NotFound
from omeropyr.gateway.embedded.access import Access, Writing
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Act, Sight, Viewer
from omeropyr.gateway.embedded.schema import DataTableRow, OriginalFileRow, TableBlockRow
from omeropyr.gateway.embedded.tables.blocks import StoredTable, append, blocks, rows_per_block, walk
from omeropyr.gateway.embedded.tables.columns import (
    Array,
    checked_columns,
    checked_values,
    column_from_json,
    column_to_json,
    empty,
)
from omeropyr.gateway.embedded.tables.conditions import parsed
from omeropyr.gateway.embedded.targets import group_for, require_targets
from omeropyr.gateway.embedded.texts import checked_name
from omeropyr.gateway.model import Column, Kind, ObjectRef, Table, TableRows

MIMETYPE = "OMERO.tables"
"""How OMERO's clients know a table among files."""
MOST_METADATA = 2**20
"""Characters of the metadata as JSON."""


class EmbeddedTables:
    """See `port.Tables`."""

    def __init__(self, access: Access) -> None:
        self._access, self._viewer = access, access.viewer

    def create(
        self,
        name: str,
        columns: Sequence[Column],
        values: Sequence[Array] = (),
        *,
        metadata: Mapping[str, Any] | None = None,
        group_id: int | None = None,
    ) -> Table:
        name, described = checked_name(name), checked_columns(columns)
        arrays = checked_values(described, values) if len(values) else []
        remembered = _checked_metadata(metadata or {})
        with self._access.writing() as writing:
            group_id = group_for(writing.connection, writing.viewer, group_id)
            table = _make(writing, name, described, remembered, group_id)
            if arrays:
                append(writing.connection, table, arrays)
            return _stored(writing.connection, writing.viewer, table.file_id).table

    def get(self, file_id: int) -> Table:
        with self._access.reading() as connection:
            return _stored(connection, self._viewer, file_id).table

    def append(self, file_id: int, values: Sequence[Array]) -> int:
        with self._access.writing() as writing:
            table = _changeable(writing, file_id)
            total = append(writing.connection, table, checked_values(table.columns, values))
            if total != table.row_count:
                old, new = {"row_count": table.row_count}, {"row_count": total}
                writing.record("append", Kind.ORIGINAL_FILE, file_id, old=old, new=new)
            return total

    def read(self, file_id: int, *, columns: Sequence[int] = (), start: int = 0, stop: int | None = None) -> TableRows:
        with self._access.reading() as connection:
            table = _stored(connection, self._viewer, file_id)
            chosen, (start, stop) = _chosen(table, columns), _span(table, start, stop)
            room = {column: empty(table.columns[column], stop - start) for column in chosen}
            for first, values in walk(connection, table, chosen, start, stop):
                for column, array in values.items():
                    room[column][first - start : first - start + len(array)] = array
        return _rows(table, chosen, range(start, stop), room)

    def rows(self, file_id: int, row_numbers: Sequence[int], *, columns: Sequence[int] = ()) -> TableRows:
        with self._access.reading() as connection:
            table = _stored(connection, self._viewer, file_id)
            chosen, wanted = _chosen(table, columns), _row_numbers(table, row_numbers)
            room = {column: empty(table.columns[column], len(wanted)) for column in chosen}
            numbers = wanted // table.block_rows
            for number, values in blocks(
                connection, table, chosen, among(TableBlockRow.number, np.unique(numbers).tolist())
            ):
                places = np.flatnonzero(numbers == number)
                for column, array in values.items():
                    room[column][places] = array[wanted[places] - number * table.block_rows]
        return _rows(table, chosen, wanted.tolist(), room)

    def query(
        self,
        file_id: int,
        condition: str,
        *,
        variables: Mapping[str, Any] | None = None,
        start: int = 0,
        stop: int | None = None,
    ) -> Sequence[int]:
        with self._access.reading() as connection:
            table = _stored(connection, self._viewer, file_id)
            asked = parsed(condition, table.columns, variables or {})
            start, stop = _span(table, start, stop)
            if not asked.columns:
                return range(start, stop) if asked.met({}) else []
            found: list[int] = []
            for first, values in walk(connection, table, asked.columns, start, stop):
                found += (np.flatnonzero(asked.met(values)) + first).tolist()
            return found

    def set_metadata(self, file_id: int, metadata: Mapping[str, Any]) -> None:
        checked = _checked_metadata(metadata)
        with self._access.writing() as writing:
            table = _changeable(writing, file_id)
            changed = update(DataTableRow).where(DataTableRow.file_id == file_id)
            writing.connection.execute(changed.values(user_metadata=checked))
            old, new = {"metadata": dict(table.table.metadata)}, {"metadata": checked}
            writing.record("set metadata", Kind.ORIGINAL_FILE, file_id, old=old, new=new)


def _make(
    writing: Writing, name: str, columns: tuple[Column, ...], metadata: dict[str, Any], group_id: int
) -> StoredTable:
    """A table without rows."""
    owner_id = writing.viewer.user_id
    facts = {"name": name, "mimetype": MIMETYPE, "owner_id": owner_id, "group_id": group_id}
    nowhere = {"path": "", "client_path": "", "size": 0, "modified_ns": 0}
    made = insert(OriginalFileRow).values(**facts, **nowhere).returning(OriginalFileRow.id)
    file_id = writing.connection.execute(made).scalar_one()
    described = {"columns": [column_to_json(column) for column in columns], "user_metadata": metadata}
    block_rows = rows_per_block(columns)
    values = {"file_id": file_id, "row_count": 0, "block_rows": block_rows, **described}
    writing.connection.execute(insert(DataTableRow).values(values))
    writing.record("create", Kind.ORIGINAL_FILE, file_id, new={"name": name, "mimetype": MIMETYPE})
    table = Table(file_id=file_id, name=name, columns=columns, row_count=0, owner_id=owner_id, group_id=group_id)
    return StoredTable(table, block_rows)


def _stored(connection: Connection, viewer: Viewer, file_id: int) -> StoredTable:
    """Raises NotFound, Invalid for a file that is no table."""
    file, table = OriginalFileRow, DataTableRow
    columns = (file.id, file.name, file.owner_id, file.group_id, *table.__table__.columns)
    found = select(*columns).select_from(file).join(table, table.file_id == file.id, isouter=True)
    row = connection.execute(Sight(viewer, file).restrict(found).where(among(file.id, [file_id]))).one_or_none()
    if row is None:
        raise NotFound(Kind.ORIGINAL_FILE, file_id)
    if row.file_id is None:
        raise Invalid("file_id", f"file {file_id} is no table")
    described = Table(
        file_id=row.file_id,
        name=row.name,
        columns=tuple(column_from_json(values) for values in row.columns),
        row_count=row.row_count,
        owner_id=row.owner_id,
        group_id=row.group_id,
        metadata=row.user_metadata,
    )
    return StoredTable(described, row.block_rows)


def _changeable(writing: Writing, file_id: int) -> StoredTable:
    """Raises Forbidden, and as `_stored`."""
    table = _stored(writing.connection, writing.viewer, file_id)
    (target,) = require_targets(writing.connection, writing.viewer, [ObjectRef(Kind.ORIGINAL_FILE, file_id)])
    target.require(Act.EDIT)
    return table


def _chosen(table: StoredTable, columns: Sequence[int]) -> Sequence[int]:
    """Raises Invalid for the number of a column that is not there."""
    for column in columns:
        if not 0 <= column < len(table.columns):
            raise Invalid("columns", f"{column} is no column of this table, they are 0 to {len(table.columns) - 1}")
    return columns or range(len(table.columns))


def _span(table: StoredTable, start: int, stop: int | None) -> tuple[int, int]:
    """The part of `start`..`stop` that the table has. Raises Invalid."""
    for name, number in (("start", start), ("stop", stop)):
        if number is not None and number < 0:
            raise Invalid(name, "must be 0 or more")
    stop = table.row_count if stop is None else min(stop, table.row_count)
    return min(start, stop), stop


def _row_numbers(table: StoredTable, row_numbers: Sequence[int]) -> Array:
    """Raises Invalid for a row that is not there."""
    for row in row_numbers:
        if not 0 <= row < table.row_count:
            raise Invalid("rows", f"{row} is no row of this table, it has {table.row_count}")
    return np.asarray(row_numbers, np.int64)


def _rows(table: StoredTable, chosen: Sequence[int], numbers: Sequence[int], room: Mapping[int, Array]) -> TableRows:
    return TableRows([table.columns[column] for column in chosen], numbers, [room[column] for column in chosen])


def _checked_metadata(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON has it. Raises Invalid."""
    try:
        text = json.dumps(dict(metadata), allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise Invalid(
            "metadata", "must be texts, finite numbers, True, False, None, and lists and mappings of these"
        ) from None
    if len(text) > MOST_METADATA:
        raise Invalid("metadata", f"must not have more than {MOST_METADATA} characters as JSON")
    checked: dict[str, Any] = json.loads(text)
    return checked
