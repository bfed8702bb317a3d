"""Whose documents somebody may see, as marks of the index."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from omeropyr.gateway.embedded.rights import SEEN_BY_MEMBERS, Viewer
from omeropyr.gateway.embedded.schema import GroupRow, MembershipRow


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
