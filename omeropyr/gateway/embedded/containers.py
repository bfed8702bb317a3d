"""Changes to the tree: what is in which container. Called inside an open transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, select

from omeropyr.errors import Forbidden
from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.links import Pair
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Act, acts_for
from omeropyr.gateway.embedded.schema import GroupRow, MembershipRow
from omeropyr.gateway.embedded.statements import AnyRow
from omeropyr.gateway.embedded.targets import Target, find_targets, require_targets
from omeropyr.gateway.model import ObjectRef


def link_pair(writing: Writing, pair: Pair, parent: ObjectRef, children: Sequence[ObjectRef]) -> int:
    """Number of new links. Raises NotFound, Forbidden, Conflict across groups."""
    (container,) = require_targets(writing.connection, writing.viewer, [parent])
    targets = require_targets(writing.connection, writing.viewer, children)
    container.require(Act.LINK)
    for target in targets:
        target.require_group(container.group_id).require(Act.LINK)
    link = pair.link
    there = select(link.child_id).where(link.parent_id == parent.id, among(link.child_id, [c.id for c in children]))
    linked = set(writing.connection.scalars(there))
    missing = [target.ref.id for target in targets if target.ref.id not in linked]
    for child_id in missing:
        owners = {"owner_id": writing.viewer.user_id, "group_id": container.group_id}
        writing.connection.execute(insert(link).values(parent_id=parent.id, child_id=child_id, **owners))
        writing.record("link", parent.kind, parent.id, new={pair.child_kind: child_id})
    return len(missing)


def unlink_pair(writing: Writing, pair: Pair, parent: ObjectRef, children: Sequence[ObjectRef]) -> int:
    """Number of links removed. Raises NotFound for the container, Forbidden for a link of somebody else."""
    (container,) = require_targets(writing.connection, writing.viewer, [parent])
    targets = {ref.id: target for ref, target in find_targets(writing.connection, writing.viewer, children).items()}
    removable = [row for row in _links_between(writing, pair, parent.id, list(targets)) if row.child_id in targets]
    for row in removable:
        if not _may_remove(writing, row, container, targets[row.child_id]):
            raise Forbidden(f"You may not take {pair.child_kind} {row.child_id} out of {parent.kind} {parent.id}.")
    for row in removable:
        writing.connection.execute(delete(pair.link).where(pair.link.id == row.id))
        writing.record("unlink", parent.kind, parent.id, old={pair.child_kind: row.child_id, "owner": row.owner_id})
    return len(removable)


def _links_between(writing: Writing, pair: Pair, parent_id: int, child_ids: Sequence[int]) -> Sequence[AnyRow]:
    link, user_id = pair.link, writing.viewer.user_id
    mine = (MembershipRow.group_id == link.group_id) & (MembershipRow.user_id == user_id)
    found = (
        select(link.id, link.child_id, link.owner_id, GroupRow.level, MembershipRow.is_leader.label("leads"))
        .join(GroupRow, GroupRow.id == link.group_id)
        .join(MembershipRow, mine, isouter=True)
        .where(link.parent_id == parent_id, among(link.child_id, child_ids))
    )
    return writing.connection.execute(found).all()


def _may_remove(writing: Writing, row: AnyRow, container: Target, child: Target) -> bool:
    """Who may delete the link, or may link both of its ends."""
    acts = acts_for(writing.viewer, row)
    return Act.DELETE in acts or Act.LINK in container.acts & child.acts
