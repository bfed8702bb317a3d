"""Who a session is: asked when a client joins, and again now and then, since memberships change."""

from __future__ import annotations

import time
from typing import Any

from omero.rtypes import unwrap

from omeropyr.errors import SessionEnded
from omeropyr.gateway.model import EventContext, Privilege
from omeropyr.gateway.omero import rows
from omeropyr.gateway.omero.lease import Lease
from omeropyr.gateway.omero.queries import people
from omeropyr.gateway.omero.queries.running import rows as ask_rows

SECONDS = 60.0
"""For which the answer is believed. The server itself asks anew at every call: this is only what pages show."""
KNOWN_PRIVILEGES = frozenset(str(privilege) for privilege in Privilege)


def context_of(lease: Lease) -> EventContext:
    """The session's user, groups and privileges; remembered with the client. Raises SessionEnded."""
    joined = lease.joined
    with joined.lock:
        known = joined.known_context
        if known is not None and time.monotonic() - joined.context_at < SECONDS:
            return known
    context = _asked(lease)
    lease.joined.known_context, lease.joined.context_at = context, time.monotonic()
    return context


def _asked(lease: Lease) -> EventContext:
    said: Any = lease.read(lambda joined: joined.admin.getEventContext())
    user = ask_rows(lease, people.PEOPLE, {"ids": [said.userId]})
    group = ask_rows(lease, people.ONE_GROUP, {"group_id": said.groupId})
    if not user or not group:
        raise SessionEnded
    return EventContext(
        user=rows.experimenter(user[0]),
        group=rows.group(group[0]),
        member_of=tuple(sorted(set(said.memberOfGroups))),
        leader_of=tuple(sorted(set(said.leaderOfGroups))),
        privileges=frozenset(Privilege(name) for name in said.adminPrivileges or () if name in KNOWN_PRIVILEGES),
        actor_id=unwrap(getattr(said, "sudoerId", None)),
    )
