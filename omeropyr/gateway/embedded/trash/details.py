"""A plan object by object: the ids of what goes, and the names of what stays and loses a link to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, Table, select

from omeropyr.gateway.embedded.browse.names import names_of
from omeropyr.gateway.embedded.edit.links import CONTAINERS, Pair
from omeropyr.gateway.embedded.rights import Viewer
from omeropyr.gateway.embedded.schema import AnnotationRow
from omeropyr.gateway.embedded.targets import TABLES, find_targets
from omeropyr.gateway.embedded.trash.closure import NOTE_LINKS, NOTES
from omeropyr.gateway.embedded.trash.selection import Selection
from omeropyr.gateway.model import Kind, LeftBehind, ObjectRef

TOLD = (Kind.PROJECT, Kind.DATASET, Kind.IMAGE, Kind.SCREEN, Kind.PLATE, Kind.WELL)
Cut = Mapping[Table, ColumnElement[bool]]


def objects_of(chosen: Selection) -> dict[Kind, list[int]]:
    """Ids of the objects of the tree that go, ascending."""
    found = {}
    for kind in TOLD:
        table: Table = TABLES[kind].__table__
        if chosen.count(table):
            found[kind] = sorted(chosen.connection.scalars(chosen.ids(table)))
    return found


def left_behind(chosen: Selection, viewer: Viewer, cut: Cut) -> list[LeftBehind]:
    """What stays at the other end of the links that are `cut`, as far as the viewer may see it."""
    roles = dict(_ends(chosen, cut))
    seen = list(find_targets(chosen.connection, viewer, list(roles)))
    names = names_of(chosen.connection, seen)
    return [LeftBehind(ref=ref, name=names[ref], role=roles[ref]) for ref in seen]


def _ends(chosen: Selection, cut: Cut) -> Iterator[tuple[ObjectRef, str]]:
    for pair in CONTAINERS.values():
        table = pair.link.__table__
        if pair.child_kind is not Kind.TAG and table in cut:
            yield from _of_pair(chosen, pair, cut[table])
    if NOTE_LINKS in cut:
        yield from _annotations(chosen, cut[NOTE_LINKS])


def _of_pair(chosen: Selection, pair: Pair, criterion: ColumnElement[bool]) -> Iterator[tuple[ObjectRef, str]]:
    for kind, thing, column, role in (
        (pair.parent_kind, pair.parent, pair.link.parent_id, "parent"),
        (pair.child_kind, pair.child, pair.link.child_id, "child"),
    ):
        found = select(column).where(criterion, ~chosen.has(thing.__table__, column)).distinct().order_by(column)
        for number in chosen.connection.scalars(found):
            yield ObjectRef(kind, number), role


def _annotations(chosen: Selection, criterion: ColumnElement[bool]) -> Iterator[tuple[ObjectRef, str]]:
    column = NOTE_LINKS.c.annotation_id
    staying: Sequence[ColumnElement[bool]] = (criterion, ~chosen.has(NOTES, column))
    ids = select(column).where(*staying)
    found = select(AnnotationRow.id, AnnotationRow.kind).where(AnnotationRow.id.in_(ids)).order_by(AnnotationRow.id)
    for row in chosen.connection.execute(found):
        yield ObjectRef(Kind(row.kind), row.id), "annotation"
