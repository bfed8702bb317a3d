"""What a move changes in the tree that somebody looks at: nodes that go, and nodes that become empty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from omeropyr.api import Kind, ObjectRef, Page, Plan, Scope, Session

Json = dict[str, Any]
NODES = (Kind.PROJECT, Kind.DATASET, Kind.SCREEN, Kind.PLATE, Kind.IMAGE)
COUNT_ONLY = Page(0, 0)


def tree_update(session: Session, refs: Sequence[ObjectRef], plan: Plan) -> Json:
    """Asked before the move begins."""
    removed = {str(kind): list(plan.objects.get(kind, ())) for kind in NODES}
    return {"update": {"remove": removed, "childless": _childless(session, refs, plan)}}


def _childless(session: Session, refs: Sequence[ObjectRef], plan: Plan) -> Json:
    staying = [one.ref for one in plan.left_behind if one.role == "parent"]
    children = [ObjectRef(kind, number) for kind in (Kind.DATASET, Kind.IMAGE) for number in plan.objects.get(kind, ())]
    leaving = Counter(link.parent for link in session.browse.parents(children)) if staying else Counter()
    empty = [ref for ref in staying if leaving[ref] and leaving[ref] == _size(session, ref)]
    return {
        "project": [ref.id for ref in empty if ref.kind is Kind.PROJECT],
        "dataset": [ref.id for ref in empty if ref.kind is Kind.DATASET],
        "orphaned": _takes_last_orphans(session, [ref for ref in refs if ref.kind is Kind.IMAGE]),
    }


def _size(session: Session, ref: ObjectRef) -> int:
    browse = session.browse
    if ref.kind is Kind.PROJECT:
        return browse.datasets(project_id=ref.id, page=COUNT_ONLY).total
    return browse.images(dataset_id=ref.id, page=COUNT_ONLY).total if ref.kind is Kind.DATASET else 0


def _takes_last_orphans(session: Session, images: Sequence[ObjectRef]) -> bool:
    """Whether the folder of images in nothing, of one of their owners, is empty afterwards."""
    if not images:
        return False
    held = {descent.ref for descent in session.browse.ancestors(images)}
    found = session.browse.whereabouts([image for image in images if image not in held])
    orphans = Counter((one.group_id, one.owner_id) for one in found)
    return any(
        session.browse.orphaned_count(Scope(group_id=group, owner_id=owner)) == number
        for (group, owner), number in orphans.items()
    )
