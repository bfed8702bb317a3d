"""Becoming and ceasing to be an administrator through the group `system`."""

from __future__ import annotations

from collections.abc import Collection

from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.admin.accounts import one_account
from omeropyr.gateway.embedded.admin.asking import require_not_upward, require_other, require_privilege
from omeropyr.gateway.embedded.admin.memberships import set_privileges
from omeropyr.gateway.model import Privilege


def join_administrators(writing: Writing, user_ids: Collection[int]) -> None:
    """A new administrator holds what the one who made them holds. Raises Forbidden."""
    for user_id in user_ids:
        require_privilege(writing.viewer, Privilege.MODIFY_USER, "make administrators")
        set_privileges(writing.connection, user_id, writing.viewer.privileges)


def require_may_leave_administrators(writing: Writing, user_ids: Collection[int]) -> None:
    """Raises Forbidden for root, oneself, and those with more privileges."""
    for user_id in user_ids:
        require_privilege(writing.viewer, Privilege.MODIFY_USER, "take the role of administrators")
        require_other(writing.viewer, user_id, "take the role of administrator from")
        require_not_upward(writing.viewer, one_account(writing.connection, user_id))
