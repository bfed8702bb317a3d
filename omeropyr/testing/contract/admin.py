"""Administration: which deed takes which privilege; sessions, acting for others, and space."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from omeropyr.errors import Conflict, Forbidden, SessionEnded
from omeropyr.gateway.model import (
    AccountForm,
    GroupForm,
    Kind,
    ObjectRef,
    Page,
    PermissionLevel,
    Privilege,
)
from omeropyr.gateway.port import Admin, Gateway, Session
from omeropyr.testing.contract.administering import NEW, RESTRICTED, AdminBase
from omeropyr.testing.contract.arranging import World, needs, password_of, sign_in

Deed = Callable[[Admin, World], object]
DEEDS: dict[str, tuple[set[Privilege], bool, Deed]] = {
    "list accounts": (set(Privilege), False, lambda admin, world: admin.accounts()),
    "read an account": (set(Privilege), False, lambda admin, world: admin.account(world.owner)),
    "read a context": (set(Privilege), False, lambda admin, world: admin.server_context(world.owner)),
    "read a group": (set(Privilege), True, lambda admin, world: admin.group(world.home)),
    "make an account": ({Privilege.MODIFY_USER}, False, lambda admin, world: admin.create_account(NEW)),
    "rename somebody": (
        {Privilege.MODIFY_USER},
        False,
        lambda admin, world: admin.update_account(world.owner, AccountForm(first_name="Other")),
    ),
    "deactivate somebody": (
        {Privilege.MODIFY_USER},
        False,
        lambda admin, world: admin.update_account(world.owner, AccountForm(is_active=False)),
    ),
    "set a password": (
        {Privilege.MODIFY_USER},
        False,
        lambda admin, world: admin.set_password(world.owner, "other", proof=_own_password(admin)),
    ),
    "take somebody out of groups": (
        {Privilege.MODIFY_GROUP_MEMBERSHIP},
        False,
        lambda admin, world: admin.update_account(world.owner, AccountForm(groups=((world.home, False),))),
    ),
    "make a group": ({Privilege.MODIFY_GROUP}, False, lambda admin, world: admin.create_group(GroupForm(name="new"))),
    "describe a group": (
        {Privilege.MODIFY_GROUP},
        False,
        lambda admin, world: admin.update_group(world.home, GroupForm(description="described")),
    ),
    "put somebody into a group": (
        {Privilege.MODIFY_GROUP_MEMBERSHIP},
        True,
        lambda admin, world: admin.update_group(world.home, _with_outsider(admin, world)),
    ),
    "plan a level": (
        {Privilege.MODIFY_GROUP},
        True,
        lambda admin, world: admin.plan_level(world.home, PermissionLevel.READ_ONLY),
    ),
    "act for somebody": ({Privilege.SUDO}, False, lambda admin, world: admin.act_as(world.owner)),
}
"""Name -> privileges of which one is enough, whether leaders may too, and the deed."""


def _own_password(admin: Admin) -> str:
    """Everybody who may read accounts knows who they are; the others are refused before the proof is looked at."""
    try:
        restricted = any(one.person.ome_name == RESTRICTED for one in admin.accounts().items)
    except Forbidden:
        return ""
    return password_of(RESTRICTED if restricted else "admin")


def _with_outsider(admin: Admin, world: World) -> GroupForm:
    return GroupForm(member_ids=(*admin.group(world.home).member_ids, world.users["outsider"]))


class AdminContract(AdminBase):
    @pytest.mark.parametrize("name", sorted(DEEDS))
    def test_each_deed_takes_its_privilege(self, gateway: Gateway, world: World, name: str) -> None:
        needs(gateway, Admin)
        enough, leaders_may, deed = DEEDS[name]
        asking = ["outsider", "member", *([] if leaders_may else ["leader"])]
        for privilege in sorted(set(Privilege) - enough):
            asking.append(f"only {privilege}")
            world.arrange.user(f"only {privilege}", groups=[world.home], privileges=[privilege])
        for who in asking:
            with pytest.raises(Forbidden):
                deed(sign_in(gateway, who).admin, world)
        if leaders_may:
            deed(sign_in(gateway, "leader").admin, world)

    @pytest.mark.parametrize("name", sorted(DEEDS))
    def test_one_privilege_is_enough(self, restricted: Callable[..., Session], world: World, name: str) -> None:
        enough, _, deed = DEEDS[name]
        deed(restricted(sorted(enough)[0]).admin, world)

    @pytest.mark.parametrize("name", sorted(DEEDS))
    def test_full_administrators_may_everything(self, admin: Admin, world: World, name: str) -> None:
        DEEDS[name][2](admin, world)

    def test_sessions_are_seen_and_ended(self, gateway: Gateway, admin: Admin, session: Session) -> None:
        other = sign_in(gateway, "owner")
        mine = session.admin.sessions()
        assert mine.total == 2
        assert {one.user.ome_name for one in mine.items} == {"owner"}
        (theirs,) = [one for one in admin.sessions().items if one.user.ome_name == "admin"]
        assert session.admin.end_sessions([theirs.id, 999_999]) == 0
        assert admin.sessions().total == 3
        assert admin.sessions(page=Page(0, 1)).total == 3
        newest = max(one.id for one in mine.items)
        assert session.admin.end_sessions([newest]) == 1
        with pytest.raises(SessionEnded):
            gateway.join(other.key)
        assert gateway.join(session.key).context == session.context

    def test_others_sessions_take_the_privilege(self, restricted: Callable[..., Session], session: Session) -> None:
        asker = restricted(*(set(Privilege) - {Privilege.READ_SESSION}))
        assert {one.user.ome_name for one in asker.admin.sessions().items} == {RESTRICTED}

    def test_acting_for_somebody_is_being_them(self, gateway: Gateway, admin: Admin, world: World) -> None:
        private = world.arrange.project("p", world.owner, world.groups[PermissionLevel.PRIVATE])
        acting = gateway.join(admin.act_as(world.owner))
        assert acting.context.user.id == world.owner
        assert acting.context.actor_id == world.users["admin"]
        assert not acting.context.is_admin
        acting.edit.rename(ObjectRef(Kind.PROJECT, private), "renamed")
        with pytest.raises(Forbidden):
            acting.admin.accounts()
        acting.end()
        with pytest.raises(SessionEnded):
            gateway.join(acting.key)

    def test_nobody_acts_for_somebody_while_acting(self, gateway: Gateway, admin: Admin, world: World) -> None:
        other = world.arrange.user("other", groups=[world.home], admin=True)
        acting = gateway.join(admin.act_as(other))
        with pytest.raises(Forbidden):
            acting.admin.act_as(world.owner)

    def test_who_loses_the_privilege_stops_acting(self, gateway: Gateway, admin: Admin, world: World) -> None:
        other = world.arrange.user("other", groups=[world.home], admin=True)
        key = sign_in(gateway, "other").admin.act_as(world.owner)
        admin.update_account(other, AccountForm(privileges=frozenset((Privilege.CHOWN,))))
        with pytest.raises(SessionEnded):
            gateway.join(key)

    def test_nobody_acts_for_who_may_not_sign_in(self, admin: Admin, world: World) -> None:
        admin.update_account(world.owner, AccountForm(is_active=False))
        with pytest.raises(Conflict):
            admin.act_as(world.owner)

    def test_space_is_told_by_owner_and_group(self, gateway: Gateway, admin: Admin, world: World) -> None:
        private, member = world.groups[PermissionLevel.PRIVATE], world.users["member"]
        for owner, group in ((world.owner, private), (world.owner, private), (member, private), (member, world.home)):
            world.arrange.image("i", owner, group)
        uses = {(one.user_id, one.group_id): one for one in admin.space()}
        assert set(uses) == {(world.owner, private), (member, private), (member, world.home)}
        assert uses[world.owner, private].files == 2
        assert uses[world.owner, private].bytes > uses[member, private].bytes > 0
        sizes = [one.bytes for one in admin.space()]
        assert sizes == sorted(sizes, reverse=True)
        assert {one.user_id for one in admin.space(group_id=private)} == {world.owner, member}
        assert {one.group_id for one in admin.space(user_id=member)} == {private, world.home}
        assert {one.user_id for one in sign_in(gateway, "owner").admin.space()} == {world.owner, member}
        assert {one.user_id for one in sign_in(gateway, "owner").admin.space(group_id=private)} == {world.owner}
        assert sign_in(gateway, "outsider").admin.space() == []
