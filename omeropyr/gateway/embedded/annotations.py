"""Tags, tag sets and comments: reading and writing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, insert, select
from sqlalchemy.orm import aliased

from omeropyr.errors import Invalid
from omeropyr.gateway.embedded.access import Access, Writing
from omeropyr.gateway.embedded.annotation_links import PARENTS, add_links, annotation, links_of, remove_links
from omeropyr.gateway.embedded.containers import link_pair
from omeropyr.gateway.embedded.links import TAGSET_TAG
from omeropyr.gateway.embedded.persons import person_columns
from omeropyr.gateway.embedded.query import ListingQuery, among, in_scope
from omeropyr.gateway.embedded.rights import Act, Sight, Viewer, acts_for, can_see
from omeropyr.gateway.embedded.schema import AnnotationLinkRow, AnnotationRow, ExperimenterRow, TagsetTagRow
from omeropyr.gateway.embedded.targets import Target, require_annotation, require_group, require_targets
from omeropyr.gateway.embedded.texts import checked_text
from omeropyr.gateway.model import Annotation, AnnotationLink, Kind, Listing, ObjectRef, Page, Scope
from omeropyr.gateway.port import ANYWHERE, EVERYTHING

TAGSET_NAMESPACE = "openmicroscopy.org/omero/insight/tagset"
"""How OMERO's clients know a tag set from a tag."""


class EmbeddedAnnotations:
    """See `port.Annotations`."""

    def __init__(self, access: Access) -> None:
        self._access, self._viewer = access, access.viewer

    def of(self, targets: Sequence[ObjectRef], *, kinds: Sequence[Kind] = ()) -> Sequence[AnnotationLink]:
        with self._access.reading() as connection:
            return links_of(connection, self._viewer, targets, kinds)

    def tags(
        self,
        scope: Scope = ANYWHERE,
        *,
        tagset_id: int | None = None,
        orphaned: bool = False,
        page: Page = EVERYTHING,
    ) -> Listing[Annotation]:
        where = [*in_scope(AnnotationRow, scope), *_within(tagset_id, orphaned=orphaned)]
        with self._access.reading() as connection:
            return _tag_query(self._viewer, where).fetch(
                connection, page, lambda row: annotation(row, self._viewer, row.child_count)
            )

    def create_tag(
        self,
        text: str,
        *,
        description: str = "",
        group_id: int,
        tagset_id: int | None = None,
        targets: Sequence[ObjectRef] = (),
    ) -> int:
        with self._access.writing() as writing:
            group_id = _group_of_tag(writing, group_id, tagset_id)
            tag_id = _usable_tag(writing, text, description, group_id)
            if tag_id is None:
                tag_id = _create(writing, Kind.TAG, text, description, group_id)
            if tagset_id is not None:
                link_pair(writing, TAGSET_TAG, ObjectRef(Kind.TAGSET, tagset_id), [ObjectRef(Kind.TAG, tag_id)])
            if targets:
                _put(writing, tag_id, targets)
            return tag_id

    def create_tagset(self, text: str, *, description: str = "", group_id: int) -> int:
        with self._access.writing() as writing:
            require_group(writing.connection, writing.viewer, group_id)
            return _create(writing, Kind.TAGSET, text, description, group_id)

    def comment(self, targets: Sequence[ObjectRef], text: str) -> int:
        with self._access.writing() as writing:
            group_id = _annotatable(writing, targets)[0].group_id
            comment_id = _create(writing, Kind.COMMENT, text, "", group_id)
            add_links(writing, comment_id, group_id, targets)
            return comment_id

    def link(self, annotation_id: int, targets: Sequence[ObjectRef]) -> int:
        with self._access.writing() as writing:
            return _put(writing, annotation_id, targets)

    def unlink(self, annotation_id: int, targets: Sequence[ObjectRef], *, own_only: bool = False) -> int:
        with self._access.writing() as writing:
            used = require_annotation(writing.connection, writing.viewer, annotation_id)
            removed = remove_links(writing, annotation_id, targets, own_only=own_only)
            if removed and used.ref.kind is Kind.COMMENT and Act.DELETE in used.acts:
                _drop_if_unlinked(writing, annotation_id)
            return removed


def _put(writing: Writing, annotation_id: int, targets: Sequence[ObjectRef]) -> int:
    """Number of links made."""
    used = require_annotation(writing.connection, writing.viewer, annotation_id)
    if used.ref.kind is Kind.TAGSET:
        raise Invalid("annotation", "a tag set holds tags and cannot be put on an object itself")
    for target in _annotatable(writing, targets):
        target.require_group(used.group_id)
    used.require(Act.ANNOTATE)
    return add_links(writing, annotation_id, used.group_id, targets)


