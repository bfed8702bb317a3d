"""The list of what is on its way into the trash or back: see docs/adr/0017-huge-deletes-in-steps.md."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum

from sqlalchemy import Connection, Table, delete, func, select, text, update

from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.schema import HiddenRow, JobRow, TrashRow
from omeropyr.gateway.embedded.statements import AnyRow
from omeropyr.gateway.embedded.trash import graph
from omeropyr.gateway.model import JobState

UNFINISHED = (JobState.WAITING, JobState.RUNNING)
FROM_JSON = {
    "sqlite": text(
        "INSERT INTO hidden_object (table_name, id, trash_id) SELECT :name, value, :trash_id FROM json_each(:ids)"
    ),
    "postgresql": text(
        "INSERT INTO hidden_object (table_name, id, trash_id)"
        " SELECT CAST(:name AS TEXT), CAST(value AS INTEGER), CAST(:trash_id AS INTEGER)"
        " FROM json_array_elements_text(CAST(:ids AS JSON))"
    ),
}


TABLES = text(
    "WITH RECURSIVE found(name) AS (SELECT min(table_name) FROM hidden_object UNION ALL"
    " SELECT (SELECT min(table_name) FROM hidden_object WHERE table_name > name) FROM found WHERE name IS NOT NULL)"
    " SELECT name FROM found"
    " WHERE EXISTS (SELECT 1 FROM hidden_object WHERE table_name = name AND trash_id = :trash_id)"
)
"""From name to name by the key, instead of through all rows."""


class Way(StrEnum):
    """Of the rows of hidden objects."""

    OUT = "out"
    """Of their tables, into the trash."""
    BACK = "back"


def hide(connection: Connection, trash_id: int, listed: Mapping[str, Sequence[int]]) -> None:
    """From the end of this transaction on, nobody sees them."""
    for name, ids in listed.items():
        values = {"name": name, "trash_id": trash_id, "ids": json.dumps(ids)}
        connection.execute(FROM_JSON[connection.dialect.name], values)


def show(connection: Connection, table: Table, ids: Collection[int]) -> None:
    """Those that are there again, or are not there any more."""
    connection.execute(delete(HiddenRow).where(HiddenRow.table_name == table.name, among(HiddenRow.id, ids)))


def count_hidden(connection: Connection, trash_id: int) -> int:
    counted = select(func.count()).select_from(HiddenRow).where(HiddenRow.trash_id == trash_id)
    return int(connection.execute(counted).scalar_one())


def last_hidden(connection: Connection, trash_id: int, most: int) -> tuple[Table, list[int]] | None:
    """Some of one table that nothing hidden refers to any more; None if nothing is left."""
    names = connection.scalars(TABLES, {"trash_id": trash_id}).all()
    if not names:
        return None
    table = graph.table_called(max(names, key=graph.position))
    return table, ids_after(connection, trash_id, table, 0, most)


def ids_after(connection: Connection, trash_id: int, table: Table, last: int, most: int) -> list[int]:
    found = select(HiddenRow.id).where(HiddenRow.table_name == table.name, HiddenRow.id > last)
    return list(connection.scalars(found.where(HiddenRow.trash_id == trash_id).order_by(HiddenRow.id).limit(most)))


def acts_under_way(connection: Connection) -> Iterator[AnyRow]:
    """(trash id, way, job id, whether that job is going to finish it) of each act that is."""
    is_waiting = JobRow.state.in_(UNFINISHED)
    found = select(TrashRow.id, TrashRow.way, TrashRow.job_id, JobRow.id.is_not(None).label("is_looked_after"))
    found = found.join(JobRow, (JobRow.id == TrashRow.job_id) & is_waiting, isouter=True)
    yield from connection.execute(found.where(TrashRow.way.is_not(None))).all()


def set_way(connection: Connection, trash_id: int, way: Way | None, job_id: int | None) -> None:
    connection.execute(update(TrashRow).where(TrashRow.id == trash_id).values(way=way, job_id=job_id))
