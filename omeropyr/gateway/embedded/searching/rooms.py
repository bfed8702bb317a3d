"""Whose documents somebody may see, as marks of the index."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, or_, select

from omeropyr.gateway.embedded.rights import SEEN_BY_MEMBERS, Viewer
from omeropyr.gateway.embedded.schema import ExperimenterRow, GroupRow, MembershipRow
from omeropyr.gateway.embedded.searching.query import Owner
from omeropyr.gateway.embedded.statements import AnySelect


def people_called(owner: Owner, viewer: Viewer) -> AnySelect:
    """SELECT of the ids of those with this user name, first name, last name, or both of these."""
    person, wanted = ExperimenterRow, owner.name.lower()
    found: AnySelect = select(person.id)
    if wanted == "me":
        return found.where(person.id == viewer.user_id)
    full = func.lower(person.first_name + " " + person.last_name)
    names = (func.lower(person.ome_name), func.lower(person.first_name), func.lower(person.last_name), full)
    return found.where(or_(*(name == wanted for name in names)))


def rooms_of_owner(connection: Connection, viewer: Viewer, owner: Owner) -> Sequence[str]:
    """Marks of what such people own, in all groups that the viewer may look into."""
    groups = select(GroupRow.id)
    if not viewer.is_admin:
        mine = select(MembershipRow.group_id).where(MembershipRow.user_id == viewer.user_id)
        groups = groups.where(GroupRow.id.in_(mine))
    people = connection.scalars(people_called(owner, viewer)).all()
    return [f"g{group}o{person}" for group in connection.scalars(groups) for person in people]


def rooms_of(connection: Connection, viewer: Viewer) -> Sequence[str] | None:
    """None for somebody who sees everything. Every row is asked for its rights once more when it is found."""
    if viewer.is_admin:
        return None
    mine = (
        select(GroupRow.id, GroupRow.level, MembershipRow.is_leader)
        .join(MembershipRow, MembershipRow.group_id == GroupRow.id)
        .where(MembershipRow.user_id == viewer.user_id)
    )
    return [
        f"g{row.id}" if row.is_leader or row.level in SEEN_BY_MEMBERS else f"g{row.id}o{viewer.user_id}"
        for row in connection.execute(mine)
    ]
