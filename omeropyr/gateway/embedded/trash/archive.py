"""Taking rows away so that they can be brought back: written down as JSON, some hundred at a time, then deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    String,
    Table,
    delete,
    insert,
    select,
    type_coerce,
    update,
)

from omeropyr.gateway.embedded.history.values import is_special, to_json
from omeropyr.gateway.embedded.schema import TrashPieceRow
from omeropyr.gateway.embedded.schema.base import Moment
from omeropyr.gateway.embedded.trash import graph

PIECE_ROWS = 500


@dataclass(frozen=True, slots=True)
class Archive:
    """The trash `trash_id` while it is being filled."""

    connection: Connection
    trash_id: int
    checkpoint: Callable[[], None]
    """Raises if it is to stop."""

    def take(self, table: Table, criterion: ColumnElement[bool]) -> int:
        """Write rows down and delete them; how many. What refers to them must be gone already."""
        taken = self._write(table, list(table.c), criterion, None)
        if taken:
            self.connection.execute(delete(table).where(criterion))
        return taken

    def write(self, table: Table, criterion: ColumnElement[bool]) -> int:
        """Write rows down that are deleted later."""
        return self._write(table, list(table.c), criterion, None)

    def change(self, table: Table, criterion: ColumnElement[bool], values: Mapping[str, Any]) -> int:
        """Set columns of rows and write down what they were; how many rows."""
        columns = [table.c[name] for name in values]
        changed = self._write(table, columns, criterion, values)
        if changed:
            self.connection.execute(update(table).where(criterion).values(dict(values)))
        return changed

    def _write(
        self,
        table: Table,
        columns: Sequence[Column[Any]],
        criterion: ColumnElement[bool],
        new: Mapping[str, Any] | None,
    ) -> int:
        key = list(table.primary_key)
        chosen = [*key, *(column for column in columns if column not in set(key))]
        rows = select(*_plain(chosen)).where(criterion).order_by(*key).execution_options(yield_per=PIECE_ROWS)
        special = [number for number, column in enumerate(chosen) if is_special(column)]
        fixed = {"trash_id": self.trash_id, "table_name": table.name, "columns": [column.name for column in chosen]}
        count = 0
        for piece in self._pieces(rows, special):
            values = {**fixed, "old": piece, "new": new, **_range_of(piece, is_numbered=graph.is_numbered(table))}
            self.connection.execute(insert(TrashPieceRow).values(values))
            count += len(piece)
        return count

    def _pieces(self, rows: Any, special: Sequence[int]) -> Iterator[list[list[Any]]]:
        """`special` are the places of values that are no JSON."""
        for part in self.connection.execute(rows).partitions():
            self.checkpoint()
            piece = [list(row) for row in part]
            for row in piece:
                for place in special:
                    row[place] = to_json(row[place])
            yield piece


def _plain(columns: Sequence[Column[Any]]) -> list[ColumnElement[Any]]:
    """Moments as the database has them: most are never looked at again."""
    return [type_coerce(column, String) if isinstance(column.type, Moment) else column for column in columns]


def _range_of(piece: Sequence[Sequence[Any]], *, is_numbered: bool) -> dict[str, Any]:
    if not is_numbered:
        return {}
    return {"first_id": piece[0][0], "last_id": piece[-1][0]}
