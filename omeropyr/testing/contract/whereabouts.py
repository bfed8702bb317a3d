"""Where objects are and whose they are: ancestors, whereabouts, wells, people; objects made for others."""

from __future__ import annotations

import pytest

from omeropyr.errors import Conflict, Forbidden, Invalid, NotFound
from omeropyr.gateway.model import Descent, Kind, ObjectRef, PermissionLevel
from omeropyr.gateway.port import Gateway, Session
from omeropyr.testing.contract.arranging import ContractBase, World, sign_in
from omeropyr.testing.contract.deleting import done

HUGE = 10**18


def ref(kind: Kind, number: int) -> ObjectRef:
    return ObjectRef(kind, number)


def on_a_plate(world: World, owner: int, group: int) -> list[ObjectRef]:
    """image, well, plate, screen; each in the next."""
    screen = world.arrange.screen("s", owner, group)
    plate = world.arrange.plate("p", owner, group, screen=screen)
    image = world.arrange.image("i", owner, group)
    well = world.arrange.well(plate, 1, 27, [image])
    return [ref(Kind.IMAGE, image), ref(Kind.WELL, well), ref(Kind.PLATE, plate), ref(Kind.SCREEN, screen)]


class WhereaboutsContract(ContractBase):
    def test_ancestors_go_all_the_way_up(self, session: Session, world: World) -> None:
        image, well, plate, screen = on_a_plate(world, world.owner, world.home)
        project = world.arrange.project("p", world.owner, world.home)
        dataset = world.arrange.dataset("d", world.owner, world.home, project=project)
        session.edit.link(ref(Kind.DATASET, dataset), [image])
        found = session.browse.ancestors([image, plate, image])
        assert len(found) == len(set(found))
        expected = {well, plate, screen, ref(Kind.DATASET, dataset), ref(Kind.PROJECT, project)}
        assert {one.ancestor for one in found if one.ref == image} == expected
        assert [one for one in found if one.ref == plate] == [Descent(ref=plate, ancestor=screen)]
        assert session.browse.ancestors([screen, ref(Kind.IMAGE, HUGE), ref(Kind.TAG, 1)]) == []

    def test_ancestors_of_others_data_are_not_told(self, gateway: Gateway, world: World) -> None:
        image, *_ = on_a_plate(world, world.owner, world.groups[PermissionLevel.PRIVATE])
        for name, number in (("owner", 3), ("leader", 3), ("member", 0), ("outsider", 0)):
            assert len(sign_in(gateway, name).browse.ancestors([image])) == number

    def test_whereabouts_of_any_kind(self, gateway: Gateway, session: Session, world: World) -> None:
        refs = on_a_plate(world, world.owner, world.home)
        refs.append(ref(Kind.TAG, world.arrange.tag("t", world.owner, world.home)))
        found = session.browse.whereabouts([*refs, ref(Kind.IMAGE, HUGE), ref(Kind.TAGSET, refs[-1].id)])
        assert [one.ref for one in found] == refs
        assert {(one.owner_id, one.group_id, one.rights.can_delete) for one in found} == {
            (world.owner, world.home, True)
        }
        assert [one.name for one in found] == ["i", "B28", "p", "s", "t"]
        of_member = sign_in(gateway, "member").browse.whereabouts(refs)
        assert {(one.rights.can_annotate, one.rights.can_edit) for one in of_member} == {(True, False)}
        assert sign_in(gateway, "outsider").browse.whereabouts(refs) == []

    def test_objects_by_name(self, gateway: Gateway, session: Session, world: World) -> None:
        first, second, other = (world.arrange.dataset(name, world.owner, world.home) for name in ("D-1", "D-1", "d-1"))
        tag = world.arrange.tag("D-1", world.owner, world.home)
        assert list(session.browse.named(Kind.DATASET, "D-1")) == [first, second]
        assert list(session.browse.named(Kind.DATASET, "d-1")) == [other]
        assert list(session.browse.named(Kind.TAG, "D-1")) == [tag]
        for kind, name in ((Kind.DATASET, "D-"), (Kind.DATASET, ""), (Kind.PROJECT, "D-1"), (Kind.WELL, "D-1")):
            assert list(session.browse.named(kind, name)) == []
        assert list(session.browse.named(Kind.TAGSET, "D-1")) == []
        assert list(sign_in(gateway, "outsider").browse.named(Kind.DATASET, "D-1")) == []

    def test_images_of_filesets(self, gateway: Gateway, session: Session, world: World) -> None:
        images = [world.arrange.image(name, world.owner, world.home) for name in "ab"]
        fileset = ref(Kind.FILESET, world.arrange.in_one_fileset(images))
        assert list(session.browse.images_in([fileset])) == images
        assert list(sign_in(gateway, "outsider").browse.images_in([fileset])) == []

    def test_wells(self, gateway: Gateway, session: Session, world: World) -> None:
        _, well, plate, _ = on_a_plate(world, world.owner, world.home)
        (found,) = session.browse.wells().items
        assert (found.id, found.plate_id, found.plate_name, found.label) == (well.id, plate.id, "p", "B28")
        tag = world.arrange.tag("t", world.owner, world.home)
        assert session.browse.wells(tag_id=tag).total == 0
        world.arrange.annotate(tag, well, world.owner)
        assert [one.id for one in session.browse.wells(tag_id=tag).items] == [well.id]
        assert session.browse.wells(tag_id=HUGE).total == sign_in(gateway, "outsider").browse.wells().total == 0

    def test_people_one_may_know(self, session: Session, world: World) -> None:
        users = world.users
        found = session.browse.people([users["outsider"], users["member"], world.owner, HUGE, -1])
        assert {person.ome_name for person in found} == {"owner", "member"}
        assert [person.id for person in found] == sorted(person.id for person in found)
        assert session.browse.people([]) == []

    def test_a_job_says_what_it_works_on(self, gateway: Gateway, world: World) -> None:
        """And where it takes that."""
        admin, there = sign_in(gateway, "admin"), world.groups[PermissionLevel.READ_WRITE]
        image = ref(Kind.IMAGE, world.arrange.image("i", world.owner, world.home))
        moved = done(admin, admin.edit.move([image], there))
        assert (list(moved.refs), moved.destination) == ([image], ref(Kind.GROUP, there))
        given = done(admin, admin.edit.give([image], world.users["member"]))
        assert (list(given.refs), given.destination) == ([image], ref(Kind.EXPERIMENTER, world.users["member"]))
        deleted = done(admin, admin.edit.delete([image]))
        assert (list(deleted.refs), deleted.destination) == ([image], None)


