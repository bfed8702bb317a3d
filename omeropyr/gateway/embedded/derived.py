"""Tables that can be made anew from all others: the shelves of listings. Triggers keep them in step."""

from __future__ import annotations

from sqlalchemy import Connection

from omeropyr.gateway.embedded import triggers
from omeropyr.gateway.embedded.shelves.changes import shelf_triggers
from omeropyr.gateway.embedded.shelves.rebuild import rebuild_shelves


def rebuild(connection: Connection) -> None:
    """Contents and triggers, as this program wants them; inside the caller's transaction, under the write lock.

    Needed after every change of the tables' design: some of those silently drop triggers.
    """
    triggers.remove(connection)
    rebuild_shelves(connection)
    triggers.install(connection, list(shelf_triggers()))
