"""What is in the way of rows that come back: ends of links that are gone, and places that were taken meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Index, Table, UniqueConstraint, select, tuple_

from omeropyr.errors import Conflict
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.schema import TrashPieceRow, TrashRow
from omeropyr.gateway.embedded.trash import graph
from omeropyr.gateway.embedded.trash.plans import KINDS, LINKS

LINK_TABLES = frozenset(table.name for table in LINKS)
REPLACEABLE = LINK_TABLES | {"import_record"}
"""Where a row that came meanwhile does as well: linked again, imported again."""

Values = dict[str, Any]


class Obstacles:
    """Asks for each piece of an archive which rows can come back. `left_out` tells in words which could not."""

    def __init__(self, connection: Connection, trash_id: int, told: dict[str, int] | None = None) -> None:
        """`told` goes on with what was left out by earlier steps."""
        self._connection, self._trash_id = connection, trash_id
        self._there: dict[Table, set[int]] = {}
        self._told: dict[str, int] = {} if told is None else told

    @property
    def left_out(self) -> Sequence[str]:
        return in_words(self._told)

    def passable(self, table: Table, rows: Sequence[Values]) -> Sequence[Values]:
        """Raises Conflict if a row that has to come back cannot."""
        for key in table.foreign_key_constraints:
            if len(key.columns) == 1 and graph.is_numbered(key.referred_table):
                rows = self._with_parent(table, key.columns[0], key.referred_table, rows)
        for columns in unique_columns(table):
            rows = self._with_place(table, columns, rows)
        if graph.is_numbered(table):
            self._there.setdefault(table, set()).update(row[graph.key_of(table).name] for row in rows)
        return rows

    def _with_parent(
        self, table: Table, column: Column[Any], parent: Table, rows: Sequence[Values]
    ) -> Sequence[Values]:
        wanted = {row[column.name] for row in rows} - {None}
        missing = wanted - self._find(parent, wanted)
        if not missing:
            return rows
        self._require_not_in_trash(parent, missing)
        if table.name in LINK_TABLES:
            for object_id in sorted(missing):
                self._tell(f"the link to {_kind_of(parent)} {object_id}, which is gone")
            return [row for row in rows if row[column.name] not in missing]
        if not column.nullable:
            raise Conflict(f"It belongs to {_kind_of(parent)} {min(missing)}, which is gone for good.")
        return [{**row, column.name: None} if row[column.name] in missing else row for row in rows]

    def _find(self, parent: Table, wanted: set[int]) -> set[int]:
        known = self._there.setdefault(parent, set())
        unknown = wanted - known
        if unknown:
            key = graph.key_of(parent)
            known.update(self._connection.scalars(select(key).where(among(key, unknown))))
        return known

    def _require_not_in_trash(self, parent: Table, missing: set[int]) -> None:
        piece, first, last = TrashPieceRow, min(missing), max(missing)
        near = (piece.first_id <= last, piece.last_id >= first, piece.new.is_(None), piece.trash_id != self._trash_id)
        held = select(piece.old, TrashRow.id, TrashRow.title).join(TrashRow, TrashRow.id == piece.trash_id)
        for row in self._connection.execute(
            held.where(piece.table_name == parent.name, *near, TrashRow.act == "delete")
        ):
            found = missing & {values[0] for values in row.old}
            if found:
                raise Conflict(
                    f"{_kind_of(parent).capitalize()} {min(found)} is in the trash itself ({row.title}):"
                    f" restore that first."
                )

    def _with_place(self, table: Table, columns: Sequence[Column[Any]], rows: Sequence[Values]) -> Sequence[Values]:
        names = [column.name for column in columns]
        wanted = [tuple(row[name] for name in names) for row in rows]
        places = [place for place in wanted if None not in place]
        if not places:
            return rows
        taken_ones = select(*columns).where(tuple_(*columns).in_(places))
        taken = {tuple(row) for row in self._connection.execute(taken_ones)}
        if taken and table.name not in REPLACEABLE:
            place = ", ".join(f"{name} {value}" for name, value in zip(names, min(taken), strict=True))
            raise Conflict(f"There is another {table.name.replace('_', ' ')} now: {place}.")
        return [row for row, place in zip(rows, wanted, strict=True) if place not in taken]

    def _tell(self, what: str) -> None:
        self._told[what] = self._told.get(what, 0) + 1


def in_words(told: Mapping[str, int]) -> list[str]:
    return [f"{what} ({count:,} times)" if count > 1 else what for what, count in told.items()]


def unique_columns(table: Table) -> list[Sequence[Column[Any]]]:
    """Sets of columns that no two rows share."""
    constraints = [list(one.columns) for one in table.constraints if isinstance(one, UniqueConstraint)]
    indexes = [list(one.columns) for one in table.indexes if isinstance(one, Index) and one.unique]
    return [*constraints, *indexes]


def _kind_of(table: Table) -> str:
    return str(KINDS.get(table, table.name.replace("_", " ").removeprefix("experimenter ")))
