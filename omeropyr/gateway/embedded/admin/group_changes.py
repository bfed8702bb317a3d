"""Making and changing groups and who is in them, inside an open transaction and with the rights of who asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from omeropyr.errors import Conflict, Forbidden, Invalid
from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.admin.asking import BUILT_IN, require_privilege
from omeropyr.gateway.embedded.admin.fields import checked_login_name
from omeropyr.gateway.embedded.admin.groups import one_group
from omeropyr.gateway.embedded.admin.memberships import join, leave, require_people
from omeropyr.gateway.embedded.admin.promoting import join_administrators, require_may_leave_administrators
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Viewer
from omeropyr.gateway.embedded.schema import (
    SYSTEM_GROUP,
    USER_GROUP,
    ExperimenterRow,
    GroupRow,
    MembershipRow,
    sort_key,
)
from omeropyr.gateway.embedded.texts import checked_text
from omeropyr.gateway.model import GroupDetails, GroupForm, Kind, PermissionLevel, Privilege


def create_group(writing: Writing, form: GroupForm) -> int:
    """Id of the new group. Raises Forbidden, Invalid, Conflict, NotFound for a person."""
    require_privilege(writing.viewer, Privilege.MODIFY_GROUP, "make groups")
    if form.name is None:
        raise Invalid("name", "must not be empty")
    values = _named(writing.connection, form.name) | _described(form)
    values["level"] = form.level or PermissionLevel.PRIVATE
    members = _wanted_members(form, {})
    if members:
        _require_may_choose_members(writing.viewer)
    require_people(writing.connection, members)
    made = insert(GroupRow).values(**{"description": "", **values}).returning(GroupRow.id)
    group_id = int(writing.connection.execute(made).scalar_one())
    for user_id, leads in members.items():
        join(writing.connection, user_id, group_id, is_leader=leads)
    writing.record("create group", Kind.GROUP, group_id, new=_logged(values, members))
    return group_id


def update_group(writing: Writing, group_id: int, form: GroupForm) -> Sequence[str]:
    """User names of those who stay because it is their only group; everything else is changed."""
    present = one_group(writing.connection, writing.viewer, group_id)
    if form.level not in (None, present.group.level):
        raise Invalid("level", "is changed by change_level")
    values = _changed_values(writing, present, form)
    before = {user_id: user_id in present.leader_ids for user_id in present.member_ids}
    after = _wanted_members(form, before)
    if after != before:
        _require_rights(writing, present, before, after)
    staying = _only_in(writing.connection, group_id, before.keys() - after.keys())
    after |= {user_id: before[user_id] for user_id in staying}
    if values:
        writing.connection.execute(update(GroupRow).where(GroupRow.id == group_id).values(values))
    _write_members(writing, group_id, before, after)
    _record(writing, present, values, before, after)
    return list(staying.values())


def _wanted_members(form: GroupForm, present: Mapping[int, bool]) -> dict[int, bool]:
    """User id -> leads. Leaders are members by themselves; who is taken out of the members leads no longer."""
    members = present.keys() if form.member_ids is None else form.member_ids
    leaders = set(form.leader_ids if form.leader_ids is not None else (one for one in present if present[one]))
    added = leaders if form.leader_ids is not None else set()
    return {user_id: user_id in leaders for user_id in dict.fromkeys([*members, *sorted(added)])}


def _changed_values(writing: Writing, present: GroupDetails, form: GroupForm) -> dict[str, Any]:
    """Raises Forbidden for who may not, and for names of groups that the store keeps for itself."""
    values: dict[str, Any] = {}
    group = present.group
    if form.name not in (None, group.name):
        values |= _named(writing.connection, form.name or "")
    if form.description not in (None, group.description):
        values |= _described(form)
    if values:
        require_privilege(writing.viewer, Privilege.MODIFY_GROUP, "edit groups")
        if group.id in BUILT_IN:
            raise Forbidden(f"The store keeps the group {group.name} for itself; it cannot be renamed or described.")
    return values


def _named(connection: Connection, name: str) -> dict[str, Any]:
    """Raises Invalid, Conflict for a name that is taken."""
    checked = checked_login_name("name", name)
    if connection.scalar(select(GroupRow.id).where(GroupRow.name == checked)) is not None:
        raise Conflict(f"There is a group called {checked} already.")
    return {"name": checked, "sort_name": sort_key(checked)}


def _described(form: GroupForm) -> dict[str, Any]:
    return {} if form.description is None else {"description": checked_text("description", form.description)}


def _require_may_choose_members(viewer: Viewer) -> None:
    require_privilege(viewer, Privilege.MODIFY_GROUP_MEMBERSHIP, "put people into groups or take them out")


def _require_rights(
    writing: Writing, present: GroupDetails, before: Mapping[int, bool], after: Mapping[int, bool]
) -> None:
    """Raises Forbidden, NotFound for a person."""
    viewer, group_id = writing.viewer, present.group.id
    require_people(writing.connection, after.keys() - before.keys())
    if group_id in BUILT_IN:
        _require_built_in(writing, group_id, before.keys() - after.keys())
    elif viewer.holds(Privilege.MODIFY_GROUP_MEMBERSHIP):
        return
    elif viewer.user_id not in present.leader_ids:
        _require_may_choose_members(viewer)
    elif not after.get(viewer.user_id):
        raise Forbidden("You may not take yourself out of a group that you lead; another leader can.")


def _require_built_in(writing: Writing, group_id: int, leaving: Sequence[int] | set[int]) -> None:
    _require_may_choose_members(writing.viewer)
    if group_id != SYSTEM_GROUP:
        raise Forbidden("Who is in this group follows from the accounts: see whether somebody is active there.")
    require_may_leave_administrators(writing, leaving)


def _only_in(connection: Connection, group_id: int, user_ids: set[int]) -> dict[int, str]:
    """Id -> user name of those who would be in no group any more but that of all users."""
    others = (
        select(func.count())
        .select_from(MembershipRow)
        .where(MembershipRow.user_id == ExperimenterRow.id, MembershipRow.group_id.not_in((group_id, USER_GROUP)))
        .correlate(ExperimenterRow)
        .scalar_subquery()
    )
    person = ExperimenterRow
    found = select(person.id, person.ome_name).where(among(person.id, user_ids), others == 0).order_by(person.ome_name)
    return {row.id: row.ome_name for row in connection.execute(found)}


def _write_members(writing: Writing, group_id: int, before: Mapping[int, bool], after: Mapping[int, bool]) -> None:
    """Additions first."""
    for user_id, leads in after.items():
        if before.get(user_id) is not leads:
            join(writing.connection, user_id, group_id, is_leader=leads)
    if group_id == SYSTEM_GROUP:
        join_administrators(writing, after.keys() - before.keys())
    for user_id in before.keys() - after.keys():
        leave(writing.connection, user_id, group_id)


def _logged(values: Mapping[str, Any], members: Mapping[int, bool]) -> dict[str, Any]:
    told = {name: value for name, value in values.items() if name != "sort_name"}
    return told | {"members": [[user_id, leads] for user_id, leads in sorted(members.items())]}


def _record(
    writing: Writing,
    present: GroupDetails,
    values: Mapping[str, Any],
    before: Mapping[int, bool],
    after: Mapping[int, bool],
) -> None:
    """The changed fields and members only; nothing for a form that changed nothing."""
    gone = {one: leads for one, leads in before.items() if after.get(one) is not leads}
    come = {one: leads for one, leads in after.items() if before.get(one) is not leads}
    if values or gone or come:
        old = {name: getattr(present.group, name) for name in values if name != "sort_name"}
        writing.record("edit group", Kind.GROUP, present.group.id, old=_logged(old, gone), new=_logged(values, come))
