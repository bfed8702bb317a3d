"""Moving to another group and changing the owner: what goes, what is cut, and who may."""

from __future__ import annotations

import pytest

from omeropyr.errors import Forbidden, Invalid, NotFound
from omeropyr.gateway.model import JobState, Kind, ObjectRef, PermissionLevel, Privilege
from omeropyr.gateway.port import Gateway, Session
from omeropyr.testing.contract.arranging import ContractBase, World, sign_in
from omeropyr.testing.contract.deleting import dataset_ref, done, finished, image_ref

READ_WRITE = PermissionLevel.READ_WRITE


class MoveContract(ContractBase):
    @pytest.fixture
    def target(self, world: World) -> int:
        """Another group of the owner."""
        return world.groups[READ_WRITE]

    def test_a_project_moves_with_everything_in_it(self, session: Session, world: World, target: int) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        project = ObjectRef(Kind.PROJECT, arrange.project("p", *who))
        dataset = arrange.dataset("d", *who, project=project.id)
        image = arrange.image("i", *who, dataset=dataset)
        session.annotations.comment([image_ref(image)], "mine")
        plan = session.edit.plan_move([project], target)
        counts = {Kind.PROJECT: 1, Kind.DATASET: 1, Kind.IMAGE: 1, Kind.COMMENT: 1}
        assert {**plan.included, **counts} == plan.included
        assert (plan.refusals, plan.unlinked) == ((), {})
        job = done(session, session.edit.move([project], target))
        assert job.result["included"] == plan.included
        assert {session.browse.project(project.id).group_id, session.images.get(image).group_id} == {target}
        assert [found.id for found in session.browse.images(dataset_id=dataset).items] == [image]
        assert [link.annotation.group_id for link in session.annotations.of([image_ref(image)])] == [target]

    def test_what_stays_is_cut_off(self, session: Session, world: World, target: int) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        project = arrange.project("p", *who)
        dataset = arrange.dataset("d", *who, project=project)
        image, shared = (arrange.image(name, *who, dataset=dataset) for name in "ab")
        other = arrange.dataset("other", *who)
        session.edit.link(dataset_ref(other), [image_ref(shared)])
        tag = arrange.tag("t", *who)
        for tagged in (image, shared):
            arrange.tag_image(tag, tagged, world.owner)
        plan = session.edit.plan_move([dataset_ref(dataset)], target)
        assert plan.unlinked == {Kind.PROJECT: 1, Kind.IMAGE: 1, Kind.TAG: 1}
        job = done(session, session.edit.move([dataset_ref(dataset)], target))
        assert job.result["unlinked"] == plan.unlinked
        assert session.browse.project(project).child_count == 0
        assert [found.id for found in session.browse.images(dataset_id=dataset).items] == [image]
        assert session.images.get(shared).group_id == world.home
        assert session.annotations.of([image_ref(image)]) == []
        assert len(session.annotations.of([image_ref(shared)])) == 1

    def test_plates_keep_their_images(self, session: Session, world: World, target: int) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        plate, dataset = arrange.plate("p", *who), arrange.dataset("d", *who)
        image = arrange.image("i", *who, dataset=dataset)
        well = arrange.well(plate, 0, 0, [image])
        done(session, session.edit.move([ObjectRef(Kind.PLATE, plate)], target))
        assert [field.image_id for field in session.browse.well(well)] == [image]
        assert session.images.get(image).group_id == target
        assert session.browse.dataset(dataset).child_count == 0

    def test_into_a_container_there(self, session: Session, world: World, target: int) -> None:
        images = [image_ref(world.arrange.image(name, world.owner, world.home)) for name in "ab"]
        dataset = dataset_ref(world.arrange.dataset("d", world.owner, target))
        done(session, session.edit.move(images, target, parent=dataset))
        assert [found.id for found in session.browse.images(dataset_id=dataset.id).items] == [ref.id for ref in images]

    def test_into_a_container_that_is_not_there(self, session: Session, world: World, target: int) -> None:
        image = image_ref(world.arrange.image("i", world.owner, world.home))
        here = dataset_ref(world.arrange.dataset("d", world.owner, world.home))
        job = finished(session, session.edit.move([image], target, parent=here))
        assert job.state is JobState.FAILED
        assert session.images.get(image.id).group_id == world.home

    def test_filesets_move_whole(self, session: Session, world: World, target: int) -> None:
        images = [world.arrange.image(name, world.owner, world.home) for name in "ab"]
        world.arrange.in_one_fileset(images)
        plan = session.edit.plan_move([image_ref(images[0])], target)
        assert [refusal.ref for refusal in plan.refusals] == [image_ref(images[0])]
        assert str(images[1]) in plan.refusals[0].reason
        assert finished(session, session.edit.move([image_ref(images[0])], target)).state is JobState.FAILED
        done(session, session.edit.move([image_ref(image) for image in images], target))

    def test_who_may_move(self, gateway: Gateway, session: Session, world: World, target: int) -> None:
        image = image_ref(world.arrange.image("i", world.owner, world.home))
        for name in ("member", "leader"):
            someone = sign_in(gateway, name)
            assert [refusal.ref for refusal in someone.edit.plan_move([image], target).refusals] == [image]
            with pytest.raises(Forbidden):
                someone.edit.move([image], target)
        with pytest.raises(NotFound):
            sign_in(gateway, "outsider").edit.move([image], target)
        done(session, session.edit.move([image], target))
        admin = sign_in(gateway, "admin")
        done(admin, admin.edit.move([image], world.home))
        assert session.images.get(image.id).group_id == world.home

    def test_chgrp_is_enough_for_administrators(self, gateway: Gateway, world: World, target: int) -> None:
        image = image_ref(world.arrange.image("i", world.owner, world.home))
        elsewhere = world.arrange.group("far", READ_WRITE)
        for name, privileges in (("mover", {Privilege.CHGRP}), ("reader", {Privilege.CHOWN})):
            world.arrange.user(name, groups=[elsewhere], admin=True, privileges=privileges)
        with pytest.raises(Forbidden):
            sign_in(gateway, "reader").edit.move([image], target)
        mover = sign_in(gateway, "mover")
        done(mover, mover.edit.move([image], target))

    def test_nothing_moves_where_its_owner_cannot_see_it(self, gateway: Gateway, world: World) -> None:
        image = image_ref(world.arrange.image("i", world.owner, world.home))
        far = world.arrange.group("far", READ_WRITE)
        with pytest.raises(NotFound):
            sign_in(gateway, "owner").edit.move([image], far)
        admin = sign_in(gateway, "admin")
        assert [refusal.ref for refusal in admin.edit.plan_move([image], far).refusals] == [image]
        assert finished(admin, admin.edit.move([image], far)).state is JobState.FAILED

    def test_what_cannot_be_moved(self, session: Session, world: World, target: int) -> None:
        tag = world.arrange.tag("t", world.owner, world.home)
        with pytest.raises(Invalid):
            session.edit.move([ObjectRef(Kind.TAG, tag)], target)
        image = image_ref(world.arrange.image("i", world.owner, world.home))
        assert session.edit.plan_move([image], world.home).refusals


