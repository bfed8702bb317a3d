"""Annotations of every kind: reading and writing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select

from omeropyr.errors import Invalid, NotFound
from omeropyr.gateway.embedded.access import Access, Writing
from omeropyr.gateway.embedded.annotations.links import links_of, links_of_annotations, usage_of
from omeropyr.gateway.embedded.annotations.rows import annotation_query, listed_annotation
from omeropyr.gateway.embedded.annotations.sets import Wanted, set_on_each
from omeropyr.gateway.embedded.annotations.targets import Annotatable, annotatable
from omeropyr.gateway.embedded.annotations.values import (
    Stored,
    checked_namespace,
    checked_pairs,
    checked_rating,
    checked_value,
    require_rating,
)
from omeropyr.gateway.embedded.annotations.writing import (
    New,
    add_links,
    change_annotations,
    delete_unlinked,
    insert_annotation,
    removable_links,
    remove_links,
)
from omeropyr.gateway.embedded.edit.containers import link_pair
from omeropyr.gateway.embedded.edit.links import TAGSET_TAG
from omeropyr.gateway.embedded.levels import Asked, page_of
from omeropyr.gateway.embedded.query import among, in_scope
from omeropyr.gateway.embedded.rights import Act, Sight, acts_for
from omeropyr.gateway.embedded.schema import AnnotationRow
from omeropyr.gateway.embedded.targets import (
    Target,
    find_annotations,
    group_for,
    require_annotation,
    require_group,
    require_targets,
)
from omeropyr.gateway.embedded.texts import checked_text
from omeropyr.gateway.embedded.trash.deleting import DeleteRequest, delete_objects
from omeropyr.gateway.model import (
    CLIENT_MAP,
    RATING,
    TAGSET_NAMESPACE,
    Annotation,
    AnnotationLink,
    AnnotationValue,
    KeyValues,
    Kind,
    Listing,
    ObjectRef,
    OriginalFile,
    Page,
    Scope,
)
from omeropyr.gateway.port import ANYWHERE, EVERYTHING

NEWEST_FIRST = (AnnotationRow.id.desc(),)


class EmbeddedAnnotations:
    """See `port.Annotations`."""

    def __init__(self, access: Access) -> None:
        self._access, self._viewer = access, access.viewer

    def of(self, targets: Sequence[ObjectRef], *, kinds: Sequence[Kind] = ()) -> Sequence[AnnotationLink]:
        with self._access.reading() as connection:
            return links_of(connection, self._viewer, targets, kinds)

    def linked(self, annotation_ids: Sequence[int], *, kinds: Sequence[Kind] = ()) -> Sequence[AnnotationLink]:
        with self._access.reading() as connection:
            return links_of_annotations(connection, self._viewer, annotation_ids, kinds)

    def usage(self, annotation_ids: Sequence[int]) -> Mapping[int, int]:
        with self._access.reading() as connection:
            return usage_of(connection, self._viewer, annotation_ids)

    def tags(
        self,
        scope: Scope = ANYWHERE,
        *,
        tagset_id: int | None = None,
        orphaned: bool = False,
        page: Page = EVERYTHING,
    ) -> Listing[Annotation]:
        asked = Asked(Kind.TAG, scope, tagset_id, orphaned=orphaned)
        with self._access.reading() as connection:
            return page_of(connection, self._viewer, asked, page)

    def get(self, annotation_id: int) -> Annotation:
        found = self._listing([among(AnnotationRow.id, [annotation_id])], EVERYTHING).items
        if not found:
            raise NotFound("annotation", annotation_id)
        return found[0]

    def all(
        self,
        kinds: Sequence[Kind],
        scope: Scope = ANYWHERE,
        *,
        namespace: str | None = None,
        page: Page = EVERYTHING,
    ) -> Listing[Annotation]:
        where = [*in_scope(AnnotationRow, scope), *_of_kinds(kinds)]
        if namespace is not None:
            where.append(AnnotationRow.namespace == namespace)
        return self._listing(where, page, NEWEST_FIRST)

    def _listing(
        self, where: Sequence[ColumnElement[bool]], page: Page, order: Sequence[Any] = (AnnotationRow.id,)
    ) -> Listing[Annotation]:
        query = annotation_query(self._viewer, where, order)
        with self._access.reading() as connection:
            return query.fetch(connection, page, lambda row: listed_annotation(row, self._viewer))

    def namespaces(self, kinds: Sequence[Kind] = (), scope: Scope = ANYWHERE) -> Sequence[tuple[str, int]]:
        namespace = AnnotationRow.namespace
        found = Sight(self._viewer, AnnotationRow).restrict(select(namespace, func.count().label("uses")))
        found = found.where(namespace.is_not(None), *in_scope(AnnotationRow, scope), *_of_kinds(kinds))
        with self._access.reading() as connection:
            return sorted((row.namespace, row.uses) for row in connection.execute(found.group_by(namespace)))

    def create_tag(
        self,
        text: str,
        *,
        description: str = "",
        group_id: int,
        tagset_id: int | None = None,
        targets: Sequence[ObjectRef] = (),
        owner_id: int | None = None,
    ) -> int:
        stored, checked = checked_value(Kind.TAG, text), checked_text("description", description)
        with self._access.writing() as writing:
            group_id = _group_of_tag(writing, group_id, tagset_id)
            tag_id = _usable_tag(writing, stored, checked, group_id)
            if tag_id is None:
                new = New(Kind.TAG, stored, description=checked, owner_id=owner_id)
                tag_id = insert_annotation(writing, new, group_id)
            if tagset_id is not None:
                link_pair(writing, TAGSET_TAG, ObjectRef(Kind.TAGSET, tagset_id), [ObjectRef(Kind.TAG, tag_id)])
            if targets:
                _put(writing, [tag_id], targets)
            return tag_id

    def create_tagset(self, text: str, *, description: str = "", group_id: int, owner_id: int | None = None) -> int:
        stored, checked = checked_value(Kind.TAGSET, text), checked_text("description", description)
        with self._access.writing() as writing:
            require_group(writing.connection, writing.viewer, group_id)
            return insert_annotation(writing, New(Kind.TAGSET, stored, TAGSET_NAMESPACE, checked, owner_id), group_id)

    def comment(self, targets: Sequence[ObjectRef], text: str) -> int:
        if not targets:
            raise Invalid("targets", "at least one object must be named")
        return self.create(Kind.COMMENT, text, targets)

    def create(
        self,
        kind: Kind,
        value: AnnotationValue,
        targets: Sequence[ObjectRef] = (),
        *,
        namespace: str | None = None,
        description: str = "",
        group_id: int | None = None,
    ) -> int:
        if kind is Kind.TAGSET:
            raise Invalid("kind", "a tag set is made by create_tagset")
        stored, checked = checked_value(kind, value), checked_text("description", description)
        namespace = checked_namespace(namespace)
        require_rating(namespace, stored.columns)
        with self._access.writing() as writing:
            on = annotatable(writing, targets) if targets else Annotatable((), None)
            group_id = on.group_id if on.group_id is not None else _group_of_new(writing, group_id, value)
            made = insert_annotation(writing, New(kind, stored, namespace, checked), group_id)
            add_links(writing, made, group_id, on.refs)
            return made

    def update(
        self,
        annotation_id: int,
        value: AnnotationValue = None,
        *,
        namespace: str | None = None,
        description: str | None = None,
    ) -> None:
        columns: dict[str, Any] = {}
        if namespace is not None:
            columns["namespace"] = checked_namespace(namespace)
        if description is not None:
            columns["description"] = checked_text("description", description)
        with self._access.writing() as writing:
            target = require_annotation(writing.connection, writing.viewer, annotation_id).require(Act.EDIT)
            stored = Stored({}) if value is None else checked_value(target.ref.kind, value)
            if target.ref.kind is Kind.LONG:
                _require_rating(writing, annotation_id, {**stored.columns, **columns})
            change_annotations(writing, target.ref.kind, [annotation_id], target.group_id, stored, columns)

    def edit_pairs(
        self, targets: Sequence[ObjectRef], pairs: KeyValues, *, namespace: str = CLIENT_MAP
    ) -> Sequence[int]:
        checked = checked_pairs(pairs)
        space = checked_namespace(namespace)
        if space is None:
            raise Invalid("namespace", "must not be empty")
        with self._access.writing() as writing:
            on = annotatable(writing, targets)
            return set_on_each(writing, on, Wanted(Kind.MAP, space, Stored({}, checked) if checked else None))

    def rate(self, targets: Sequence[ObjectRef], rating: int | None) -> None:
        stored = None if rating is None else Stored({"long_value": checked_rating(rating)})
        with self._access.writing() as writing:
            on = annotatable(writing, targets)
            set_on_each(writing, on, Wanted(Kind.LONG, RATING, stored, own_only=True))

    def link(self, annotation_id: int, targets: Sequence[ObjectRef]) -> int:
        with self._access.writing() as writing:
            return _put(writing, [annotation_id], targets)

    def unlink(self, annotation_id: int, targets: Sequence[ObjectRef], *, own_only: bool = False) -> int:
        with self._access.writing() as writing:
            used = _require_all(writing, [annotation_id])
            return _take(writing, used, targets, own_only=own_only)

    def change_tags(
        self,
        targets: Sequence[ObjectRef],
        *,
        add: Sequence[int] = (),
        remove: Sequence[int] = (),
        own_only: bool = False,
    ) -> None:
        with self._access.writing() as writing:
            for tag in _require_all(writing, [*add, *remove]):
                if tag.ref.kind is not Kind.TAG:
                    raise Invalid("tags", f"{tag.ref.kind} {tag.ref.id} is no tag")
            if remove:
                _take(writing, _require_all(writing, remove), targets, own_only=own_only)
            if add:
                _put(writing, add, targets)

    def delete(self, annotation_ids: Sequence[int]) -> int:
        with self._access.writing() as writing:
            doomed = [target.require(Act.DELETE).ref for target in _require_all(writing, annotation_ids)]
            if doomed:
                delete_objects(writing, DeleteRequest(doomed, ()))
            return len(doomed)


def _of_kinds(kinds: Sequence[Kind]) -> list[ColumnElement[bool]]:
    return [AnnotationRow.kind.in_(kinds)] if kinds else []


def _require_rating(writing: Writing, annotation_id: int, columns: Mapping[str, Any]) -> None:
    """What is called a rating, before or after the change, has to be one. Raises Invalid."""
    held = select(AnnotationRow.namespace, AnnotationRow.long_value).where(AnnotationRow.id == annotation_id)
    values = {**writing.connection.execute(held).one()._mapping, **columns}
    require_rating(values["namespace"], values)


def _require_all(writing: Writing, annotation_ids: Sequence[int]) -> Sequence[Target]:
    """Each once. Raises NotFound for the first that is not readable."""
    found = find_annotations(writing.connection, writing.viewer, annotation_ids)
    for annotation_id in annotation_ids:
        if annotation_id not in found:
            raise NotFound("annotation", annotation_id)
    return [found[annotation_id] for annotation_id in dict.fromkeys(annotation_ids)]


def _put(writing: Writing, annotation_ids: Sequence[int], targets: Sequence[ObjectRef]) -> int:
    """Number of links made."""
    used = _require_all(writing, annotation_ids)
    if any(one.ref.kind is Kind.TAGSET for one in used):
        raise Invalid("annotation", "a tag set holds tags and cannot be put on an object itself")
    on = annotatable(writing, targets)
    for one in used:
        on.require_group(one.group_id)
        one.require(Act.ANNOTATE)
    return sum(add_links(writing, one.ref.id, one.group_id, on.refs) for one in used)


def _take(writing: Writing, used: Sequence[Target], targets: Sequence[ObjectRef], *, own_only: bool) -> int:
    """Number of links removed; comments left without one vanish."""
    links = removable_links(writing, [one.ref.id for one in used], targets, own_only=own_only)
    removed = remove_links(writing, links)
    loose = [one.ref for one in used if one.ref.kind is Kind.COMMENT and Act.DELETE in one.acts]
    if removed and loose:
        delete_unlinked(writing, loose)
    return removed


def _group_of_new(writing: Writing, group_id: int | None, value: AnnotationValue) -> int:
    """Of an annotation on nothing: the group that is asked for, else that of its file, else the default group."""
    if group_id is None and isinstance(value, OriginalFile):
        (file,) = require_targets(writing.connection, writing.viewer, [ObjectRef(Kind.ORIGINAL_FILE, value.id)])
        group_id = file.group_id
    return group_for(writing.connection, writing.viewer, group_id)


def _group_of_tag(writing: Writing, group_id: int, tagset_id: int | None) -> int:
    """A tag goes into the group of its tag set."""
    if tagset_id is not None:
        (tagset,) = require_targets(writing.connection, writing.viewer, [ObjectRef(Kind.TAGSET, tagset_id)])
        group_id = tagset.group_id
    return require_group(writing.connection, writing.viewer, group_id)


def _usable_tag(writing: Writing, stored: Stored, description: str, group_id: int) -> int | None:
    """A tag with this text that the user may put on things; their own first."""
    viewer, tag = writing.viewer, AnnotationRow
    sight = Sight(viewer, tag)
    found = (
        sight.restrict(select(tag.id, tag.owner_id, sight.level, sight.leads))
        .where(tag.group_id == group_id, tag.kind == Kind.TAG, tag.text == stored.columns["text"])
        .where(tag.description == description)
        .order_by(tag.owner_id != viewer.user_id, tag.id)
    )
    for row in writing.connection.execute(found):
        if Act.ANNOTATE in acts_for(viewer, row):
            return int(row.id)
    return None
