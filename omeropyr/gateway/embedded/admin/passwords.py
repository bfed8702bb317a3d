"""Setting passwords: who may, and which sessions end. Passwords and their hashes reach no log."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from omeropyr.errors import Forbidden, LoginFailed
from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.admin.accounts import one_account
from omeropyr.gateway.embedded.admin.asking import require_not_upward, require_privilege
from omeropyr.gateway.embedded.admin.memberships import sign_out
from omeropyr.gateway.embedded.people.passwords import HashCost, verify_password
from omeropyr.gateway.embedded.rights import Viewer
from omeropyr.gateway.embedded.schema import ExperimenterRow
from omeropyr.gateway.model import Account, Kind, Privilege


def require_may_set_password(viewer: Viewer, account: Account) -> None:
    """Oneself, and ModifyUser for those without more privileges. Raises Forbidden."""
    if account.person.id != viewer.user_id:
        require_privilege(viewer, Privilege.MODIFY_USER, "set passwords of others")
        require_not_upward(viewer, account)
    if account.ldap_dn:
        raise Forbidden("This password is kept by another directory (LDAP) and cannot be changed here.")


def require_proof(connection: Connection, viewer: Viewer, proof: str, cost: HashCost) -> None:
    """`proof` is the present password of who asks. Raises LoginFailed."""
    kept = connection.scalar(select(ExperimenterRow.password_hash).where(ExperimenterRow.id == viewer.user_id))
    if not verify_password(kept, proof, cost):
        raise LoginFailed


def write_password(writing: Writing, user_id: int, password_hash: str, *, but: str | None) -> None:
    """Sessions of that user end, but not the one whose key has the hash `but`. Raises Forbidden."""
    require_may_set_password(writing.viewer, one_account(writing.connection, user_id))
    person = ExperimenterRow
    writing.connection.execute(update(person).where(person.id == user_id).values(password_hash=password_hash))
    sign_out(writing.connection, user_id, but=but)
    writing.record("set password", Kind.EXPERIMENTER, user_id)
