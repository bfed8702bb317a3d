"""Making users and groups: what a lab needs to set up a store. No rights are asked: this is for administrators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, select, update

from omeropyr.errors import Conflict, Invalid, NotFound
from omeropyr.gateway.embedded.passwords import hash_password
from omeropyr.gateway.embedded.schema import (
    GUEST_GROUP,
    NAME_LENGTH,
    ROOT_USER,
    SYSTEM_GROUP,
    USER_GROUP,
    ExperimenterRow,
    GroupRow,
    MembershipRow,
    sort_key,
)
from omeropyr.gateway.model import Kind, PermissionLevel, Privilege

if TYPE_CHECKING:
    from omeropyr.gateway.embedded.store import Store

SYSTEM_GROUPS = (
    (SYSTEM_GROUP, "system", PermissionLevel.PRIVATE, "Administrators"),
    (USER_GROUP, "user", PermissionLevel.READ_ONLY, "Everybody who may sign in"),
    (GUEST_GROUP, "guest", PermissionLevel.PRIVATE, "Visitors"),
)


def add_system_rows(connection: Connection) -> None:
    """The groups and the user that every store has. Root gets a password later, or never signs in."""
    if connection.scalar(select(GroupRow.id).where(GroupRow.id == SYSTEM_GROUP)) is not None:
        return
    for group_id, name, level, description in SYSTEM_GROUPS:
        connection.execute(
            insert(GroupRow).values(id=group_id, name=name, sort_name=name, level=level, description=description)
        )
    connection.execute(
        insert(ExperimenterRow).values(
            id=ROOT_USER,
            ome_name="root",
            first_name="root",
            last_name="root",
            default_group_id=SYSTEM_GROUP,
            privileges=list(Privilege),
        )
    )
    for group_id in (SYSTEM_GROUP, USER_GROUP):
        _join(connection, ROOT_USER, group_id, is_leader=False)


def add_group(store: Store, name: str, level: PermissionLevel, description: str = "") -> int:
    """Id of the new group. Raises Invalid for a name that cannot be, Conflict for one that is taken."""
    _check_name("group name", name)
    with store.writing() as connection:
        if connection.scalar(select(GroupRow.id).where(GroupRow.name == name)) is not None:
            raise Conflict(f"There is a group called {name} already.")
        values = {"name": name, "sort_name": sort_key(name), "level": level, "description": description}
        return connection.execute(insert(GroupRow).values(values).returning(GroupRow.id)).scalar_one()


def add_user(
    store: Store,
    ome_name: str,
    password: str | None,
    *,
    first_name: str,
    last_name: str,
    email: str | None = None,
    groups: Sequence[tuple[int, bool]] = (),
    admin: bool = False,
) -> int:
    """Id of the new user. `groups` are (group id, is leader); the first one is the default group.

    Raises Invalid for a bad name or an empty password, Conflict for a name that is taken, NotFound for a group.
    """
    _check_name("user name", ome_name)
    memberships = [*groups, *([(SYSTEM_GROUP, False)] if admin else []), (USER_GROUP, False)]
    values = {
        "ome_name": ome_name,
        "password_hash": _hash(store, password),
        "first_name": first_name,
        "last_name": last_name,
        "email": email,
        "default_group_id": memberships[0][0],
        "privileges": list(Privilege) if admin else [],
    }
    with store.writing() as connection:
        if connection.scalar(select(ExperimenterRow.id).where(ExperimenterRow.ome_name == ome_name)) is not None:
            raise Conflict(f"There is a user called {ome_name} already.")
        for group_id, _ in groups:
            _check_group(connection, group_id)
        insertion = insert(ExperimenterRow).values(values).returning(ExperimenterRow.id)
        user_id = connection.execute(insertion).scalar_one()
        for group_id, is_leader in dict(reversed(memberships)).items():
            _join(connection, user_id, group_id, is_leader=is_leader)
        return user_id


def add_member(store: Store, user_id: int, group_id: int, *, is_leader: bool = False) -> None:
    """Make somebody a member, or change whether a member leads."""
    with store.writing() as connection:
        _check_group(connection, group_id)
        mine = (MembershipRow.user_id == user_id, MembershipRow.group_id == group_id)
        if connection.scalar(select(MembershipRow.user_id).where(*mine)) is None:
            _join(connection, user_id, group_id, is_leader=is_leader)
        else:
            connection.execute(update(MembershipRow).where(*mine).values(is_leader=is_leader))


def set_password(store: Store, user_id: int, password: str) -> None:
    values = {"password_hash": _hash(store, password)}
    with store.writing() as connection:
        changed = connection.execute(update(ExperimenterRow).where(ExperimenterRow.id == user_id).values(values))
        if changed.rowcount == 0:
            raise NotFound(Kind.EXPERIMENTER, user_id)


def user_id_of(store: Store, ome_name: str) -> int:
    with store.reading() as connection:
        found = connection.scalar(select(ExperimenterRow.id).where(ExperimenterRow.ome_name == ome_name))
    if found is None:
        raise NotFound("user", ome_name)
    return found


def group_id_of(store: Store, name: str) -> int:
    with store.reading() as connection:
        found = connection.scalar(select(GroupRow.id).where(GroupRow.name == name))
    if found is None:
        raise NotFound(Kind.GROUP, name)
    return found


def _join(connection: Connection, user_id: int, group_id: int, *, is_leader: bool) -> None:
    values = {"user_id": user_id, "group_id": group_id, "is_leader": is_leader}
    connection.execute(insert(MembershipRow).values(values))


def _check_group(connection: Connection, group_id: int) -> None:
    if connection.scalar(select(GroupRow.id).where(GroupRow.id == group_id)) is None:
        raise NotFound(Kind.GROUP, group_id)


def _check_name(what: str, name: str) -> None:
    if not name.strip() or len(name) > NAME_LENGTH or name != name.strip():
        raise Invalid(what, f"must have 1 to {NAME_LENGTH} characters and no blanks around it")


def _hash(store: Store, password: str | None) -> str | None:
    if password is None:
        return None
    if not password:
        raise Invalid("password", "must not be empty")
    return hash_password(password, store.hash_cost)


def has_password(store: Store, user_id: int) -> bool:
    with store.reading() as connection:
        found = connection.scalar(select(ExperimenterRow.password_hash).where(ExperimenterRow.id == user_id))
    return found is not None


def default_group_of(store: Store, user_id: int) -> int:
    with store.reading() as connection:
        found = select(ExperimenterRow.default_group_id).where(ExperimenterRow.id == user_id)
        return connection.execute(found).scalar_one()


def is_member_of(store: Store, user_id: int, group_id: int) -> bool:
    mine = (MembershipRow.user_id == user_id, MembershipRow.group_id == group_id)
    with store.reading() as connection:
        return connection.scalar(select(MembershipRow.user_id).where(*mine)) is not None
