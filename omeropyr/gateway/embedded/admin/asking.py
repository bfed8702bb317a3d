"""Who may administer what. Each function raises Forbidden with a sentence, or lets pass."""

from __future__ import annotations

from omeropyr.errors import Forbidden
from omeropyr.gateway.embedded.rights import Viewer
from omeropyr.gateway.embedded.schema import GUEST_GROUP, ROOT_USER, SYSTEM_GROUP, USER_GROUP
from omeropyr.gateway.model import Account, Privilege

BUILT_IN = frozenset((SYSTEM_GROUP, USER_GROUP, GUEST_GROUP))
"""Groups that the store keeps for itself."""


def require_administrator(viewer: Viewer) -> None:
    if not viewer.is_admin:
        raise Forbidden("Only administrators may do this.")


def require_privilege(viewer: Viewer, privilege: Privilege, deed: str) -> None:
    """`deed` is what is wanted, e.g. `edit accounts`."""
    if not viewer.holds(privilege):
        raise Forbidden(f"You may not {deed}: that takes the privilege {privilege}.")


def require_not_upward(viewer: Viewer, account: Account) -> None:
    """Who changes, ends or borrows an account must hold every privilege that the account holds (PRV-05)."""
    if not account.privileges <= viewer.privileges:
        name = account.person.ome_name
        raise Forbidden(f"{name} is an administrator with privileges that you do not have.")


def require_other(viewer: Viewer, user_id: int, deed: str) -> None:
    """Root and oneself are protected from what would lock out the last administrator."""
    if user_id == ROOT_USER:
        raise Forbidden(f"Nobody may {deed} the account root.")
    if user_id == viewer.user_id:
        raise Forbidden(f"You may not {deed} your own account.")
