"""Bringing back what an archive holds: rows under their old ids, and columns as they were. All of it, or a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from omeropyr.errors import Conflict, NotFound
from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.history.rowchanges import table_called
from omeropyr.gateway.embedded.history.values import from_json, is_special
from omeropyr.gateway.embedded.rights import Act
from omeropyr.gateway.embedded.schema import HiddenRow, TrashFileRow, TrashPieceRow, TrashRow
from omeropyr.gateway.embedded.statements import AnyRow
from omeropyr.gateway.embedded.trash import graph
from omeropyr.gateway.embedded.trash.bulk import derived_at_the_end
from omeropyr.gateway.embedded.trash.obstacles import Obstacles
from omeropyr.gateway.embedded.trash.owners import owners_allowing
from omeropyr.gateway.model import Kind

ACT = {"delete": Act.DELETE, "move": Act.MOVE, "give": Act.GIVE}
AT_ONCE = 500
PIECE: Table = TrashPieceRow.__table__  # type: ignore[assignment]


def restore(writing: Writing, trash_id: int) -> tuple[AnyRow, Sequence[str]]:
    """Bring everything back and forget the archive: (its row, what had to be left out, in words).

    Links to what was deleted for good meanwhile are left out. Raises NotFound, Conflict naming what is in the way.
    """
    trash = find_trash(writing.connection, trash_id)
    require_right(writing, trash)
    obstacles = Obstacles(writing.connection, trash_id)
    with derived_at_the_end(writing.connection, trash.included.get(Kind.IMAGE, 0)):
        _bring_back(writing, trash_id, obstacles)
    forget(writing.connection, trash_id)
    return trash, obstacles.left_out


def forget(connection: Connection, trash_id: int) -> None:
    """The archive, all of which is back: whatever of it is hidden is seen from now on."""
    # otherwise its files would be taken for unneeded
    connection.execute(delete(TrashFileRow).where(TrashFileRow.trash_id == trash_id))
    connection.execute(delete(HiddenRow).where(HiddenRow.trash_id == trash_id))
    connection.execute(delete(TrashRow).where(TrashRow.id == trash_id))


def _bring_back(writing: Writing, trash_id: int, obstacles: Obstacles) -> None:
    """First the rows that are gone, then the columns of those that stayed and may refer to them."""
    connection = writing.connection
    for number in pieces_in_order(connection, trash_id):
        writing.checkpoint()
        put_back(connection, connection.execute(select(*PIECE.c).where(PIECE.c.id == number)).one(), obstacles)
    set_columns_back(connection, trash_id)


def pieces_in_order(connection: Connection, trash_id: int) -> list[int]:
    """Pieces of deleted rows; what others refer to comes first, whatever was deleted first."""
    heads = select(PIECE.c.id, PIECE.c.table_name).where(PIECE.c.trash_id == trash_id, PIECE.c.new.is_(None))
    ordered = sorted((graph.position(head.table_name), head.id) for head in connection.execute(heads))
    return [number for _, number in ordered]


def set_columns_back(connection: Connection, trash_id: int) -> None:
    """Of rows that stayed. Raises Conflict."""
    for piece in _changed(connection, trash_id):
        _set_back(connection, piece)


def find_trash(connection: Connection, trash_id: int) -> AnyRow:
    """Raises NotFound."""
    row = connection.execute(select(*TrashRow.__table__.c).where(TrashRow.id == trash_id)).one_or_none()
    if row is None:
        raise NotFound("trash", trash_id)
    return row


def require_right(writing: Writing, trash: AnyRow) -> None:
    """One's own trash, and administrators', as long as one may still delete such data. Raises NotFound, Conflict."""
    viewer = writing.viewer
    if trash.owner_id != viewer.user_id and not viewer.is_admin:
        raise NotFound("trash", trash.id)
    owners = {(owner_id, group_id) for owner_id, group_id in trash.owners}
    refused = owners - owners_allowing(writing.connection, viewer, ACT[trash.act], owners)
    if refused:
        _, group_id = min(refused)
        raise Conflict(f"You may no longer do this in group {group_id}; an administrator can.")


def _changed(connection: Connection, trash_id: int) -> Iterator[AnyRow]:
    """Pieces of columns, one after the other; together they may not fit into memory."""
    last, columns = 0, PIECE.c
    changed = select(*columns).where(columns.trash_id == trash_id, columns.new.is_not(None)).order_by(columns.id)
    while True:
        piece = connection.execute(changed.where(columns.id > last).limit(1)).one_or_none()
        if piece is None:
            return
        last = piece.id
        yield piece


def put_back(connection: Connection, piece: AnyRow, obstacles: Obstacles) -> None:
    table = table_called(piece.table_name)
    rows = obstacles.passable(table, _rows(table, piece.columns, piece.old))
    if rows:
        connection.execute(insert(table), rows)


def _rows(table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    """Column -> value, as the columns had them."""
    special = [table.c[name] for name in columns if is_special(table.c[name])]
    found = [dict(zip(columns, row, strict=True)) for row in rows]
    for values in found:
        for column in special:
            values[column.name] = from_json(column, values[column.name])
    return found


def _set_back(connection: Connection, piece: AnyRow) -> None:
    """Columns get their old values where they still have what they got. Raises Conflict if one was changed since."""
    table = table_called(piece.table_name)
    key = [column.name for column in table.primary_key]
    still = [table.c[name].is_not_distinct_from(from_json(table.c[name], new)) for name, new in piece.new.items()]
    this = [table.c[name] == bindparam(f"key_{name}") for name in key]
    values: dict[str, Any] = {name: bindparam(f"old_{name}") for name in piece.new}
    for rows in _split(piece.old):
        old = _rows(table, piece.columns, rows)
        named = [
            {f"key_{name}": row[name] for name in key} | {f"old_{name}": row[name] for name in piece.new} for row in old
        ]
        changed = connection.execute(update(table).where(*this, *still).values(values), named).rowcount
        if changed != len(rows) and None not in piece.new.values():
            raise Conflict(f"Some of these {table.name}s were changed by somebody since. Nothing was undone.")


def _split(rows: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))
