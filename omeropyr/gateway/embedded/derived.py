"""Tables that can be made anew from all others: shelves of listings, documents of the search. Triggers keep them."""

from __future__ import annotations

from sqlalchemy import Connection

from omeropyr.gateway.embedded import triggers
from omeropyr.gateway.embedded.searching.indexing import rebuild_index, search_triggers
from omeropyr.gateway.embedded.shelves.changes import shelf_triggers
from omeropyr.gateway.embedded.shelves.rebuild import rebuild_shelves


def rebuild(connection: Connection) -> None:
    """Contents and triggers, as this program wants them; inside the caller's transaction, under the write lock.

    Needed after every change of the tables' design: some of those silently drop triggers.
    """
    triggers.remove(connection)
    refill(connection)
    triggers.install(connection, wanted_triggers(connection.dialect.name))


def wanted_triggers(dialect: str) -> list[triggers.Trigger]:
    """All that keep the contents."""
    return [*shelf_triggers(), *search_triggers(dialect)]


def refill(connection: Connection) -> None:
    """The contents alone, while triggers are paused."""
    rebuild_shelves(connection)
    rebuild_index(connection)
