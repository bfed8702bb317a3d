"""Another permission level for a group: what it would do, and the job that does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, update

from omeropyr.errors import Conflict, Forbidden
from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.admin.asking import BUILT_IN, require_privilege
from omeropyr.gateway.embedded.admin.consequences import LEVEL_NAMES, gained, lost
from omeropyr.gateway.embedded.admin.groups import one_group
from omeropyr.gateway.embedded.admin.mixing import Crossing, count_crossings, crossings, entanglements
from omeropyr.gateway.embedded.jobs.context import JobContext
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Viewer
from omeropyr.gateway.embedded.schema import GroupRow
from omeropyr.gateway.model import GroupDetails, Kind, LevelChange, PermissionLevel, Privilege

AT_ONCE = 1000
"""Links cut between two looks at whether the job is to stop."""


def plan_level(connection: Connection, viewer: Viewer, group_id: int, level: PermissionLevel) -> LevelChange:
    """Raises NotFound, Forbidden."""
    present = one_group(connection, viewer, group_id)
    require_may_change_level(viewer, present, level)
    old = present.group.level
    parts = level is PermissionLevel.PRIVATE and old is not level
    return LevelChange(
        group_id=group_id,
        level=level,
        gains=gained(old, level),
        losses=lost(old, level),
        links_cut=count_crossings(connection, group_id) if parts else 0,
        refusals=entanglements(connection, group_id) if parts else (),
    )


def require_may_change_level(viewer: Viewer, present: GroupDetails, level: PermissionLevel) -> None:
    """ModifyGroup; leaders too, but not up to read-write (OWN-03). Raises Forbidden."""
    if present.group.id in BUILT_IN:
        raise Forbidden(f"The store keeps the group {present.group.name} for itself; its level stays.")
    if viewer.holds(Privilege.MODIFY_GROUP):
        return
    if viewer.user_id not in present.leader_ids:
        require_privilege(viewer, Privilege.MODIFY_GROUP, "change the level of groups")
    if level is PermissionLevel.READ_WRITE and present.group.level is not level:
        raise Forbidden("Only an administrator may make a group read-write: its members may delete each other's data.")


def title_of(group_name: str, level: PermissionLevel) -> str:
    return f"Make group {group_name} {LEVEL_NAMES[level]}"


def change_level(context: JobContext, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """The job. Parameters: group_id, level. Raises Forbidden, NotFound, Conflict with what cannot be parted."""

    def tell(done: int, total: int) -> None:
        context.progress(done, total, "Parting what belongs to different people")
        context.check()

    with context.access.writing() as writing:
        cut = apply_level(writing, int(parameters["group_id"]), PermissionLevel(parameters["level"]), tell)
        result = {"links_cut": cut}
        context.finish(writing.connection, result)
    return result


def apply_level(
    writing: Writing, group_id: int, level: PermissionLevel, tell: Callable[[int, int], None] = lambda done, total: None
) -> int:
    """Number of links cut; in one transaction, so that there is no moment with the new level and the old links."""
    plan = plan_level(writing.connection, writing.viewer, group_id, level)
    if plan.refusals:
        raise Conflict(" ".join(plan.refusals))
    done = 0
    for crossing in crossings(group_id) if plan.links_cut else ():
        while cut := _cut_some(writing, crossing):
            done += cut
            tell(done, plan.links_cut)
    _write_level(writing, group_id, level)
    return done


def _write_level(writing: Writing, group_id: int, level: PermissionLevel) -> None:
    old = one_group(writing.connection, writing.viewer, group_id).group
    writing.entitle(title_of(old.name, level))
    writing.connection.execute(update(GroupRow).where(GroupRow.id == group_id).values(level=level))
    writing.record("change level", Kind.GROUP, group_id, old={"level": old.level}, new={"level": level})


def _cut_some(writing: Writing, crossing: Crossing) -> int:
    """Number of links cut; each of them is in the event log."""
    found = writing.connection.execute(crossing.statement.limit(AT_ONCE)).all()
    writing.connection.execute(delete(crossing.link).where(among(crossing.link.id, [row.id for row in found])))
    for row in found:
        old = {crossing.child_name: row.child_id, "owner": row.owner_id}
        writing.record("unlink", crossing.parent_kind, row.parent_id, old=old)
    return len(found)
