"""The way out: rows of hidden objects go into the trash, some hundred objects in each transaction."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Table, select, tuple_

from omeropyr.gateway.embedded.trash import graph
from omeropyr.gateway.embedded.trash.archive import Archive
from omeropyr.gateway.embedded.trash.deleting import let_go
from omeropyr.gateway.embedded.trash.files import list_files
from omeropyr.gateway.embedded.trash.hidden import last_hidden, show
from omeropyr.gateway.embedded.trash.selection import Selection, selecting

MOST_LINKS = 2_000
"""One container or tag may be linked to everything there is."""


def leave(connection: Connection, trash_id: int, most: int) -> int | None:
    """Take some objects out of their tables, what refers to others first; how many, None if nothing was left.

    Rows that were added to them since they were planned go along.
    """
    found = last_hidden(connection, trash_id, most)
    if found is None:
        return None
    table, ids = found
    archive = Archive(connection, trash_id, _go_on)
    with selecting(connection) as chosen:
        chosen.add_ids(table, ids)
        chosen.add_parts()
        if _links_are_left(archive, chosen):
            return 0
        list_files(archive, chosen)
        let_go(archive, chosen)
        for part in reversed(graph.tables()):
            if chosen.may_have(part):
                archive.take(part, chosen.rows_of(part))
    show(connection, table, ids)
    return len(ids)


def _links_are_left(archive: Archive, chosen: Selection) -> bool:
    """Takes some; whether there may be more than fit into one transaction."""
    for table in graph.tables():
        if chosen.may_have(table) and (graph.is_link(table) or table.name == "annotation_link"):
            some = _first(table, chosen)
            if archive.take(table, some) == MOST_LINKS:
                return True
    return False


def _first(table: Table, chosen: Selection) -> ColumnElement[bool]:
    key = tuple(table.primary_key)
    first = select(*key).where(chosen.rows_of(table)).order_by(*key).limit(MOST_LINKS)
    return key[0].in_(first) if len(key) == 1 else tuple_(*key).in_(first)


def _go_on() -> None:
    """A step is short and never stopped."""
