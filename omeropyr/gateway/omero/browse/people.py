"""Groups and people: whom the user may know of."""

from __future__ import annotations

from collections.abc import Sequence

from omeropyr.errors import NotFound
from omeropyr.gateway.model import EventContext, Experimenter, Group, Kind, Listing, Page, PermissionLevel
from omeropyr.gateway.omero import rows
from omeropyr.gateway.omero.lease import Lease
from omeropyr.gateway.omero.queries import people
from omeropyr.gateway.omero.queries.running import LARGEST_ID, check_page, ids
from omeropyr.gateway.omero.queries.running import rows as ask_rows

USER_GROUP = 1
"""Everybody who may sign in is in it; it holds no data of people."""
NOBODY = -1


def groups_of(lease: Lease, context: EventContext, member_id: int | None) -> list[Group]:
    """By name: the user's own, or every one for administrators; of these the ones that `member_id` is in."""
    if member_id is not None and not 0 <= member_id <= LARGEST_ID:
        return []
    values = {
        "user_group": USER_GROUP,
        "everything": context.is_admin,
        "viewer_id": context.user.id,
        "member_id": NOBODY if member_id is None else member_id,
    }

    def find() -> list[Group]:
        return [rows.group(row) for row in ask_rows(lease, people.GROUPS, values)]

    found: list[Group] = lease.joined.memory.get(("groups", member_id), find)
    return found


def group_page(lease: Lease, context: EventContext, member_id: int | None, page: Page) -> Listing[Group]:
    """Groups are few: one projection, cut here."""
    check_page(page)
    found = groups_of(lease, context, member_id)
    end = None if page.limit is None else page.offset + page.limit
    return Listing(found[page.offset : end], len(found))


def known_people(lease: Lease, context: EventContext, user_ids: Sequence[int]) -> list[Experimenter]:
    """Those of them whom the user shares a group with, by id."""
    values = {
        "ids": ids(user_ids),
        "everything": context.is_admin,
        "viewer_id": context.user.id,
        "groups": [group for group in context.member_of if group != USER_GROUP] or [NOBODY],
    }
    return [rows.experimenter(row) for row in ask_rows(lease, people.KNOWN, values)]


def members_of(lease: Lease, context: EventContext, group_id: int) -> list[Experimenter]:
    """By name; those of a private group see themselves alone, unless they lead it. Raises NotFound."""
    known = {group.id: group for group in groups_of(lease, context, None)}
    if group_id not in known:
        raise NotFound(Kind.GROUP, group_id)
    found = [rows.experimenter(row) for row in ask_rows(lease, people.MEMBERS, {"group_id": group_id})]
    if known[group_id].level is PermissionLevel.PRIVATE and not (context.is_admin or group_id in context.leader_of):
        return [person for person in found if person.id == context.user.id]
    return found
