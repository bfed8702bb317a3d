"""Annotations that an object has one of: its key-values in a namespace, a person's rating."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.annotations.links import ids_by_kind, on_any_of, parent_of
from omeropyr.gateway.embedded.annotations.targets import Annotatable
from omeropyr.gateway.embedded.annotations.values import Stored
from omeropyr.gateway.embedded.annotations.writing import (
    New,
    change_annotations,
    delete_unlinked,
    insert_annotations,
    insert_links,
    remove_links,
)
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Act, Sight, acts_for, acts_on
from omeropyr.gateway.embedded.schema import AnnotationLinkRow, AnnotationRow
from omeropyr.gateway.embedded.statements import AnyRow
from omeropyr.gateway.embedded.targets import group_for
from omeropyr.gateway.model import Kind, ObjectRef


@dataclass(frozen=True, slots=True)
class Wanted:
    """What every object shall have; `stored` is None for nothing. `own_only` leaves other people's annotations alone,
    otherwise those that the user may change are changed."""

    kind: Kind
    namespace: str
    stored: Stored | None
    own_only: bool = False


def set_on_each(writing: Writing, on: Annotatable, wanted: Wanted) -> list[int]:
    """Ids of the annotations that the objects have now, in the order of the objects.

    What is on other objects too stays there as it is, and gives way to a new annotation here.
    """
    held = _held(writing, on.refs, wanted)
    shared = _on_others(writing, [row.annotation_id for row in held], on.refs)
    kept: dict[ObjectRef, int] = {}
    for row in held:
        if wanted.stored is not None and row.annotation_id not in shared:
            kept.setdefault(parent_of(row), row.annotation_id)
    _take_off(writing, wanted.kind, [row for row in held if row.annotation_id != kept.get(parent_of(row))])
    if wanted.stored is None:
        return []
    group_id = group_for(writing.connection, writing.viewer, None) if on.group_id is None else on.group_id
    change_annotations(writing, wanted.kind, list(dict.fromkeys(kept.values())), group_id, wanted.stored, {})
    without = [ref for ref in on.refs if ref not in kept]
    made = insert_annotations(writing, New(wanted.kind, wanted.stored, wanted.namespace), group_id, len(without))
    insert_links(writing, list(zip(made, without, strict=True)), group_id)
    kept |= dict(zip(without, made, strict=True))
    return list(dict.fromkeys(kept[ref] for ref in on.refs))


def _held(writing: Writing, refs: Sequence[ObjectRef], wanted: Wanted) -> list[AnyRow]:
    """Links to annotations of that sort which the user may change and take away; the user's own annotations first."""
    link, viewer = AnnotationLinkRow, writing.viewer
    sight, owner = Sight(viewer, link), AnnotationRow.owner_id.label("annotation_owner")
    found = (
        select(*link.__table__.columns, owner, sight.level, sight.leads)
        .join(AnnotationRow, AnnotationRow.id == link.annotation_id)
        .where(AnnotationRow.kind == wanted.kind, AnnotationRow.namespace == wanted.namespace)
        .where(on_any_of(ids_by_kind(refs)), sight.sees_row(AnnotationRow))
        .order_by(AnnotationRow.owner_id != viewer.user_id, AnnotationRow.id, link.id)
    )
    if wanted.own_only:
        found = found.where(AnnotationRow.owner_id == viewer.user_id)
    rows = writing.connection.execute(sight.restrict(found))
    return [row for row in rows if Act.DELETE in acts_for(viewer, row) and Act.EDIT in _acts(writing, row)]


def _acts(writing: Writing, row: AnyRow) -> Act:
    """What the user may do to the annotation itself."""
    return acts_on(writing.viewer, owner_id=row.annotation_owner, level=row.level, leads=row.leads)


def _on_others(writing: Writing, annotation_ids: Sequence[int], refs: Sequence[ObjectRef]) -> set[int]:
    """Which of the annotations are on objects beside `refs`, seen or not."""
    link = AnnotationLinkRow
    rows = writing.connection.execute(select(*link.__table__.columns).where(among(link.annotation_id, annotation_ids)))
    named = set(refs)
    return {row.annotation_id for row in rows if parent_of(row) not in named}


def _take_off(writing: Writing, kind: Kind, links: Sequence[AnyRow]) -> None:
    remove_links(writing, links)
    deletable = [row.annotation_id for row in links if Act.DELETE in _acts(writing, row)]
    delete_unlinked(writing, [ObjectRef(kind, annotation_id) for annotation_id in deletable])
