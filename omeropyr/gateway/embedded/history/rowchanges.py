"""Changed rows of the database: what an event keeps so that it can be undone, and the statements that make them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, insert, select, update

from omeropyr.gateway.embedded.history.values import from_json, row_to_json
from omeropyr.gateway.embedded.schema import Base


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row: inserted (`old` is None), deleted (`new` is None) or updated. Values are JSON.

    `old` of a deleted row is all of its columns. `new` of an inserted row may be a few of them: those that must still
    be so for undo to take the row away.
    """

    table: str
    key: Mapping[str, Any]
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None

    def as_json(self) -> dict[str, Any]:
        return {"table": self.table, "key": self.key, "old": self.old, "new": self.new}


def inserted(table: Any, values: Mapping[str, Any]) -> RowChange:
    """`values` with the primary key."""
    found = row_to_json(values)
    return RowChange(_table(table).name, _key_of(table, found), None, found)


def deleted(table: Any, values: Mapping[str, Any]) -> RowChange:
    """`values` are all columns of the row."""
    found = row_to_json(values)
    return RowChange(_table(table).name, _key_of(table, found), found, None)


def updated(table: Any, key: Mapping[str, Any], old: Mapping[str, Any], new: Mapping[str, Any]) -> RowChange:
    return RowChange(_table(table).name, row_to_json(key), row_to_json(old), row_to_json(new))


def insert_row(connection: Connection, table: Any, values: Mapping[str, Any]) -> tuple[int, RowChange]:
    """Insert one row into a table with ids: (its id, the change)."""
    made: int = connection.execute(insert(table).values(dict(values)).returning(table.id)).scalar_one()
    return made, inserted(table, {"id": made, **values})


def update_row(connection: Connection, table: Any, object_id: int, values: Mapping[str, Any]) -> RowChange:
    """Set columns of the row with this id, which must be there."""
    columns = [_table(table).c[name] for name in values]
    old = connection.execute(select(*columns).where(table.id == object_id)).one()
    connection.execute(update(table).where(table.id == object_id).values(dict(values)))
    return updated(table, {"id": object_id}, dict(old._mapping), values)


def delete_rows(connection: Connection, table: Any, *where: ColumnElement[bool]) -> list[RowChange]:
    """Delete rows that nothing else refers to, or whose parts were deleted before."""
    rows = connection.execute(select(*_table(table).c).where(*where)).all()
    connection.execute(delete(table).where(*where))
    return [deleted(table, dict(row._mapping)) for row in rows]


def key_criterion(table: Table, key: Mapping[str, Any]) -> ColumnElement[bool]:
    return and_(*(table.c[name] == from_json(table.c[name], value) for name, value in key.items()))


def table_called(name: str) -> Table:
    return Base.metadata.tables[name]


def _table(table: Any) -> Table:
    return cast(Table, table if isinstance(table, Table) else table.__table__)


def _key_of(table: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    names: Sequence[str] = [column.name for column in _table(table).primary_key]
    return {name: values[name] for name in names}
