"""Joining and leaving groups, inside an open transaction; who may is asked elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, delete, insert, select, update

from omeropyr.errors import NotFound
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.schema import (
    SYSTEM_GROUP,
    USER_GROUP,
    ExperimenterRow,
    GroupRow,
    LoginRow,
    MembershipRow,
)
from omeropyr.gateway.model import Kind, Privilege


def groups_of(connection: Connection, user_id: int) -> dict[int, bool]:
    """Group id -> whether the user leads it."""
    found = select(MembershipRow.group_id, MembershipRow.is_leader).where(MembershipRow.user_id == user_id)
    return {row.group_id: row.is_leader for row in connection.execute(found)}


def members_of(connection: Connection, group_id: int) -> dict[int, bool]:
    """User id -> whether they lead the group."""
    found = select(MembershipRow.user_id, MembershipRow.is_leader).where(MembershipRow.group_id == group_id)
    return {row.user_id: row.is_leader for row in connection.execute(found.order_by(MembershipRow.user_id))}


def bring_groups(connection: Connection, user_id: int, wanted: Mapping[int, bool]) -> None:
    """Make somebody a member of exactly these groups; additions before removals."""
    present = groups_of(connection, user_id)
    for group_id, is_leader in wanted.items():
        join(connection, user_id, group_id, is_leader=is_leader)
    for group_id in present.keys() - wanted.keys():
        leave(connection, user_id, group_id)


def join(connection: Connection, user_id: int, group_id: int, *, is_leader: bool) -> None:
    """Make somebody a member, or change whether a member leads."""
    mine = (MembershipRow.user_id == user_id, MembershipRow.group_id == group_id)
    changed = connection.execute(update(MembershipRow).where(*mine).values(is_leader=is_leader))
    if changed.rowcount == 0:
        values = {"user_id": user_id, "group_id": group_id, "is_leader": is_leader}
        connection.execute(insert(MembershipRow).values(values))


def leave(connection: Connection, user_id: int, group_id: int) -> None:
    """Who leaves their default group gets another one; who leaves `system` loses all privileges."""
    mine = (MembershipRow.user_id == user_id, MembershipRow.group_id == group_id)
    connection.execute(delete(MembershipRow).where(*mine))
    if group_id == SYSTEM_GROUP:
        set_privileges(connection, user_id, ())
    person = ExperimenterRow
    home = max(groups_of(connection, user_id).keys() - {USER_GROUP}, default=USER_GROUP)
    homeless = (person.id == user_id, person.default_group_id == group_id)
    connection.execute(update(person).where(*homeless).values(default_group_id=home))


def set_privileges(connection: Connection, user_id: int, held: Collection[Privilege]) -> None:
    """Who acts for others in the name of this administrator stops doing so."""
    values = {"privileges": sorted(held)}
    connection.execute(update(ExperimenterRow).where(ExperimenterRow.id == user_id).values(values))
    if Privilege.SUDO not in held:
        connection.execute(delete(LoginRow).where(LoginRow.actor_id == user_id))


def sign_out(connection: Connection, user_id: int, *, but: str | None = None) -> None:
    """End all sessions of somebody and those in which they act for others; `but` is the hash of a key to spare."""
    of_theirs = (LoginRow.user_id == user_id) | (LoginRow.actor_id == user_id)
    ending = delete(LoginRow).where(of_theirs)
    connection.execute(ending if but is None else ending.where(LoginRow.key_hash != but))


def require_groups(connection: Connection, group_ids: Collection[int]) -> None:
    """Raises NotFound for the first that is not there."""
    there = set(connection.scalars(select(GroupRow.id).where(among(GroupRow.id, group_ids))))
    for group_id in group_ids:
        if group_id not in there:
            raise NotFound(Kind.GROUP, group_id)


def require_people(connection: Connection, user_ids: Collection[int]) -> None:
    """Raises NotFound for the first that is not there."""
    there = set(connection.scalars(select(ExperimenterRow.id).where(among(ExperimenterRow.id, user_ids))))
    for user_id in user_ids:
        if user_id not in there:
            raise NotFound(Kind.EXPERIMENTER, user_id)