class GiveContract(ContractBase):
    def test_a_dataset_is_given_with_what_is_in_it(self, gateway: Gateway, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        dataset = arrange.dataset("d", *who)
        image = arrange.image("i", *who, dataset=dataset)
        member = world.users["member"]
        note = arrange.annotation(Kind.COMMENT, "theirs", world.users["leader"], world.home)
        arrange.annotate(note, image_ref(image), world.users["leader"])
        leader = sign_in(gateway, "leader")
        plan = leader.edit.plan_give([dataset_ref(dataset)], member)
        assert (plan.included[Kind.DATASET], plan.included[Kind.IMAGE]) == (1, 1)
        job = done(leader, leader.edit.give([dataset_ref(dataset)], member))
        assert job.result["included"] == plan.included
        assert {leader.browse.dataset(dataset).owner_id, leader.images.get(image).owner_id} == {member}
        (link,) = leader.annotations.of([image_ref(image)])
        assert link.annotation.owner.id == world.users["leader"]
        assert [found.id for found in leader.browse.images(dataset_id=dataset).items] == [image]

    def test_containers_of_others_are_left(self, gateway: Gateway, world: World) -> None:
        for level, kept in ((PermissionLevel.READ_ANNOTATE, 0), (READ_WRITE, 1)):
            who = (world.owner, world.groups[level])
            project = world.arrange.project("p", *who)
            dataset = dataset_ref(world.arrange.dataset("d", *who, project=project))
            leader = sign_in(gateway, "leader")
            plan = leader.edit.plan_give([dataset], world.users["member"])
            assert plan.unlinked == ({} if kept else {Kind.PROJECT: 1})
            done(leader, leader.edit.give([dataset], world.users["member"]))
            assert leader.browse.project(project).child_count == kept

    def test_who_may_give(self, gateway: Gateway, session: Session, world: World) -> None:
        image = image_ref(world.arrange.image("i", world.owner, world.home))
        for someone in (session, sign_in(gateway, "member")):
            assert [refusal.ref for refusal in someone.edit.plan_give([image], world.users["member"]).refusals]
            with pytest.raises(Forbidden):
                someone.edit.give([image], world.users["member"])
        admin = sign_in(gateway, "admin")
        done(admin, admin.edit.give([image], world.users["member"]))
        assert session.images.get(image.id).owner_id == world.users["member"]

    def test_who_may_get(self, gateway: Gateway, world: World) -> None:
        image = image_ref(world.arrange.image("i", world.owner, world.home))
        leader = sign_in(gateway, "leader")
        (refusal,) = leader.edit.plan_give([image], world.users["outsider"]).refusals
        assert "outsider" in refusal.reason
        assert finished(leader, leader.edit.give([image], world.users["outsider"])).state is JobState.FAILED
        with pytest.raises(NotFound):
            leader.edit.give([image], 999_999)

    def test_own_settings_of_both_survive(self, gateway: Gateway, session: Session, world: World) -> None:
        image = world.arrange.image("i", world.owner, world.home)
        member, leader = sign_in(gateway, "member"), sign_in(gateway, "leader")
        for someone in (session, member):
            someone.pixels.save_settings(image, someone.pixels.settings(image))
        done(leader, leader.edit.give([image_ref(image)], world.users["member"]))
        assert member.images.get(image).owner_id == world.users["member"]
