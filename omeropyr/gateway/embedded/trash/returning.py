"""The way back: rows return to their tables while nobody sees them, are put on their shelves, and then all are seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, Table, delete, select

from omeropyr.gateway.embedded.history.rowchanges import table_called
from omeropyr.gateway.embedded.searching.documents import DOCUMENTED
from omeropyr.gateway.embedded.searching.indexing import written_anew
from omeropyr.gateway.embedded.shelves.catalogue import SOURCES, putting
from omeropyr.gateway.embedded.trash import graph
from omeropyr.gateway.embedded.trash.archive import PIECE_ROWS
from omeropyr.gateway.embedded.trash.hidden import hide, ids_after
from omeropyr.gateway.embedded.trash.obstacles import Obstacles
from omeropyr.gateway.embedded.trash.restoring import PIECE, pieces_in_order, put_back
from omeropyr.gateway.embedded.trash.selection import is_listed

DERIVED = frozenset(source.table for source in SOURCES) | frozenset(one.table for one in DOCUMENTED)
"""Tables whose rows stand on shelves, or have documents."""


def return_rows(connection: Connection, trash_id: int, most: int, told: dict[str, int]) -> int | None:
    """Put some pieces of the archive back, hidden; how many, None if none was left. Raises Conflict.

    What others refer to comes first. `told` collects what has to be left out.
    """
    first = pieces_in_order(connection, trash_id)[: max(1, most // PIECE_ROWS)]
    obstacles = Obstacles(connection, trash_id, told)
    for number in first:
        piece = connection.execute(select(*PIECE.c).where(PIECE.c.id == number)).one()
        table = table_called(piece.table_name)
        if is_listed(table) and graph.is_numbered(table):
            hide(connection, trash_id, {table.name: [row[0] for row in piece.old]})
        put_back(connection, piece, obstacles)
        connection.execute(delete(PIECE).where(PIECE.c.id == number))
    return len(first) or None


class Shelving:
    """Puts hidden objects that are there again where listings and the search will find them. May be begun again."""

    def __init__(self, trash_id: int) -> None:
        self._trash_id = trash_id
        self._left = [table for table in graph.tables() if table.name in DERIVED]
        self._last = 0

    def put(self, connection: Connection, most: int) -> bool:
        """Some of them; whether any were left."""
        while self._left:
            ids = ids_after(connection, self._trash_id, self._left[0], self._last, most)
            if ids:
                _derive(connection, self._left[0], ids)
                self._last = ids[-1]
                return True
            self._left.pop(0)
            self._last = 0
        return False


def _derive(connection: Connection, table: Table, ids: Sequence[int]) -> None:
    condition = f"thing.id IN ({', '.join(map(str, ids))})"
    for source in SOURCES:
        if source.table == table.name:
            connection.exec_driver_sql(putting(replace(source, with_hidden=True).belongings(condition)))
    for documented in DOCUMENTED:
        if documented.table == table.name:
            shown = replace(documented, with_hidden=True)
            for statement in written_anew(shown, condition, connection.dialect.name):
                connection.exec_driver_sql(statement)
