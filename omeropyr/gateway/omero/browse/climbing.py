"""What objects are in, and which images are in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from omeropyr.gateway.model import Descent, Kind, ObjectRef, ParentLink
from omeropyr.gateway.omero.lease import Lease
from omeropyr.gateway.omero.queries import links
from omeropyr.gateway.omero.queries.running import Row, ids
from omeropyr.gateway.omero.queries.running import rows as ask_rows

Above = dict[ObjectRef, list[ObjectRef]]
PLATES = {Kind.WELL: links.PLATES_OF_WELLS, Kind.ACQUISITION: links.PLATES_OF_RUNS}


def _of_kind(lease: Lease, hql: str, refs: Sequence[ObjectRef], kind: Kind) -> list[Row]:
    return ask_rows(lease, hql, {"ids": ids([ref.id for ref in refs if ref.kind is kind])})


def parents_of(lease: Lease, children: Sequence[ObjectRef]) -> list[ParentLink]:
    """One projection for each kind of child there is."""
    return [
        ParentLink(id=row["id"], parent=ObjectRef(parent, row["parent_id"]), child=ObjectRef(kind, row["child_id"]))
        for kind, (parent, hql) in links.PARENTS.items()
        for row in _of_kind(lease, hql, children, kind)
    ]


def ancestors_of(lease: Lease, refs: Sequence[ObjectRef]) -> list[Descent]:
    """Level by level, all objects of a level at once."""
    above: Above = {}
    level = [ref for ref in dict.fromkeys(refs) if ref.kind is not Kind.TAG]
    while level:
        for child, parent in _steps_up(lease, level):
            above.setdefault(child, []).append(parent)
        found = dict.fromkeys(parent for child in level for parent in above.get(child, ()))
        level = [parent for parent in found if parent not in above]
    return [Descent(ref=ref, ancestor=ancestor) for ref in dict.fromkeys(refs) for ancestor in _all_above(above, ref)]


def _all_above(above: Above, ref: ObjectRef) -> dict[ObjectRef, None]:
    """Each once, the nearest first."""
    found: dict[ObjectRef, None] = {}
    waiting = list(above.get(ref, ()))
    while waiting:
        found |= dict.fromkeys(waiting)
        waiting = [parent for child in waiting for parent in above.get(child, ())]
    return found


def _steps_up(lease: Lease, refs: Sequence[ObjectRef]) -> Iterator[tuple[ObjectRef, ObjectRef]]:
    """Pairs (object, what it is in directly)."""
    for link in parents_of(lease, refs):
        yield link.child, link.parent
    for row in _of_kind(lease, links.FIELDS_OF_IMAGES, refs, Kind.IMAGE):
        image = ObjectRef(Kind.IMAGE, row["child_id"])
        yield image, ObjectRef(Kind.WELL, row["well_id"])
        if row["run_id"] is not None:
            yield image, ObjectRef(Kind.ACQUISITION, row["run_id"])
    for kind, hql in PLATES.items():
        for row in _of_kind(lease, hql, refs, kind):
            yield ObjectRef(kind, row["child_id"]), ObjectRef(Kind.PLATE, row["parent_id"])


def images_in(lease: Lease, containers: Sequence[ObjectRef]) -> list[int]:
    """Ids of the readable images in any of them, ascending; one projection for each kind."""
    found: set[int] = set()
    for kind, hql in links.INSIDE.items():
        found.update(row["id"] for row in _of_kind(lease, hql, containers, kind))
    return sorted(found)
