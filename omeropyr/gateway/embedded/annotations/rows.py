"""Rows of annotations with everything that is shown of them: owner, file, key-values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import aliased

from omeropyr.gateway.embedded import rows
from omeropyr.gateway.embedded.annotations.values import text_of
from omeropyr.gateway.embedded.files.rows import file_columns, original_file
from omeropyr.gateway.embedded.json_rows import json_rows
from omeropyr.gateway.embedded.people.persons import person_columns
from omeropyr.gateway.embedded.query import ListingQuery
from omeropyr.gateway.embedded.rights import Viewer, can_see
from omeropyr.gateway.embedded.schema import (
    VALUE_COLUMNS,
    AnnotationRow,
    ExperimenterRow,
    KeyValueRow,
    OriginalFileRow,
    TagsetTagRow,
)
from omeropyr.gateway.embedded.statements import AnyRow, AnySelect
from omeropyr.gateway.model import Annotation, AnnotationValue, KeyValues, Kind


class AnnotationDetails:
    """What has to be selected beside the columns of AnnotationRow, and joined for it. Use once."""

    def __init__(self) -> None:
        self._owner, self._file = aliased(ExperimenterRow), aliased(OriginalFileRow)

    @property
    def columns(self) -> list[ColumnElement[Any]]:
        return [*person_columns(self._owner, "by_"), *file_columns(self._file, "of_file_"), _pairs().label("pairs")]

    def join(self, statement: AnySelect) -> AnySelect:
        statement = statement.join(self._owner, self._owner.id == AnnotationRow.owner_id)
        return statement.join(self._file, self._file.id == AnnotationRow.file_id, isouter=True)


def _pairs() -> ColumnElement[Any]:
    """[[position, key, value], ...] of a map."""
    pair = KeyValueRow
    found = select(json_rows(pair.position, pair.key, pair.value)).where(pair.annotation_id == AnnotationRow.id)
    return case((AnnotationRow.kind == Kind.MAP, found.correlate(AnnotationRow).scalar_subquery()))


def annotation(row: AnyRow, viewer: Viewer, child_count: int = 0) -> Annotation:
    """From the columns of AnnotationRow and of AnnotationDetails, with `level` and `leads`."""
    value = _value(row)
    return Annotation(
        id=row.id,
        kind=Kind(row.kind),
        text=text_of(value),
        owner=rows.experimenter(row, "by_"),
        group_id=row.group_id,
        created_at=row.created_at,
        rights=rows.rights_of(row, viewer),
        description=row.description,
        namespace=row.namespace,
        child_count=child_count,
        value=value,
    )


def _value(row: AnyRow) -> AnnotationValue:
    kind = Kind(row.kind)
    if kind is Kind.MAP:
        return in_order(row.pairs)
    if kind is Kind.FILE:
        return original_file(row, "of_file_")
    value: AnnotationValue = row._mapping[VALUE_COLUMNS.get(kind, "text")]
    return value


def in_order(pairs: Sequence[tuple[int, str, str]] | None) -> KeyValues:
    """Key-values by their position."""
    return tuple((key, value) for _, key, value in sorted(pairs or ()))


def annotation_query(
    viewer: Viewer, where: Sequence[ColumnElement[bool]], order: Sequence[Any] = (AnnotationRow.id,)
) -> ListingQuery:
    """Rows for `listed_annotation`."""
    details = AnnotationDetails()
    return ListingQuery(
        viewer,
        AnnotationRow,
        where=where,
        order=order,
        extras=lambda page: [_child_count(viewer, page), *details.columns],
        join=details.join,
    )


def _child_count(viewer: Viewer, page: Any) -> ColumnElement[Any]:
    """Readable tags of a tag set."""
    tag = aliased(AnnotationRow)
    count = (
        select(func.count())
        .select_from(TagsetTagRow)
        .join(tag, tag.id == TagsetTagRow.child_id)
        .where(TagsetTagRow.parent_id == page.c.id, can_see(viewer, tag.owner_id, page.c.level, page.c.leads))
    )
    is_set = AnnotationRow.kind == Kind.TAGSET
    return case((is_set, count.correlate(page).scalar_subquery()), else_=0).label("child_count")


def listed_annotation(row: AnyRow, viewer: Viewer) -> Annotation:
    return annotation(row, viewer, row.child_count)
