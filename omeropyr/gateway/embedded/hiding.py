"""What is on its way into the trash or back, and is not to be seen meanwhile: see `trash.steps`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, case, exists, inspect, select

from omeropyr.gateway.embedded.schema import HiddenRow, SearchDocumentRow
from omeropyr.gateway.model import Kind

TABLE_OF_RUNS = "plate_acquisition"
"""The one table of documented objects that is not called like their kind."""


def is_shown(thing: Any) -> ColumnElement[bool]:
    """Whether a row of the table `thing`, or the object of a document, is not hidden."""
    table = inspect(thing).mapper.local_table
    if table is not SearchDocumentRow.__table__:
        shown: ColumnElement[bool] = thing.id.not_in(_hidden_in(table.name))
        return shown
    name = case((thing.kind == Kind.ACQUISITION, TABLE_OF_RUNS), else_=thing.kind)
    return ~exists().where(HiddenRow.table_name == name, HiddenRow.id == thing.object_id)


def _hidden_in(table: str) -> Any:
    return select(HiddenRow.id).where(HiddenRow.table_name == table)


def some_are_hidden(table: str) -> ColumnElement[bool]:
    """Whether there are hidden rows of this table at all: mostly not."""
    return exists().where(HiddenRow.table_name == table)


def are_some_hidden(connection: Connection, table: str) -> bool:
    return bool(connection.scalar(select(some_are_hidden(table))))
