"""Groups: who is in them, who leads them, and their permission levels."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from omeropyr.errors import Conflict, Forbidden, Invalid, NotFound
from omeropyr.gateway.model import (
    GroupForm,
    Kind,
    ObjectRef,
    Page,
    PermissionLevel,
    Privilege,
)
from omeropyr.gateway.port import Admin, Gateway, Jobs, Session
from omeropyr.testing.contract.administering import GUEST, ROOT, SYSTEM, USER, AdminBase, account_of
from omeropyr.testing.contract.arranging import World, needs, sign_in

WAIT = 20.0
BAD_GROUP_NAMES = (None, "", " ", "x" * 256, "a\tb", "\ud800", "Lab ")


class GroupContract(AdminBase):
    def test_groups_are_listed_for_administrators_and_leaders(
        self, gateway: Gateway, admin: Admin, world: World
    ) -> None:
        names = [one.name for one in admin.groups().items]
        assert {"system", "user", "guest", "elsewhere"} < set(names)
        assert names == sorted(names)
        assert [one.name for one in admin.groups("ELSE").items] == ["elsewhere"]
        assert len(admin.groups(page=Page(1, 2)).items) == 2
        led = sign_in(gateway, "leader").admin.groups()
        assert {one.id for one in led.items} == set(world.groups.values())
        assert sign_in(gateway, "member").admin.groups().total == 0

    def test_a_new_group_has_its_people(self, gateway: Gateway, admin: Admin, world: World) -> None:
        form = GroupForm(name="Lab", member_ids=(world.owner,), leader_ids=(world.users["outsider"],))
        made = admin.create_group(form)
        details = admin.group(made)
        assert details.group.level is PermissionLevel.PRIVATE
        assert set(details.member_ids) == {world.owner, world.users["outsider"]}
        assert details.leader_ids == (world.users["outsider"],)
        assert made in sign_in(gateway, "outsider").context.leader_of

    def test_bad_group_names_are_refused(self, admin: Admin) -> None:
        for name in BAD_GROUP_NAMES:
            with pytest.raises(Invalid, match="name"):
                admin.create_group(GroupForm(name=name))

    def test_group_names_are_unique(self, admin: Admin, world: World) -> None:
        with pytest.raises(Conflict):
            admin.create_group(GroupForm(name="elsewhere"))
        with pytest.raises(Conflict):
            admin.update_group(world.home, GroupForm(name="elsewhere"))

    def test_members_of_a_new_group_take_the_privilege(self, restricted: Callable[..., Session], world: World) -> None:
        admin = restricted(Privilege.MODIFY_GROUP).admin
        with pytest.raises(Forbidden):
            admin.create_group(GroupForm(name="Lab", member_ids=(world.owner,)))
        assert admin.groups("Lab").total == 0

    def test_leaders_become_members_and_who_leaves_leads_no_longer(self, admin: Admin, world: World) -> None:
        owner, member, leader = (world.users[name] for name in ("owner", "member", "leader"))
        admin.update_group(world.home, GroupForm(leader_ids=(owner,)))
        details = admin.group(world.home)
        assert details.leader_ids == (owner,)
        assert set(details.member_ids) == {owner, member, leader}
        admin.update_group(world.home, GroupForm(member_ids=(member, leader)))
        assert admin.group(world.home).leader_ids == ()
        admin.update_group(world.home, GroupForm(member_ids=(), leader_ids=(leader,)))
        assert admin.group(world.home).member_ids == (leader,)

    def test_nobody_loses_their_only_group(self, gateway: Gateway, admin: Admin, world: World) -> None:
        outsider = world.users["outsider"]
        elsewhere = account_of(world, gateway, "outsider").default_group_id
        form = GroupForm(description="new", member_ids=(world.owner,))
        with pytest.raises(Conflict, match="outsider"):
            admin.update_group(elsewhere, form)
        details = admin.group(elsewhere)
        assert details.group.description == "new"
        assert set(details.member_ids) == {outsider, world.owner}

    def test_leaders_choose_members_but_not_themselves(self, gateway: Gateway, world: World) -> None:
        needs(gateway, Admin)
        owner, leader, outsider = (world.users[name] for name in ("owner", "leader", "outsider"))
        asker = sign_in(gateway, "leader").admin
        asker.update_group(world.home, GroupForm(member_ids=(owner, leader, outsider), leader_ids=(leader, outsider)))
        assert set(asker.group(world.home).member_ids) == {owner, leader, outsider}
        for form in (GroupForm(member_ids=(owner,)), GroupForm(leader_ids=(outsider,))):
            with pytest.raises(Forbidden):
                asker.update_group(world.home, form)
        with pytest.raises(Forbidden):
            asker.update_group(world.home, GroupForm(name="mine"))
        with pytest.raises(NotFound):
            asker.update_group(world.home, GroupForm(member_ids=(leader, 999_999)))

    def test_the_groups_of_the_store_itself_are_protected(self, admin: Admin, world: World) -> None:
        for group in (SYSTEM, USER, GUEST):
            with pytest.raises(Forbidden):
                admin.update_group(group, GroupForm(name="renamed"))
            with pytest.raises(Forbidden):
                admin.plan_level(group, PermissionLevel.READ_ONLY)
        for group in (USER, GUEST):
            with pytest.raises(Forbidden):
                admin.update_group(group, GroupForm(member_ids=(world.owner,)))
        for left in ((ROOT,), (world.users["admin"],)):
            with pytest.raises(Forbidden):
                admin.update_group(SYSTEM, GroupForm(member_ids=left))

    def test_who_joins_the_administrators_is_one(self, gateway: Gateway, admin: Admin, world: World) -> None:
        before = admin.group(SYSTEM).member_ids
        admin.update_group(SYSTEM, GroupForm(member_ids=(*before, world.owner)))
        assert sign_in(gateway, "owner").context.privileges == frozenset(Privilege)
        admin.update_group(SYSTEM, GroupForm(member_ids=before))
        assert sign_in(gateway, "owner").context.privileges == frozenset()

    def test_a_plan_tells_what_changes(self, admin: Admin, world: World) -> None:
        plan = admin.plan_level(world.home, PermissionLevel.READ_WRITE)
        assert any("delete" in sentence for sentence in plan.gains)
        assert (plan.losses, plan.links_cut, plan.refusals) == ((), 0, ())
        back = admin.plan_level(world.home, PermissionLevel.PRIVATE)
        assert any("see" in sentence for sentence in back.losses)
        assert back.gains == ()

    def test_a_private_group_mixes_nothing(self, gateway: Gateway, admin: Admin, world: World) -> None:
        needs(gateway, Jobs)
        group, member, arrange = world.groups[PermissionLevel.READ_WRITE], world.users["member"], world.arrange
        project = arrange.project("p", world.owner, group)
        theirs = arrange.dataset("theirs", member, group, project=project)
        mine = arrange.dataset("mine", world.owner, group, project=project)
        image = arrange.image("i", world.owner, group, dataset=theirs)
        arrange.tag_image(arrange.tag("their tag", member, group), image, member)
        arrange.tag_image(arrange.tag("my tag", world.owner, group), image, world.owner)
        assert admin.plan_level(group, PermissionLevel.PRIVATE).links_cut == 3
        session = sign_in(gateway, "admin")
        job = session.jobs.wait(session.admin.change_level(group, PermissionLevel.PRIVATE).id, WAIT)
        assert (job.state, dict(job.result)) == ("done", {"links_cut": 3})
        assert admin.group(group).group.level is PermissionLevel.PRIVATE
        owner = sign_in(gateway, "owner")
        assert [one.id for one in owner.browse.datasets(project_id=project).items] == [mine]
        (link,) = owner.annotations.of([ObjectRef(Kind.IMAGE, image)])
        assert link.annotation.text == "my tag"
        assert sign_in(gateway, "member").browse.dataset(theirs).child_count == 0
        assert admin.plan_level(group, PermissionLevel.READ_WRITE).links_cut == 0

    def test_leaders_do_not_open_a_group_for_writing(self, gateway: Gateway, world: World) -> None:
        needs(gateway, Jobs)
        session = sign_in(gateway, "leader")
        for ask in (session.admin.plan_level, session.admin.change_level):
            with pytest.raises(Forbidden):
                ask(world.home, PermissionLevel.READ_WRITE)
        job = session.admin.change_level(world.home, PermissionLevel.READ_ONLY)
        assert session.jobs.wait(job.id, WAIT).state == "done"
        assert session.admin.group(world.home).group.level is PermissionLevel.READ_ONLY
