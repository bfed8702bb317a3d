"""Typed filters of a query as conditions on documents."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true, union_all
from sqlalchemy.orm import aliased

from omeropyr.gateway.embedded.rights import Viewer
from omeropyr.gateway.embedded.schema import (
    PARENT_COLUMNS,
    AnnotationLinkRow,
    AnnotationRow,
    GroupRow,
    KeyValueRow,
    SearchDocumentRow,
    sort_key,
)
from omeropyr.gateway.embedded.searching.documents import NUMBERS, STEP
from omeropyr.gateway.embedded.searching.query import (
    InGroup,
    KeyValue,
    Meaning,
    Moments,
    OfKind,
    Owner,
    Sides,
    Term,
    WithId,
)
from omeropyr.gateway.embedded.searching.rooms import people_called
from omeropyr.gateway.model import PermissionLevel

DOCUMENT = SearchDocumentRow
LARGEST_ID = 2**31 - 1


def condition(term: Term, viewer: Viewer) -> ColumnElement[bool]:
    """On `SearchDocumentRow`, for any term that is not a text."""
    found = _fulfils(term.meaning, viewer)
    return ~found if term.negated else found


@singledispatch
def _fulfils(meaning: Meaning, viewer: Viewer) -> ColumnElement[bool]:
    raise TypeError(f"{meaning!r} is no filter")


@_fulfils.register
def _of_kind(meaning: OfKind, viewer: Viewer) -> ColumnElement[bool]:
    return DOCUMENT.kind == meaning.kind


@_fulfils.register
def _with_id(meaning: WithId, viewer: Viewer) -> ColumnElement[bool]:
    return DOCUMENT.object_id.in_([number for number in meaning.ids if number <= LARGEST_ID])


@_fulfils.register
def _sides(meaning: Sides, viewer: Viewer) -> ColumnElement[bool]:
    ends: list[ColumnElement[bool]] = [DOCUMENT.side.is_not(None)]
    if meaning.low is not None:
        ends.append(DOCUMENT.side >= meaning.low)
    if meaning.high is not None:
        ends.append(DOCUMENT.side <= meaning.high)
    return and_(*ends)


@_fulfils.register
def _moments(meaning: Moments, viewer: Viewer) -> ColumnElement[bool]:
    column = getattr(DOCUMENT, meaning.column)
    ends: list[ColumnElement[bool]] = [column.is_not(None)]
    if meaning.start is not None:
        ends.append(column >= meaning.start)
    if meaning.end is not None:
        ends.append(column < meaning.end)
    return and_(*ends)


@_fulfils.register
def _owner(meaning: Owner, viewer: Viewer) -> ColumnElement[bool]:
    return DOCUMENT.owner_id.in_(people_called(meaning, viewer))


@_fulfils.register
def _group(meaning: InGroup, viewer: Viewer) -> ColumnElement[bool]:
    return DOCUMENT.group_id.in_(select(GroupRow.id).where(func.lower(GroupRow.name) == meaning.name.lower()))


@_fulfils.register
def _key_value(meaning: KeyValue, viewer: Viewer) -> ColumnElement[bool]:
    """Documents by the annotations they have; found from the pair, whatever the number of documents."""
    found = union_all(
        *(_documents_of(kind, column, meaning) for kind, column in PARENT_COLUMNS.items() if kind in NUMBERS)
    )
    return DOCUMENT.id.in_(select(found.subquery().c.document_id))


def _documents_of(kind: Any, column: str, meaning: KeyValue) -> Any:
    """Told under the same condition as in documents."""
    pair, link, note, room = aliased(KeyValueRow), aliased(AnnotationLinkRow), aliased(AnnotationRow), aliased(GroupRow)
    parent, document = getattr(link, column), aliased(DOCUMENT)
    number = parent * STEP + NUMBERS[kind]
    told = or_(note.owner_id == document.owner_id, room.level != PermissionLevel.PRIVATE)
    return (
        select(number.label("document_id"))
        .select_from(pair)
        .join(note, note.id == pair.annotation_id)
        .join(link, link.annotation_id == note.id)
        .join(document, document.id == number)
        .join(room, room.id == document.group_id)
        .where(pair.sort_key == sort_key(meaning.key), _value(pair, meaning), parent.is_not(None), told)
    )


def _value(pair: Any, meaning: KeyValue) -> ColumnElement[bool]:
    wanted = sort_key(meaning.value)
    if not meaning.value:
        return true()
    if not meaning.prefix:
        condition: ColumnElement[bool] = pair.sort_value == wanted
        return condition
    return and_(pair.sort_value >= wanted, pair.sort_value.startswith(wanted, autoescape=True)) if wanted else false()
