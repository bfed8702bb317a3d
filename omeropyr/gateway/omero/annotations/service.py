"""Annotations: read, not yet written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from omeropyr.errors import NotFound, NotSupported
from omeropyr.gateway.model import (
    CLIENT_MAP,
    Annotation,
    AnnotationLink,
    AnnotationValue,
    EventContext,
    KeyValues,
    Kind,
    Listing,
    ObjectRef,
    Page,
    Scope,
)
from omeropyr.gateway.model.annotations import TAGSET_NAMESPACE
from omeropyr.gateway.omero.annotations import reading
from omeropyr.gateway.omero.lease import Lease
from omeropyr.gateway.omero.queries import annotations as texts
from omeropyr.gateway.omero.queries.levels import OWNED
from omeropyr.gateway.omero.queries.running import LARGEST_ID, check_page, ids, number, objects
from omeropyr.gateway.omero.queries.running import rows as ask_rows
from omeropyr.gateway.port import ANYWHERE, EVERYTHING


class OmeroAnnotations:
    """See `port.Annotations`. What writes raises NotSupported."""

    def __init__(self, lease: Lease, context: EventContext) -> None:
        self._lease, self._context = lease, context

    def of(self, targets: Sequence[ObjectRef], *, kinds: Sequence[Kind] = ()) -> Sequence[AnnotationLink]:
        """One round trip for each kind of target."""
        found: list[AnnotationLink] = []
        for kind in dict.fromkeys(ref.kind for ref in targets):
            wanted = ids([ref.id for ref in targets if ref.kind is kind])
            found += self._links(texts.ON_OBJECTS.get(kind), kind, wanted)
        return [one for one in found if not kinds or one.annotation.kind in kinds]

    def linked(self, annotation_ids: Sequence[int], *, kinds: Sequence[Kind] = ()) -> Sequence[AnnotationLink]:
        wanted = [kind for kind in texts.OF_ANNOTATIONS if not kinds or kind in kinds]
        found = (self._links(texts.OF_ANNOTATIONS[kind], kind, ids(annotation_ids)) for kind in wanted)
        return [link for links in found for link in links]

    def _links(self, hql: str | None, parent: Kind, wanted: list[int]) -> list[AnnotationLink]:
        found = [] if hql is None else objects(self._lease, hql, {"ids": wanted})
        known = ((one, reading.kind_of(one.child)) for one in found)
        return [reading.link(one, parent, kind) for one, kind in known if kind is not None]

    def get(self, annotation_id: int) -> Annotation:
        for found in objects(self._lease, texts.THESE, {"ids": ids([annotation_id])}):
            kind = reading.kind_of(found)
            if kind is not None:
                return reading.annotation(found, kind)
        raise NotFound("annotation", annotation_id)

    def usage(self, annotation_ids: Sequence[int]) -> Mapping[int, int]:
        known = [one.id.val for one in objects(self._lease, texts.THESE, {"ids": ids(annotation_ids)})]
        places = {(link.annotation.id, link.parent) for link in self.linked(known)}
        return {one: sum(annotation == one for annotation, _ in places) for one in known}

    def tags(
        self,
        scope: Scope = ANYWHERE,
        *,
        tagset_id: int | None = None,
        orphaned: bool = False,
        page: Page = EVERYTHING,
    ) -> Listing[Annotation]:
        check_page(page)
        values: dict[str, Any] = {"owner_id": scope.owner_id, "tagset_id": tagset_id}
        values["tagset_namespace"] = TAGSET_NAMESPACE if orphaned and tagset_id is None else None
        values = {name: value for name, value in values.items() if value is not None}
        conditions = {"owner_id": OWNED, "tagset_id": texts.IN_SET, "tagset_namespace": texts.IN_NO_SET}
        where = " and ".join(conditions[name] for name in values)
        where = f"where {where}" if where else ""
        if any(isinstance(value, int) and not 0 <= value <= LARGEST_ID for value in values.values()):
            return Listing([], 0)
        found = ask_rows(self._lease, texts.TAGS.format(where=where), values, group_id=scope.group_id, page=page)
        total = len(found)
        if page != EVERYTHING:
            total = number(self._lease, texts.TAGS_TOTAL.format(where=where), values, group_id=scope.group_id)
        return Listing([reading.tag(row) for row in found], total)

    def all(
        self,
        kinds: Sequence[Kind],
        scope: Scope = ANYWHERE,
        *,
        namespace: str | None = None,
        page: Page = EVERYTHING,
    ) -> Listing[Annotation]:
        raise _not_yet("listing annotations by themselves")

    def namespaces(self, kinds: Sequence[Kind] = (), scope: Scope = ANYWHERE) -> Sequence[tuple[str, int]]:
        raise _not_yet("listing namespaces")

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
        raise _not_yet("making tags")

    def create_tagset(self, text: str, *, description: str = "", group_id: int, owner_id: int | None = None) -> int:
        raise _not_yet("making tag sets")

    def comment(self, targets: Sequence[ObjectRef], text: str) -> int:
        raise _not_yet("commenting")

    def link(self, annotation_id: int, targets: Sequence[ObjectRef]) -> int:
        raise _not_yet("annotating")

    def unlink(self, annotation_id: int, targets: Sequence[ObjectRef], *, own_only: bool = False) -> int:
        raise _not_yet("taking annotations away")

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
        raise _not_yet("annotating")

    def update(
        self,
        annotation_id: int,
        value: AnnotationValue = None,
        *,
        namespace: str | None = None,
        description: str | None = None,
    ) -> None:
        raise _not_yet("changing annotations")

    def edit_pairs(
        self, targets: Sequence[ObjectRef], pairs: KeyValues, *, namespace: str = CLIENT_MAP
    ) -> Sequence[int]:
        raise _not_yet("changing key-values")

    def rate(self, targets: Sequence[ObjectRef], rating: int | None) -> None:
        raise _not_yet("rating")

    def change_tags(
        self,
        targets: Sequence[ObjectRef],
        *,
        add: Sequence[int] = (),
        remove: Sequence[int] = (),
        own_only: bool = False,
    ) -> None:
        raise _not_yet("changing tags")

    def delete(self, annotation_ids: Sequence[int]) -> int:
        raise _not_yet("deleting annotations")


def _not_yet(what: str) -> NotSupported:
    return NotSupported(f"With an OMERO.server, {what} is not possible here yet.")
