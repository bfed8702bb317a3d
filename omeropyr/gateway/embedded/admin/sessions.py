"""Who is signed in, ending sessions, and acting for somebody else."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, select, true

from omeropyr.errors import Conflict, Forbidden
from omeropyr.gateway.embedded import rows
from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.admin.accounts import one_account
from omeropyr.gateway.embedded.admin.asking import require_not_upward, require_privilege
from omeropyr.gateway.embedded.people.logins import start_session
from omeropyr.gateway.embedded.people.persons import person_columns
from omeropyr.gateway.embedded.query import among, as_listing, check_page
from omeropyr.gateway.embedded.rights import Viewer
from omeropyr.gateway.embedded.schema import ExperimenterRow, LoginRow
from omeropyr.gateway.embedded.statements import AnyRow
from omeropyr.gateway.model import Kind, Listing, OpenSession, Page, Privilege


def open_sessions(connection: Connection, viewer: Viewer, since: datetime, page: Page) -> Listing[OpenSession]:
    """Those used `since` then and not over, last used first; all with ReadSession, else the viewer's own."""
    check_page(page)
    where = (LoginRow.used_at >= since, _known_to(viewer))
    login = (LoginRow.id, LoginRow.agent, LoginRow.client_ip, LoginRow.created_at, LoginRow.used_at)
    found = (
        select(*login, func.count().over().label("total"), *person_columns(ExperimenterRow, "by_"))
        .join(ExperimenterRow, ExperimenterRow.id == LoginRow.user_id)
        .where(*where)
        .order_by(LoginRow.used_at.desc(), LoginRow.id.desc())
    )
    counting = select(func.count()).select_from(LoginRow).where(*where)
    return as_listing(connection, found.offset(page.offset or None).limit(page.limit), counting, page, _session)


def _known_to(viewer: Viewer) -> ColumnElement[bool]:
    return true() if viewer.holds(Privilege.READ_SESSION) else LoginRow.user_id == viewer.user_id


def _session(row: AnyRow) -> OpenSession:
    return OpenSession(
        id=row.id,
        user=rows.experimenter(row, "by_"),
        agent=row.agent,
        client_ip=row.client_ip,
        created_at=row.created_at,
        used_at=row.used_at,
    )


def end_sessions(writing: Writing, session_ids: Collection[int]) -> int:
    """Number ended; those of others are passed over without ReadSession."""
    ending = delete(LoginRow).where(among(LoginRow.id, session_ids), _known_to(writing.viewer))
    ended = writing.connection.execute(ending.returning(LoginRow.id, LoginRow.user_id)).all()
    for row in ended:
        writing.record("end session", Kind.EXPERIMENTER, row.user_id, old={"session": row.id})
    return len(ended)


def act_as(writing: Writing, user_id: int, asking_key_hash: str) -> str:
    """Key of a session with that user's rights, in which the asker stays known as the actor.

    Raises Forbidden upward and while acting for somebody already, NotFound, Conflict for who may not sign in.
    """
    viewer = writing.viewer
    require_privilege(viewer, Privilege.SUDO, "act for others")
    if viewer.actor_id is not None:
        raise Forbidden("You are acting for somebody else already; please end that first.")
    account = one_account(writing.connection, user_id)
    require_not_upward(viewer, account)
    if not account.is_active:
        raise Conflict(f"{account.person.ome_name} is not active and may not sign in.")
    asking = select(LoginRow.agent, LoginRow.client_ip).where(LoginRow.key_hash == asking_key_hash)
    row = writing.connection.execute(asking).one_or_none()
    agent, client_ip = ("omeropyr", None) if row is None else (row.agent, row.client_ip)
    writing.record("act as", Kind.EXPERIMENTER, user_id)
    return start_session(writing.connection, user_id, agent, client_ip, actor_id=viewer.user_id)
