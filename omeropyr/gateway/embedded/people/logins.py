"""Signed-in sessions: checking passwords, handing out keys, and knowing whose key it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.orm import aliased

from omeropyr.errors import LoginFailed, NotFound, SessionEnded
from omeropyr.gateway.embedded import rows
from omeropyr.gateway.embedded.people import passwords
from omeropyr.gateway.embedded.people.persons import person_columns
from omeropyr.gateway.embedded.query import is_id
from omeropyr.gateway.embedded.schema import (
    USER_GROUP,
    ExperimenterRow,
    GroupRow,
    LoginRow,
    MembershipRow,
    now,
)
from omeropyr.gateway.embedded.statements import AnyRow, AnySelect
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.model import Credentials, EventContext, Group, Kind, PermissionLevel, Privilege

TOUCH_EVERY = timedelta(minutes=1)
"""Reading must not mean writing: a session's last use is kept to the minute."""
LABEL_LENGTH = 64


@dataclass(frozen=True, slots=True)
class _Login:
    used_at: datetime
    context: EventContext


@dataclass(frozen=True, slots=True)
class Logins:
    """The logins of one store; an unused one ends after `idle`."""

    store: Store
    idle: timedelta

    def begin(self, credentials: Credentials, agent: str, client_ip: str | None) -> str:
        """A new session key. Raises LoginFailed after the same work, whatever is wrong."""
        found = self._find(credentials.username)
        password_hash = found.password_hash if found is not None else None
        right = passwords.verify_password(password_hash, credentials.password, self.store.hash_cost)
        if found is None or not right:
            raise LoginFailed
        person = ExperimenterRow
        with self.store.writing() as connection:
            connection.execute(delete(LoginRow).where(LoginRow.used_at < self.oldest()))
            connection.execute(update(person).where(person.id == found.id).values(last_login_at=now()))
            return start_session(connection, found.id, agent, client_ip)

    def oldest(self) -> datetime:
        """Sessions that were not used since then are over."""
        return now() - self.idle

    def sweep(self) -> int:
        """Forget the sessions that are over; their number. Every login does it too."""
        with self.store.writing() as connection:
            return connection.execute(delete(LoginRow).where(LoginRow.used_at < self.oldest())).rowcount

    def _find(self, username: str) -> AnyRow | None:
        """Somebody who may sign in; None for names that cannot even be written down."""
        if not username.isprintable():
            return None
        person, membership = ExperimenterRow, MembershipRow
        active = (membership.user_id == person.id) & (membership.group_id == USER_GROUP)
        found = select(person.id, person.password_hash).join(membership, active).where(person.ome_name == username)
        with self.store.reading() as connection:
            return connection.execute(found).one_or_none()

    def context(self, key: str) -> EventContext:
        """Whose key this is, in one statement. Raises SessionEnded."""
        key_hash = passwords.hash_session_key(key)
        login = self.store.recall.get(("login", key_hash), lambda: self._login(key_hash))
        if login is None or login.used_at < self.oldest():
            raise SessionEnded
        if login.used_at < now() - TOUCH_EVERY:
            self._touch(key_hash)
        return login.context

    def _login(self, key_hash: str) -> _Login | None:
        """None for a key that is unknown, or of somebody who may not sign in any more."""
        with self.store.reading() as connection:
            found = connection.execute(_context_statement(), {"key_hash": key_hash}).all()
        if all(row.member_of != USER_GROUP for row in found):
            return None
        return _Login(found[0].used_at, _context(found, found[0].actor_id))

    def _touch(self, key_hash: str) -> None:
        with self.store.writing() as connection:
            connection.execute(update(LoginRow).where(LoginRow.key_hash == key_hash).values(used_at=now()))

    def end(self, key: str) -> None:
        """The key is void from now on. Ending twice is fine."""
        with self.store.writing() as connection:
            connection.execute(delete(LoginRow).where(LoginRow.key_hash == passwords.hash_session_key(key)))


def start_session(
    connection: Connection, user_id: int, agent: str, client_ip: str | None, *, actor_id: int | None = None
) -> str:
    """A new session key; `actor_id` is who acts in the name of the user."""
    key = passwords.new_session_key()
    values = {
        "key_hash": passwords.hash_session_key(key),
        "user_id": user_id,
        "actor_id": actor_id,
        "agent": agent[:LABEL_LENGTH],
        "client_ip": None if client_ip is None else client_ip[:LABEL_LENGTH],
    }
    connection.execute(insert(LoginRow).values(values))
    return key


def context_of(connection: Connection, user_id: int) -> EventContext:
    """As a session of this user would say. Raises NotFound."""
    if is_id(user_id):
        found = connection.execute(_memberships_statement().where(ExperimenterRow.id == user_id)).all()
        if found:
            return _context(found, None)
    raise NotFound(Kind.EXPERIMENTER, user_id)


@cache
def _context_statement() -> AnySelect:
    """One row for each membership of the session's user. Built once: every request asks it."""
    of_session = _memberships_statement().add_columns(LoginRow.used_at, LoginRow.actor_id)
    return of_session.join(LoginRow, LoginRow.user_id == ExperimenterRow.id).where(
        LoginRow.key_hash == bindparam("key_hash")
    )


def _memberships_statement() -> AnySelect:
    home = aliased(GroupRow)
    return (
        select(
            *person_columns(ExperimenterRow, "by_"),
            home.id.label("home_id"),
            home.name.label("home_name"),
            home.level.label("home_level"),
            home.description.label("home_description"),
            ExperimenterRow.privileges,
            MembershipRow.group_id.label("member_of"),
            MembershipRow.is_leader,
        )
        .select_from(ExperimenterRow)
        .join(home, home.id == ExperimenterRow.default_group_id)
        .join(MembershipRow, MembershipRow.user_id == ExperimenterRow.id)
        .order_by(MembershipRow.group_id)
    )


def _context(found: Sequence[AnyRow], actor_id: int | None) -> EventContext:
    first = found[0]
    return EventContext(
        user=rows.experimenter(first, "by_"),
        group=Group(first.home_id, first.home_name, PermissionLevel(first.home_level), first.home_description),
        member_of=tuple(row.member_of for row in found),
        leader_of=tuple(row.member_of for row in found if row.is_leader),
        privileges=frozenset(Privilege(name) for name in first.privileges) if first.by_is_admin else frozenset(),
        actor_id=actor_id,
    )