class ForOthersContract(ContractBase):
    def test_administrators_make_objects_for_members(self, gateway: Gateway, world: World) -> None:
        admin = sign_in(gateway, "admin")
        project = admin.edit.create(Kind.PROJECT, "p", group_id=world.home, owner_id=world.owner)
        assert admin.browse.project(project).owner_id == world.owner
        tagset = admin.annotations.create_tagset("s", group_id=world.home, owner_id=world.owner)
        tag = admin.annotations.create_tag("t", group_id=world.home, tagset_id=tagset, owner_id=world.owner)
        assert {admin.annotations.get(one).owner.id for one in (tagset, tag)} == {world.owner}
        with pytest.raises(Conflict):
            admin.edit.create(Kind.PROJECT, "p", group_id=world.home, owner_id=world.users["outsider"])
        with pytest.raises(NotFound):
            admin.edit.create(Kind.PROJECT, "p", group_id=world.home, owner_id=HUGE)

    def test_others_make_objects_for_themselves(self, session: Session, world: World) -> None:
        assert session.edit.create(Kind.PROJECT, "p", owner_id=world.owner)
        with pytest.raises(Forbidden):
            session.edit.create(Kind.PROJECT, "p", owner_id=world.users["member"])


class ChannelNameContract(ContractBase):
    def test_channels_get_names(self, gateway: Gateway, session: Session, world: World) -> None:
        mine, theirs = (world.arrange.image(name, world.users[name], world.home) for name in ("owner", "member"))
        before = [channel.label for channel in session.images.get(mine).channels]
        names = [f"Ünï {number}" for number in range(len(before))]
        found = session.edit.name_channels([mine, theirs, HUGE], names)
        assert (list(found.done), list(found.refused)) == ([mine], [theirs, HUGE])
        assert [channel.label for channel in session.images.get(mine).channels] == names
        assert [channel.label for channel in session.images.get(theirs).channels] == before
        change = session.history.latest()
        assert change is not None
        session.history.undo(change.id)
        assert [channel.label for channel in session.images.get(mine).channels] == before

    def test_names_that_do_not_fit(self, session: Session, world: World) -> None:
        image = world.arrange.image("i", world.owner, world.home)
        count = len(session.images.get(image).channels)
        assert list(session.edit.name_channels([image], ["x"] * (count + 1)).refused) == [image]
        for bad in ("", "x" * 256):
            with pytest.raises(Invalid):
                session.edit.name_channels([image], [bad] * count)


class DetailedPlanContract(ContractBase):
    def test_a_plan_object_by_object(self, gateway: Gateway, session: Session, world: World) -> None:
        project = ref(Kind.PROJECT, world.arrange.project("p", world.owner, world.home))
        dataset = ref(Kind.DATASET, world.arrange.dataset("d", world.owner, world.home, project=project.id))
        other = ref(Kind.DATASET, world.arrange.dataset("other", world.owner, world.home))
        going, shared = (
            ref(Kind.IMAGE, world.arrange.image(name, world.owner, world.home, dataset=dataset.id)) for name in "gs"
        )
        session.edit.link(other, [shared])
        tag = ref(Kind.TAG, world.arrange.tag("t", world.owner, world.home))
        for image in (going, shared):
            world.arrange.annotate(tag.id, image, world.owner)
        there = world.groups[PermissionLevel.READ_WRITE]
        plan = session.edit.plan_move([dataset], there, detailed=True)
        assert plan.objects == {Kind.DATASET: [dataset.id], Kind.IMAGE: [going.id]}
        left = {(one.ref, one.name, one.role) for one in plan.left_behind}
        assert left == {(project, "p", "parent"), (shared, "s", "child"), (tag, "t", "annotation")}
        brief = session.edit.plan_move([dataset], there)
        assert (brief.objects, brief.left_behind) == ({}, ())
        assert brief.included == plan.included
        given = sign_in(gateway, "admin").edit.plan_give([dataset], world.users["member"], detailed=True)
        assert given.objects == plan.objects
        assert {one.ref for one in given.left_behind} == {project, shared}
