"""Whose data somebody may delete, move or give away: asked of `rights` once for each owner in each group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from omeropyr.gateway.embedded.people.persons import is_member
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Act, Viewer, acts_on
from omeropyr.gateway.embedded.schema import ExperimenterRow, GroupRow, MembershipRow

Owner = tuple[int, int]
"""(owner, group)"""


def owners_allowing(connection: Connection, viewer: Viewer, act: Act, owners: Iterable[Owner]) -> set[Owner]:
    """Those whose data `viewer` may see and do `act` to."""
    asked = set(owners)
    groups = _groups(connection, viewer, {group_id for _, group_id in asked})
    allowed = set()
    for owner_id, group_id in asked:
        if group_id in groups:
            level, leads = groups[group_id]
            if act in acts_on(viewer, owner_id=owner_id, level=level, leads=leads):
                allowed.add((owner_id, group_id))
    return allowed


def _groups(connection: Connection, viewer: Viewer, group_ids: set[int]) -> Mapping[int, tuple[str, bool | None]]:
    """Level, and whether the viewer leads it, of those groups that they are in, or all for administrators."""
    mine = (MembershipRow.group_id == GroupRow.id) & (MembershipRow.user_id == viewer.user_id)
    found: Any = select(GroupRow.id, GroupRow.level, MembershipRow.is_leader)
    found = found.join(MembershipRow, mine, isouter=viewer.is_admin).where(among(GroupRow.id, group_ids))
    return {row.id: (row.level, row.is_leader) for row in connection.execute(found)}


def members_among(connection: Connection, user_ids: Iterable[int], group_id: int) -> set[int]:
    """Those who are in the group."""
    asked = select(ExperimenterRow.id).where(among(ExperimenterRow.id, user_ids))
    return {user_id for user_id in connection.scalars(asked) if connection.scalar(select(is_member(user_id, group_id)))}


def name_of_user(connection: Connection, user_id: int) -> str:
    found = select(ExperimenterRow.ome_name).where(ExperimenterRow.id == user_id)
    return connection.execute(found).scalar_one()


def level_of(connection: Connection, group_id: int) -> str:
    return connection.execute(select(GroupRow.level).where(GroupRow.id == group_id)).scalar_one()
