"""Changes to the tree: what is in which container. Called inside an open transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select

from omeropyr.errors import Forbidden
from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.edit.links import Pair
from omeropyr.gateway.embedded.history.rowchanges import delete_rows, inserted
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Act, acts_for
from omeropyr.gateway.embedded.schema import GroupRow, MembershipRow
from omeropyr.gateway.embedded.statements import AnyRow
from omeropyr.gateway.embedded.targets import Target, find_targets, require_targets
from omeropyr.gateway.model import ObjectRef, Privilege


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
    missing = [target for target in targets if target.ref.id not in linked]
    rows = [_link_row(writing, container, target) for target in missing]
    for row, made in zip(rows, _insert_all(writing, link, rows), strict=True):
        change = inserted(link, {"id": made, **row})
        writing.record("link", parent.kind, parent.id, new={pair.child_kind: row["child_id"]}, rows=[change])
    return len(missing)


def _link_row(writing: Writing, container: Target, child: Target) -> dict[str, int]:
    """The link is the user's own; administrators who may write for others make it for the owner of the child."""
    viewer = writing.viewer
    owner_id = child.owner_id if viewer.holds(Privilege.WRITE_OWNED) else viewer.user_id
    whose = {"owner_id": owner_id, "group_id": container.group_id}
    return {"parent_id": container.ref.id, "child_id": child.ref.id, **whose}


def _insert_all(writing: Writing, link: Any, rows: Sequence[dict[str, int]]) -> Sequence[int]:
    """Ids of the new links, in the order of the rows."""
    if not rows:
        return []
    returning = insert(link).returning(link.id, sort_by_parameter_order=True)
    return writing.connection.scalars(returning, rows).all()


def unlink_pair(writing: Writing, pair: Pair, parent: ObjectRef, children: Sequence[ObjectRef]) -> int:
    """Number of links removed. Raises NotFound for the container, Forbidden for a link of somebody else."""
    (container,) = require_targets(writing.connection, writing.viewer, [parent])
    targets = {ref.id: target for ref, target in find_targets(writing.connection, writing.viewer, children).items()}
    removable = [row for row in _links_between(writing, pair, parent.id, list(targets)) if row.child_id in targets]
    for row in removable:
        if not _may_remove(writing, row, container, targets[row.child_id]):
            raise Forbidden(f"You may not take {pair.child_kind} {row.child_id} out of {parent.kind} {parent.id}.")
    for change in delete_rows(writing.connection, pair.link, among(pair.link.id, [row.id for row in removable])):
        gone = dict(change.old or {})
        old = {pair.child_kind: gone["child_id"], "owner": gone["owner_id"]}
        writing.record("unlink", parent.kind, parent.id, old=old, rows=[change])
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