def _within(tagset_id: int | None, *, orphaned: bool) -> list[ColumnElement[bool]]:
    kinds = AnnotationRow.kind.in_((Kind.TAG, Kind.TAGSET))
    if tagset_id is not None:
        inside = select(TagsetTagRow.child_id).where(among(TagsetTagRow.parent_id, [tagset_id]))
        return [kinds, AnnotationRow.id.in_(inside)]
    if orphaned:
        in_a_set = exists().where(TagsetTagRow.child_id == AnnotationRow.id).correlate_except(TagsetTagRow)
        return [kinds, ~in_a_set]
    return [kinds]


def _tag_query(viewer: Viewer, where: Sequence[ColumnElement[bool]]) -> ListingQuery:
    owner, tag = aliased(ExperimenterRow), aliased(AnnotationRow)

    def extras(page: Any) -> Sequence[ColumnElement[Any]]:
        count = (
            select(func.count())
            .select_from(TagsetTagRow)
            .join(tag, tag.id == TagsetTagRow.child_id)
            .where(TagsetTagRow.parent_id == page.c.id, can_see(viewer, tag.owner_id, page.c.level, page.c.leads))
        )
        return [count.correlate(page).scalar_subquery().label("child_count"), *person_columns(owner, "by_")]

    return ListingQuery(
        viewer,
        AnnotationRow,
        where=where,
        order=(AnnotationRow.id,),
        extras=extras,
        join=lambda statement: statement.join(owner, owner.id == AnnotationRow.owner_id),
    )


def _annotatable(writing: Writing, refs: Sequence[ObjectRef]) -> Sequence[Target]:
    """All of `refs`, if the user may annotate them and they are in one group."""
    for ref in refs:
        if ref.kind not in PARENTS:
            raise Invalid("targets", f"a {ref.kind} cannot be annotated")
    targets = require_targets(writing.connection, writing.viewer, refs)
    return [target.require(Act.ANNOTATE).require_group(targets[0].group_id) for target in targets]


def _group_of_tag(writing: Writing, group_id: int, tagset_id: int | None) -> int:
    """A tag goes into the group of its tag set."""
    if tagset_id is not None:
        (tagset,) = require_targets(writing.connection, writing.viewer, [ObjectRef(Kind.TAGSET, tagset_id)])
        group_id = tagset.group_id
    return require_group(writing.connection, writing.viewer, group_id)


def _usable_tag(writing: Writing, text: str, description: str, group_id: int) -> int | None:
    """A tag with this text that the user may put on things; their own first."""
    viewer, tag = writing.viewer, AnnotationRow
    sight = Sight(viewer, tag)
    found = (
        sight.restrict(select(tag.id, tag.owner_id, sight.level, sight.leads))
        .where(tag.group_id == group_id, tag.kind == Kind.TAG, tag.text == checked_text("tag", text))
        .where(tag.description == checked_text("description", description))
        .order_by(tag.owner_id != viewer.user_id, tag.id)
    )
    for row in writing.connection.execute(found):
        if Act.ANNOTATE in acts_for(viewer, row):
            return int(row.id)
    return None


def _create(writing: Writing, kind: Kind, text: str, description: str, group_id: int) -> int:
    values = {
        "kind": kind,
        "text": checked_text(kind, text, required=True),
        "description": checked_text("description", description),
        "namespace": TAGSET_NAMESPACE if kind is Kind.TAGSET else None,
        "owner_id": writing.viewer.user_id,
        "group_id": group_id,
    }
    made = writing.connection.execute(insert(AnnotationRow).values(values).returning(AnnotationRow.id)).scalar_one()
    writing.record("create", kind, made, new={"text": text, "description": description})
    return made


def _drop_if_unlinked(writing: Writing, annotation_id: int) -> None:
    link = AnnotationLinkRow
    left = select(func.count()).select_from(link).where(link.annotation_id == annotation_id)
    if writing.connection.execute(left).scalar_one() == 0:
        dropped = delete(AnnotationRow).where(AnnotationRow.id == annotation_id).returning(AnnotationRow.text)
        text = writing.connection.execute(dropped).scalar_one()
        writing.record("delete", Kind.COMMENT, annotation_id, old={"text": text})
