"""Taking changed rows back, from the last to the first, if they still are as the change left them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, delete, exists, insert, select, update

from omeropyr.errors import Conflict
from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.history.rowchanges import (
    RowChange,
    deleted,
    inserted,
    key_criterion,
    table_called,
    updated,
)
from omeropyr.gateway.embedded.history.values import row_from_json, row_to_json
from omeropyr.gateway.embedded.statements import AnyRow
from omeropyr.gateway.embedded.trash import graph

PASSING = frozenset(("updated_at",))
"""Columns that tell of a change and are no part of it."""
OPPOSITE = {"create": "delete", "delete": "create", "link": "unlink", "unlink": "link"}


def undo_rows(writing: Writing, event: AnyRow) -> None:
    """Record the way forth as an event of the opposite kind. Raises Conflict."""
    about = f"{event.kind} {event.object_id}"
    rows = [_undo(writing.connection, RowChange(**values), about) for values in reversed(event.rows)]
    action = OPPOSITE.get(event.action, event.action)
    writing.record(action, event.kind, event.object_id, old=event.new, new=event.old, rows=rows)


def _undo(connection: Connection, row: RowChange, about: str) -> RowChange:
    table = table_called(row.table)
    if row.old is None:
        return _take_out(connection, table, row, about)
    if row.new is None:
        return _put_in(connection, table, row, about)
    return _set_back(connection, table, row, about)


def _take_out(connection: Connection, table: Table, row: RowChange, about: str) -> RowChange:
    this = key_criterion(table, row.key)
    found = connection.execute(select(*table.c).where(this)).one_or_none()
    if found is None or not _is_as_left(table, dict(found._mapping), row.new or {}):
        raise changed_since(about)
    values = dict(found._mapping)
    _require_unused(connection, table, values, about)
    connection.execute(delete(table).where(this))
    return deleted(table, values)


def _require_unused(connection: Connection, table: Table, values: Mapping[str, Any], about: str) -> None:
    """What others put into it since would vanish with it."""
    for key in graph.references():
        if key.parent is table:
            pairs = zip(key.columns, key.targets, strict=True)
            uses = exists().where(*(column == values[target.name] for column, target in pairs))
            if connection.scalar(select(uses)):
                raise Conflict(f"Something was added to {about} since. Nothing was undone.")


def _put_in(connection: Connection, table: Table, row: RowChange, about: str) -> RowChange:
    if connection.execute(select(table).where(key_criterion(table, row.key))).first() is not None:
        raise changed_since(about)
    values = row_from_json(table, row.old or {})
    connection.execute(insert(table).values(values))
    return inserted(table, values)


def _set_back(connection: Connection, table: Table, row: RowChange, about: str) -> RowChange:
    this, old, new = key_criterion(table, row.key), row.old or {}, row.new or {}
    found = connection.execute(select(*(table.c[name] for name in new)).where(this)).one_or_none()
    if found is None or not _is_as_left(table, dict(found._mapping), new):
        raise changed_since(about)
    values = row_from_json(table, old)
    connection.execute(update(table).where(this).values(values))
    return updated(table, row_from_json(table, row.key), dict(found._mapping), values)


def _is_as_left(table: Table, found: Mapping[str, Any], left: Mapping[str, Any]) -> bool:
    wanted = row_to_json(row_from_json(table, left))
    present = row_to_json(found)
    return all(name in PASSING or present[name] == value for name, value in wanted.items())


def changed_since(about: str) -> Conflict:
    return Conflict(f"{about.capitalize()} was changed since. Nothing was undone.")
