"""What every store has from the start: the groups it keeps for itself, and root."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from omeropyr.gateway.embedded.schema import (
    GUEST_GROUP,
    ROOT_USER,
    SYSTEM_GROUP,
    USER_GROUP,
    ExperimenterRow,
    GroupRow,
    MembershipRow,
)
from omeropyr.gateway.model import PermissionLevel, Privilege

SYSTEM_GROUPS = (
    (SYSTEM_GROUP, "system", PermissionLevel.PRIVATE, "Administrators"),
    (USER_GROUP, "user", PermissionLevel.READ_ONLY, "Everybody who may sign in"),
    (GUEST_GROUP, "guest", PermissionLevel.PRIVATE, "Visitors"),
)


def add_system_rows(connection: Connection) -> None:
    """Does nothing in a store that has them. Root gets a password later, or never signs in."""
    if connection.scalar(select(GroupRow.id).where(GroupRow.id == SYSTEM_GROUP)) is not None:
        return
    for group_id, name, level, description in SYSTEM_GROUPS:
        values = {"id": group_id, "name": name, "sort_name": name, "level": level, "description": description}
        connection.execute(insert(GroupRow).values(values))
    names = {"ome_name": "root", "first_name": "root", "last_name": "root"}
    standing = {"default_group_id": SYSTEM_GROUP, "privileges": list(Privilege)}
    connection.execute(insert(ExperimenterRow).values(id=ROOT_USER, **names, **standing))
    for group_id in (SYSTEM_GROUP, USER_GROUP):
        values = {"user_id": ROOT_USER, "group_id": group_id, "is_leader": False}
        connection.execute(insert(MembershipRow).values(values))
