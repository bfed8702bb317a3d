"""What is on its way into the trash or back, and is not to be seen meanwhile: see `trash.steps`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, case, exists, inspect, select
from sqlalchemy.orm import aliased

from omeropyr.gateway.embedded.schema import HiddenRow, SearchDocumentRow
from omeropyr.gateway.model import Kind

TABLE_OF_RUNS = "plate_acquisition"
"""The one table of documented objects that is not called like their kind."""


def is_shown(thing: Any) -> ColumnElement[bool]:
    """Whether a row of the table `thing`, or the object of a document, is not hidden."""
    table, hidden = inspect(thing).mapper.local_table, aliased(HiddenRow)
    name, number = table.name, thing.id
    if table is SearchDocumentRow.__table__:
        name, number = case((thing.kind == Kind.ACQUISITION, TABLE_OF_RUNS), else_=thing.kind), thing.object_id
    return ~exists().where(hidden.table_name == name, hidden.id == number).correlate_except(hidden)


def some_are_hidden(table: str) -> ColumnElement[bool]:
    """Whether there are hidden rows of this table at all: mostly not."""
    return exists().where(HiddenRow.table_name == table)


def are_some_hidden(connection: Connection, table: str) -> bool:
    return bool(connection.scalar(select(some_are_hidden(table))))
