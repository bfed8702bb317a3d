"""Plans of huge deletes, made while others may write, and looked at once more when they are carried out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, and_, exists, func, or_, select

from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.rights import Act, Viewer
from omeropyr.gateway.embedded.schema import EventRow, HiddenRow
from omeropyr.gateway.embedded.trash import graph
from omeropyr.gateway.embedded.trash.deleting import (
    DeleteRequest,
    new_archive,
    plan_delete,
    raise_refusals,
    record_delete,
    right_refusals,
)
from omeropyr.gateway.embedded.trash.hidden import Way, acts_under_way, hide
from omeropyr.gateway.embedded.trash.plans import owners_of
from omeropyr.gateway.embedded.trash.selection import selecting
from omeropyr.gateway.model import Plan

MANY = 10_000
"""Rows that are listed, or links. What is less goes in one transaction, in a second or two."""
MOVING = frozenset(("delete", "restore", "move", "move back", "give", "give back"))
"""Actions that may change a plan without adding rows."""


EVENTS: Table = EventRow.__table__  # type: ignore[assignment]


class Overtaken(Exception):
    """Something was changed since the plan was made: make it anew."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A plan with all that it lists, as of one moment; `marks` are the newest rows there were."""

    plan: Plan
    size: int
    listed: Mapping[str, Sequence[int]]
    owners: Sequence[Sequence[int]]
    marks: Mapping[str, int]

    @property
    def is_huge(self) -> bool:
        return self.size > MANY


def foresee(connection: Connection, viewer: Viewer, request: DeleteRequest) -> Foreseen:
    """Raises NotFound, Invalid, Conflict with the reasons why not."""
    with selecting(connection) as chosen:
        plan = plan_delete(chosen, viewer, request)
        raise_refusals(plan)
        size = chosen.size()
        listed = chosen.listed() if size > MANY else {}
        return Foreseen(plan, size, listed, owners_of(chosen), _newest(connection))


def hide_foreseen(writing: Writing, request: DeleteRequest, foreseen: Foreseen, job_id: int) -> int:
    """Id of the new trash, which the objects are going to fill; nobody sees them from now on. Raises Overtaken."""
    connection = writing.connection
    if any(True for _ in acts_under_way(connection)):
        raise Overtaken
    refused = list(right_refusals(connection, writing.viewer, request.refs, Act.DELETE))
    raise_refusals(Plan(included={}, unlinked={}, refusals=tuple(refused), bytes=0))
    archive = new_archive(writing, foreseen.owners, "delete", request, foreseen.plan, way=Way.OUT, job_id=job_id)
    hide(connection, archive.trash_id, foreseen.listed)
    if _is_overtaken(connection, foreseen.marks):
        raise Overtaken
    record_delete(writing, request, archive.trash_id)
    return archive.trash_id


def _newest(connection: Connection) -> dict[str, int]:
    tables = [table for table in (*graph.tables(), EVENTS) if graph.is_numbered(table)]
    marks = [select(func.coalesce(func.max(graph.key_of(table)), 0)).scalar_subquery() for table in tables]
    found = connection.execute(select(*marks)).one()
    return {table.name: mark for table, mark in zip(tables, found, strict=True)}


def _is_overtaken(connection: Connection, marks: Mapping[str, int]) -> bool:
    """Whether newer rows refer to something that is hidden, or somebody has moved something."""
    moved = exists().where(EventRow.id > marks["event"], EventRow.action.in_(sorted(MOVING)))
    return bool(connection.scalar(select(or_(moved, *_new_references(marks)))))


def _new_references(marks: Mapping[str, int]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for key in graph.references():
        if graph.is_numbered(key.child) and graph.is_numbered(key.parent):
            hidden = select(HiddenRow.id).where(HiddenRow.table_name == key.parent.name)
            is_new = graph.key_of(key.child) > marks[key.child.name]
            found.append(exists().where(and_(is_new, key.columns[0].in_(hidden))))
    return found
