"""Making and changing accounts, inside an open transaction and with the rights of who asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import insert, update

from omeropyr.errors import Invalid
from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.admin.accounts import one_account
from omeropyr.gateway.embedded.admin.asking import BUILT_IN, require_not_upward, require_other, require_privilege
from omeropyr.gateway.embedded.admin.memberships import (
    bring_groups,
    groups_of,
    join,
    require_groups,
    set_privileges,
    sign_out,
)
from omeropyr.gateway.embedded.admin.profiles import (
    changes_to,
    profile_of,
    profile_of_new,
    refuse_taken,
    write_profile,
)
from omeropyr.gateway.embedded.admin.standing import NOBODY, Standing, standing_of, wanted_standing
from omeropyr.gateway.embedded.rights import Viewer
from omeropyr.gateway.embedded.schema import GUEST_GROUP, SYSTEM_GROUP, USER_GROUP, ExperimenterRow
from omeropyr.gateway.model import Account, AccountForm, Kind, Privilege

Groups: TypeAlias = Mapping[int, bool]
"""Group id -> whether the person leads it."""


def create_account(writing: Writing, form: AccountForm, password_hash: str | None) -> int:
    """Id of the new account. Raises Invalid, Conflict, Forbidden, NotFound for a group."""
    viewer = writing.viewer
    require_privilege(viewer, Privilege.MODIFY_USER, "make accounts")
    profile = profile_of_new(form)
    refuse_taken(writing.connection, profile)
    standing = wanted_standing(viewer, NOBODY, form)
    groups = _new_groups(writing, form, standing)
    home = _home(form.default_group_id, groups, standing, None)
    made = insert(ExperimenterRow).values(
        **profile, password_hash=password_hash, default_group_id=home, privileges=sorted(standing.privileges)
    )
    user_id = int(writing.connection.execute(made.returning(ExperimenterRow.id)).scalar_one())
    for group_id, is_leader in _all_groups(groups, standing).items():
        join(writing.connection, user_id, group_id, is_leader=is_leader)
    writing.record("create account", Kind.EXPERIMENTER, user_id, new={**profile, **_logged(groups, standing, home)})
    return user_id


def _new_groups(writing: Writing, form: AccountForm, standing: Standing) -> Groups:
    """Who may not choose groups names none; somebody else adds the account to some."""
    groups = _checked_groups(writing, form)
    if groups or standing.is_admin:
        require_privilege(writing.viewer, Privilege.MODIFY_GROUP_MEMBERSHIP, "put people into groups")
    elif form.groups is not None:
        raise _no_group()
    return groups


def _checked_groups(writing: Writing, form: AccountForm) -> Groups:
    """Raises Invalid for a group that the store keeps for itself, NotFound."""
    groups = dict(form.groups or ())
    if groups.keys() & BUILT_IN:
        raise Invalid("groups", "the groups system, user and guest cannot be chosen; see is_admin and is_active")
    require_groups(writing.connection, groups)
    return groups


def _no_group() -> Invalid:
    return Invalid("groups", "everybody must be in at least one group")


def _home(asked: int | None, groups: Groups, standing: Standing, present: int | None) -> int:
    """The default group: the one asked for, else the one there was, else the first. Raises Invalid."""
    possible = [*groups, *([SYSTEM_GROUP] if standing.is_admin else [])] or [USER_GROUP]
    if asked is not None and asked not in possible:
        raise Invalid("default_group_id", "must be one of the person's groups")
    if asked is not None:
        return asked
    return present if present in possible else possible[0]


def _all_groups(groups: Groups, standing: Standing) -> dict[int, bool]:
    """With the groups that say that somebody may sign in or is an administrator."""
    system = {SYSTEM_GROUP: False} if standing.is_admin else {}
    return {**groups, **system, **({USER_GROUP: False} if standing.is_active else {})}


@dataclass(frozen=True, slots=True)
class _Edit:
    """What a form makes of an account."""

    account: Account
    profile: Mapping[str, Any]
    """The changed fields only."""
    standing: Standing
    groups: Groups
    home: int

    @property
    def moves(self) -> bool:
        return dict(self.groups) != dict(_groups_of(self.account))

    @property
    def is_other_standing(self) -> bool:
        return self.standing != standing_of(self.account)

    @property
    def is_other_role(self) -> bool:
        return self.standing.is_admin != self.account.person.is_admin


def update_account(writing: Writing, user_id: int, form: AccountForm) -> None:
    """Only what is different from what is there is asked rights for, and changed."""
    account = one_account(writing.connection, user_id)
    edit = _edit_of(writing, account, form)
    _require_rights(writing.viewer, edit, chooses_home=form.default_group_id not in (None, account.default_group_id))
    if (edit.moves or edit.is_other_role) and not edit.groups and not edit.standing.is_admin:
        raise _no_group()
    refuse_taken(writing.connection, _new_to(account, edit.profile))
    write_profile(writing.connection, account.person, edit.profile)
    _write_standing(writing, edit)
    _write_home(writing, user_id, edit.home)
    _record(writing, edit)


def _edit_of(writing: Writing, account: Account, form: AccountForm) -> _Edit:
    """Raises Invalid, NotFound for a group."""
    profile = changes_to(account.person, profile_of(form))
    standing = wanted_standing(writing.viewer, standing_of(account), form)
    groups = _groups_of(account) if form.groups is None else _checked_groups(writing, form)
    home = _home(form.default_group_id, groups, standing, account.default_group_id)
    return _Edit(account, profile, standing, groups, home)


def _groups_of(account: Account) -> Groups:
    """Those that can be chosen."""
    return {one.group.id: one.is_leader for one in account.memberships if one.group.id not in BUILT_IN}


def _new_to(account: Account, profile: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without an address that differs from the person's own by its case alone."""
    address, old = profile.get("email"), account.person.email
    same = address is not None and old is not None and address.lower() == old.lower()
    return {name: value for name, value in profile.items() if not (same and name == "email")}


