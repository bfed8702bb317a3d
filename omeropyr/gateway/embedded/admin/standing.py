"""Whether somebody may sign in, is an administrator, and with which privileges: what an editor may make of it."""

from __future__ import annotations

from dataclasses import dataclass

from omeropyr.errors import Invalid
from omeropyr.gateway.embedded.rights import Viewer
from omeropyr.gateway.model import Account, AccountForm, Privilege


@dataclass(frozen=True, slots=True)
class Standing:
    is_active: bool
    is_admin: bool
    privileges: frozenset[Privilege]


NOBODY = Standing(is_active=True, is_admin=False, privileges=frozenset())
"""What a new account starts from."""


def standing_of(account: Account) -> Standing:
    return Standing(account.is_active, account.person.is_admin, account.privileges)


def wanted_standing(viewer: Viewer, present: Standing, form: AccountForm) -> Standing:
    """What the form makes of `present`, in the hands of `viewer`.

    Only privileges that the editor holds are granted or taken, others keep their value (contract/webadmin, PRV-05).
    A new administrator gets those of the form, else all that the editor holds (USR-07). Raises Invalid for privileges
    of somebody who is no administrator.
    """
    is_active = present.is_active if form.is_active is None else form.is_active
    is_admin = present.is_admin if form.is_admin is None else form.is_admin
    if not is_admin:
        if form.privileges:
            raise Invalid("privileges", "only administrators have privileges")
        return Standing(is_active, False, frozenset())
    return Standing(is_active, True, _privileges(viewer, present, form.privileges))


def _privileges(viewer: Viewer, present: Standing, asked: frozenset[Privilege] | None) -> frozenset[Privilege]:
    if asked is None:
        return present.privileges if present.is_admin else viewer.privileges
    return (present.privileges - viewer.privileges) | (asked & viewer.privileges)
