"""Reading groups."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, case, exists, func, select

from omeropyr.errors import Forbidden, NotFound
from omeropyr.gateway.embedded import rows
from omeropyr.gateway.embedded.admin.accounts import words_in
from omeropyr.gateway.embedded.admin.memberships import members_of
from omeropyr.gateway.embedded.query import among, as_listing, check_page
from omeropyr.gateway.embedded.rights import Viewer
from omeropyr.gateway.embedded.schema import GroupRow, MembershipRow
from omeropyr.gateway.model import Group, GroupDetails, Kind, Listing, Page


def all_groups(connection: Connection, viewer: Viewer, text: str, page: Page) -> Listing[Group]:
    """By name."""
    check_page(page)
    where = [*words_in(GroupRow.sort_name, text), *_led_by(viewer)]
    total = func.count().over().label("total")
    found = select(*GroupRow.__table__.columns, total).where(*where).order_by(GroupRow.sort_name, GroupRow.id)
    counting = select(func.count()).select_from(GroupRow).where(*where)
    return as_listing(connection, found.offset(page.offset or None).limit(page.limit), counting, page, rows.group)


def _led_by(viewer: Viewer) -> Sequence[ColumnElement[bool]]:
    """No condition for administrators."""
    if viewer.is_admin:
        return []
    mine = (MembershipRow.group_id == GroupRow.id, MembershipRow.user_id == viewer.user_id, MembershipRow.is_leader)
    return [exists().where(*mine).correlate(GroupRow)]


def groups_with_counts(connection: Connection) -> Sequence[tuple[Group, int, int]]:
    """(group, number of members, number of leaders) of all groups by name, in one statement."""
    member = MembershipRow
    counts = (func.count(member.user_id).label("members"), func.count(case((member.is_leader, 1))).label("leaders"))
    found = (
        select(*GroupRow.__table__.columns, *counts)
        .join(member, member.group_id == GroupRow.id, isouter=True)
        .group_by(GroupRow.id)
        .order_by(GroupRow.sort_name, GroupRow.id)
    )
    return [(rows.group(row), row.members, row.leaders) for row in connection.execute(found)]


def one_group(connection: Connection, viewer: Viewer, group_id: int) -> GroupDetails:
    """For administrators and leaders. Raises NotFound, Forbidden for everybody else whatever the id."""
    found = select(*GroupRow.__table__.columns).where(among(GroupRow.id, [group_id]), *_led_by(viewer))
    row = connection.execute(found).one_or_none()
    if row is None and not viewer.is_admin:
        raise Forbidden("Only administrators and the leaders of a group may do this.")
    if row is None:
        raise NotFound(Kind.GROUP, group_id)
    members = members_of(connection, row.id)
    leaders = tuple(user_id for user_id, leads in members.items() if leads)
    return GroupDetails(group=rows.group(row), member_ids=tuple(members), leader_ids=leaders)
