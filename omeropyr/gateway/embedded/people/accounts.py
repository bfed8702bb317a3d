"""Users and groups for whoever has the store's folder: the command line, the demonstration, tests.

No rights are asked, for nobody is signed in: everything is done, checked and logged as by root.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from omeropyr.errors import Conflict, NotFound
from omeropyr.gateway.embedded.access import Access
from omeropyr.gateway.embedded.admin.account_changes import create_account, update_account
from omeropyr.gateway.embedded.admin.accounts import all_accounts, one_account
from omeropyr.gateway.embedded.admin.fields import checked_password
from omeropyr.gateway.embedded.admin.group_changes import create_group, update_group
from omeropyr.gateway.embedded.admin.groups import groups_with_counts, one_group
from omeropyr.gateway.embedded.admin.levels import apply_level, plan_level
from omeropyr.gateway.embedded.admin.passwords import write_password
from omeropyr.gateway.embedded.people.passwords import hash_password
from omeropyr.gateway.embedded.rights import ALL_PRIVILEGES, Viewer
from omeropyr.gateway.embedded.schema import ROOT_USER, ExperimenterRow, GroupRow, MembershipRow
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.model import Account, AccountForm, Group, GroupForm, Kind, LevelChange, Page, PermissionLevel

ROOT = Viewer(ROOT_USER, is_admin=True, privileges=ALL_PRIVILEGES)


def as_root(store: Store) -> Access:
    return Access(store, ROOT)


def add_group(store: Store, name: str, level: PermissionLevel, description: str = "") -> int:
    """Id of the new group. Raises Invalid for a name that cannot be, Conflict for one that is taken."""
    with as_root(store).writing() as writing:
        return create_group(writing, GroupForm(name=name, level=level, description=description))


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
    """Id of the new user. `groups` are (group id, is leader); the first one is the default group; none is fine."""
    form = AccountForm(
        ome_name=ome_name,
        password=password,
        first_name=first_name,
        last_name=last_name,
        email=email,
        groups=tuple(groups) or None,
        is_admin=admin,
    )
    return add_account(store, form)


def add_account(store: Store, form: AccountForm) -> int:
    """Id of the new user. Raises Invalid naming the field, Conflict for what is taken, NotFound for a group."""
    password_hash = None if form.password is None else _hash(store, form.password)
    with as_root(store).writing() as writing:
        return create_account(writing, form, password_hash)


def edit_account(store: Store, user_id: int, form: AccountForm) -> None:
    """Raises as `add_account`, and Forbidden for what nobody may do to root."""
    with as_root(store).writing() as writing:
        update_account(writing, user_id, form)


def edit_group(store: Store, group_id: int, form: GroupForm) -> Sequence[str]:
    """User names of those who stay because it is their only group. Raises as `add_group`."""
    with as_root(store).writing() as writing:
        return update_group(writing, group_id, form)


def add_member(store: Store, user_id: int, group_id: int, *, is_leader: bool = False) -> None:
    """Make somebody a member, or change whether a member leads."""
    access = as_root(store)
    with access.writing() as writing:
        present = one_group(writing.connection, ROOT, group_id)
        leaders = {*present.leader_ids, user_id} if is_leader else {*present.leader_ids} - {user_id}
        members = dict.fromkeys([*present.member_ids, user_id])
        update_group(writing, group_id, GroupForm(member_ids=tuple(members), leader_ids=tuple(sorted(leaders))))


def remove_member(store: Store, user_id: int, group_id: int) -> None:
    """Raises Conflict for somebody's only group, Forbidden for root among the administrators."""
    with as_root(store).writing() as writing:
        members = one_group(writing.connection, ROOT, group_id).member_ids
        left = tuple(member for member in members if member != user_id)
        if update_group(writing, group_id, GroupForm(member_ids=left)):
            raise Conflict("This is the user's only group; put them into another one first.")


def planned_level(store: Store, group_id: int, level: PermissionLevel) -> LevelChange:
    """What `change_level` would do."""
    with store.reading() as connection:
        return plan_level(connection, ROOT, group_id, level)


def change_level(store: Store, group_id: int, level: PermissionLevel) -> int:
    """Number of links cut. Raises Conflict with what cannot be parted."""
    with as_root(store).writing() as writing:
        return apply_level(writing, group_id, level)


def set_password(store: Store, user_id: int, password: str) -> None:
    """All sessions of that user end."""
    password_hash = _hash(store, password)
    with as_root(store).writing() as writing:
        write_password(writing, user_id, password_hash, but=None)


def _hash(store: Store, password: str) -> str:
    return hash_password(checked_password(password), store.hash_cost)


def account_called(store: Store, ome_name: str) -> Account:
    """Raises NotFound."""
    user_id = user_id_of(store, ome_name)
    with store.reading() as connection:
        return one_account(connection, user_id)


def accounts_of(store: Store, text: str = "") -> Sequence[Account]:
    """By name; `text` is searched in names and addresses."""
    with store.reading() as connection:
        return all_accounts(connection, text, None, None, Page()).items


def groups_of(store: Store) -> Sequence[tuple[Group, int, int]]:
    """(group, number of members, number of leaders) by name."""
    with store.reading() as connection:
        return groups_with_counts(connection)


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
