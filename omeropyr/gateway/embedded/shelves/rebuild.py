"""All shelves made anew from the tables they follow."""

from __future__ import annotations

from sqlalchemy import Connection

from omeropyr.gateway.embedded.shelves.blocks import REBUILD
from omeropyr.gateway.embedded.shelves.catalogue import SOURCES, putting


def rebuild_shelves(connection: Connection) -> None:
    """Without triggers: the caller has removed them and holds the write lock."""
    for table in ("shelf_block", "shelf_entry"):
        connection.exec_driver_sql(f"DELETE FROM {table}")
    for source in SOURCES:
        connection.exec_driver_sql(putting(source.belongings("TRUE")))
    connection.exec_driver_sql(REBUILD)
