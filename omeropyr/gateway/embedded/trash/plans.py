"""What an act would do, counted from the selection that it would work on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, func, or_, select

from omeropyr.gateway.embedded.edit.links import CONTAINERS
from omeropyr.gateway.embedded.schema import AnnotationRow, OriginalFileRow
from omeropyr.gateway.embedded.targets import TABLES
from omeropyr.gateway.embedded.trash import graph
from omeropyr.gateway.embedded.trash.closure import FILES, NOTE_LINKS, NOTES, Closure
from omeropyr.gateway.embedded.trash.selection import Selection
from omeropyr.gateway.model import ANNOTATION_KINDS, Kind, ObjectRef, Plan, Refusal

MOST_NAMED = 20
KINDS = {TABLES[kind].__table__: kind for kind in TABLES if kind not in ANNOTATION_KINDS}
LINKS: tuple[Table, ...] = (*(pair.link.__table__ for pair in CONTAINERS.values()), NOTE_LINKS)


def make_plan(chosen: Selection, refusals: Sequence[Refusal], cut: Mapping[Table, ColumnElement[bool]]) -> Plan:
    """`cut`: which links go while one of their ends stays."""
    return Plan(
        included=included(chosen),
        unlinked=_unlinked(chosen, cut),
        refusals=tuple(refusals),
        bytes=total_bytes(chosen),
    )


def included(chosen: Selection) -> dict[Kind, int]:
    counts = {kind: chosen.count(table) for table, kind in KINDS.items()}
    if chosen.count(NOTES):
        counts |= _by_kind(chosen, chosen.ids(NOTES))
    return {kind: count for kind, count in counts.items() if count}


def total_bytes(chosen: Selection) -> int:
    size = select(func.coalesce(func.sum(OriginalFileRow.size), 0)).where(chosen.has(FILES, OriginalFileRow.id))
    return int(chosen.connection.execute(size).scalar_one())


def owners_of(chosen: Selection) -> list[list[int]]:
    """[[owner, group], ...] of all objects."""
    found: set[tuple[int, int]] = set()
    for table in (*KINDS, NOTES):
        if not chosen.may_have(table):
            continue
        pairs = select(table.c.owner_id, table.c.group_id).where(chosen.has(table, table.c.id)).distinct()
        found |= {(row.owner_id, row.group_id) for row in chosen.connection.execute(pairs)}
    return [list(pair) for pair in sorted(found)]


def cut_links(chosen: Selection) -> dict[Table, ColumnElement[bool]]:
    """Links of which one end goes and the other stays."""
    possible = [table for table in LINKS if chosen.may_have(table)]
    return {table: chosen.rows_of(table) & or_(*_staying_ends(chosen, table)) for table in possible}


def _staying_ends(chosen: Selection, table: Table) -> Iterator[ColumnElement[bool]]:
    for key in graph.parts(table):
        column = key.columns[0]
        yield column.is_not(None) & ~chosen.has(key.parent, column)


def _unlinked(chosen: Selection, cut: Mapping[Table, ColumnElement[bool]]) -> dict[Kind, int]:
    """Objects that stay and lose a link."""
    ends: dict[Table, list[Any]] = {}
    for table, criterion in cut.items():
        for key in graph.parts(table):
            column = key.columns[0]
            stays = column.is_not(None) & ~chosen.has(key.parent, column)
            ends.setdefault(key.parent, []).append(select(column.label("id")).where(criterion, stays))
    counts: Counter[Kind] = Counter()
    for parent, selects in ends.items():
        ids = selects[0].union(*selects[1:]).subquery() if len(selects) > 1 else selects[0].distinct().subquery()
        if parent is NOTES:
            counts.update(_by_kind(chosen, select(ids.c.id)))
        elif parent in KINDS:
            counting = select(func.count()).select_from(ids)
            counts[KINDS[parent]] += chosen.connection.execute(counting).scalar_one()
    return {kind: count for kind, count in counts.items() if count}


def _by_kind(chosen: Selection, ids: Any) -> dict[Kind, int]:
    counting = select(AnnotationRow.kind, func.count()).where(AnnotationRow.id.in_(ids)).group_by(AnnotationRow.kind)
    return {Kind(kind): count for kind, count in chosen.connection.execute(counting)}


def split_refusals(closure: Closure, verb: str) -> Iterator[Refusal]:
    """Images of one fileset stay together."""
    for _, going, staying in closure.split_filesets():
        others = ", ".join(str(image_id) for image_id in staying[:MOST_NAMED])
        more = f" and {len(staying) - MOST_NAMED} more" if len(staying) > MOST_NAMED else ""
        for image_id in going[:MOST_NAMED]:
            reason = f"Image {image_id} is in the same files as image {others}{more}: {verb} all of them or none."
            yield Refusal(ObjectRef(Kind.IMAGE, image_id), reason)