def _require_rights(viewer: Viewer, edit: _Edit, *, chooses_home: bool) -> None:
    """Raises Forbidden."""
    user_id = edit.account.person.id
    if "ome_name" in edit.profile:
        require_other(viewer, user_id, "rename")
    if edit.is_other_standing:
        require_other(viewer, user_id, "change the role or the state of")
    if user_id != viewer.user_id and (edit.profile or edit.is_other_standing or chooses_home):
        require_privilege(viewer, Privilege.MODIFY_USER, "edit accounts of others")
        require_not_upward(viewer, edit.account)
    if edit.moves or edit.is_other_role:
        require_privilege(viewer, Privilege.MODIFY_GROUP_MEMBERSHIP, "put people into groups or take them out")


def _write_standing(writing: Writing, edit: _Edit) -> None:
    connection, user_id = writing.connection, edit.account.person.id
    wanted = _all_groups(edit.groups, edit.standing)
    bring_groups(connection, user_id, wanted | _kept(groups_of(connection, user_id), wanted))
    if edit.standing.privileges != edit.account.privileges:
        set_privileges(connection, user_id, edit.standing.privileges)
    if edit.account.is_active and not edit.standing.is_active:
        sign_out(connection, user_id)


def _kept(present: Groups, wanted: Groups) -> dict[int, bool]:
    """Who leads a group that cannot be chosen here goes on doing so; members of `guest` stay."""
    kept = {GUEST_GROUP, *(BUILT_IN & wanted.keys())}
    return {group_id: leads for group_id, leads in present.items() if group_id in kept}


def _write_home(writing: Writing, user_id: int, home: int) -> None:
    person = ExperimenterRow
    writing.connection.execute(update(person).where(person.id == user_id).values(default_group_id=home))


def _logged(groups: Groups, standing: Standing, home: int) -> dict[str, Any]:
    return {
        "is_active": standing.is_active,
        "is_admin": standing.is_admin,
        "privileges": sorted(standing.privileges),
        "groups": [[group_id, leads] for group_id, leads in sorted(groups.items())],
        "default_group_id": home,
    }


def _record(writing: Writing, edit: _Edit) -> None:
    """The changed fields only; nothing for a form that changed nothing."""
    account = edit.account
    before = _logged(_groups_of(account), standing_of(account), account.default_group_id)
    after = _logged(edit.groups, edit.standing, edit.home)
    changed = {name: value for name, value in after.items() if value != before[name]}
    old = {name: getattr(account.person, name) for name in edit.profile} | {name: before[name] for name in changed}
    if old:
        writing.record("edit account", Kind.EXPERIMENTER, account.person.id, old=old, new={**edit.profile, **changed})
