"""Deleting into the trash, restoring, emptying: what goes, what stays, and who may."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest

from omeropyr.errors import Conflict, Forbidden, Invalid, NotFound
from omeropyr.gateway.model import Contents, Job, JobState, Kind, ObjectRef, PermissionLevel, Privilege
from omeropyr.gateway.port import Gateway, Session
from omeropyr.testing.contract.arranging import ContractBase, World, sign_in

ALL = frozenset(Contents)
CHILDREN = (Contents.CHILDREN,)
PATIENCE = 30.0


def finished(session: Session, job: Job) -> Job:
    """The job when it is over."""
    over = session.jobs.wait(job.id, PATIENCE)
    assert over.state.is_over, over
    return over


def done(session: Session, job: Job) -> Job:
    over = finished(session, job)
    assert over.state is JobState.DONE, over.error
    return over


def deleted(session: Session, refs: Sequence[ObjectRef], contents: Collection[Contents] = ()) -> Job:
    """Delete, and hold what was done against what was planned."""
    plan = session.edit.plan_delete(refs, contents)
    assert not plan.refusals
    job = done(session, session.edit.delete(refs, contents))
    assert job.result["included"] == plan.included
    assert job.result["bytes"] == plan.bytes
    return job


def image_ref(object_id: int) -> ObjectRef:
    return ObjectRef(Kind.IMAGE, object_id)


def dataset_ref(object_id: int) -> ObjectRef:
    return ObjectRef(Kind.DATASET, object_id)


def is_there(session: Session, ref: ObjectRef) -> bool:
    try:
        session.history.events(ref=ref)
    except NotFound:
        return False
    return True


class DeleteContract(ContractBase):
    def test_an_image_goes_and_comes_back_as_it_was(self, session: Session, world: World) -> None:
        dataset = world.arrange.dataset("d", world.owner, world.home)
        image = world.arrange.image("i", world.owner, world.home, dataset=dataset)
        tag = world.arrange.tag("t", world.owner, world.home)
        world.arrange.tag_image(tag, image, world.owner)
        before = (session.images.get(image), session.annotations.of([image_ref(image)]))
        pixels = session.pixels.thumbnail(image, 48)
        job = deleted(session, [image_ref(image)])
        with pytest.raises(NotFound):
            session.images.get(image)
        assert session.browse.dataset(dataset).child_count == 0
        (trash,) = session.history.trash().items
        assert (trash.id, trash.included[Kind.IMAGE], trash.bytes) == (job.result["trash"], 1, job.result["bytes"])
        assert trash.bytes > 0
        assert "i" in trash.title
        done(session, session.history.restore(trash.id))
        assert (session.images.get(image), session.annotations.of([image_ref(image)])) == before
        assert session.pixels.thumbnail(image, 48) == pixels
        assert session.browse.parents([image_ref(image)])[0].parent == dataset_ref(dataset)
        assert session.history.trash().total == 0

    def test_containers_leave_their_contents_behind(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        project = arrange.project("p", *who)
        dataset = arrange.dataset("d", *who, project=project)
        image = arrange.image("i", *who, dataset=dataset)
        assert session.edit.plan_delete([dataset_ref(dataset)]).included == {Kind.DATASET: 1}
        assert session.edit.plan_delete([dataset_ref(dataset)]).unlinked == {Kind.PROJECT: 1, Kind.IMAGE: 1}
        deleted(session, [dataset_ref(dataset)])
        assert [found.id for found in session.browse.images(orphaned=True).items] == [image]
        assert session.browse.project(project).child_count == 0

    def test_contents_go_along(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        project = arrange.project("p", *who)
        dataset = arrange.dataset("d", *who, project=project)
        images = [arrange.image(name, *who, dataset=dataset) for name in "ab"]
        plan = session.edit.plan_delete([ObjectRef(Kind.PROJECT, project)], CHILDREN)
        assert plan.included == {Kind.PROJECT: 1, Kind.DATASET: 1, Kind.IMAGE: 2, Kind.FILESET: 2} | {
            Kind.ORIGINAL_FILE: 2
        }
        job = deleted(session, [ObjectRef(Kind.PROJECT, project)], CHILDREN)
        assert (session.browse.projects().total, session.browse.datasets().total) == (0, 0)
        assert session.browse.images().total == 0
        done(session, session.history.restore(job.result["trash"]))
        assert [found.id for found in session.browse.images(dataset_id=dataset).items] == images

    def test_contents_of_two_containers_stay_in_the_other(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        first, second = arrange.dataset("d", *who), arrange.dataset("e", *who)
        shared, alone = (arrange.image(name, *who, dataset=first) for name in "ab")
        session.edit.link(dataset_ref(second), [image_ref(shared)])
        plan = session.edit.plan_delete([dataset_ref(first)], CHILDREN)
        assert (plan.included[Kind.IMAGE], plan.unlinked) == (1, {Kind.IMAGE: 1})
        deleted(session, [dataset_ref(first)], CHILDREN)
        assert [found.id for found in session.browse.images().items] == [shared]
        assert not is_there(session, image_ref(alone))

    def test_both_containers_take_it_along(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        datasets = [dataset_ref(arrange.dataset(name, *who)) for name in "de"]
        image = image_ref(arrange.image("i", *who))
        session.edit.link_all([(dataset, image) for dataset in datasets])
        deleted(session, datasets, CHILDREN)
        assert session.browse.images().total == 0

    def test_plates_take_their_wells_and_images(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        screen = arrange.screen("s", *who)
        plate = arrange.plate("p", *who, screen=screen)
        images = [arrange.image(name, *who) for name in "abc"]
        wells = [arrange.well(plate, 0, 0, images[:2]), arrange.well(plate, 1, 1, images[2:])]
        plan = session.edit.plan_delete([ObjectRef(Kind.SCREEN, screen)], CHILDREN)
        assert (plan.included[Kind.PLATE], plan.included[Kind.WELL], plan.included[Kind.IMAGE]) == (1, 2, 3)
        job = deleted(session, [ObjectRef(Kind.SCREEN, screen)], CHILDREN)
        assert session.browse.images().total == 0
        done(session, session.history.restore(job.result["trash"]))
        for well, held in zip(wells, (images[:2], images[2:]), strict=True):
            assert [field.image_id for field in session.browse.well(well)] == held

    def test_wells_without_their_images_leave_orphans(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        plate = arrange.plate("p", *who)
        image = arrange.image("i", *who)
        arrange.well(plate, 0, 0, [image])
        deleted(session, [ObjectRef(Kind.PLATE, plate)])
        assert [found.id for found in session.browse.images(orphaned=True).items] == [image]

    def test_images_stay_in_the_plate_that_stays(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        plate, dataset = arrange.plate("p", *who), arrange.dataset("d", *who)
        image = arrange.image("i", *who, dataset=dataset)
        well = arrange.well(plate, 0, 0, [image])
        for gone in (ObjectRef(Kind.DATASET, dataset), ObjectRef(Kind.PLATE, plate)):
            plan = session.edit.plan_delete([gone], CHILDREN)
            assert (Kind.IMAGE in plan.included, plan.unlinked.get(Kind.IMAGE, 1)) == (False, 1)
        deleted(session, [dataset_ref(dataset)], CHILDREN)
        assert [field.image_id for field in session.browse.well(well)] == [image]

    def test_a_fileset_goes_as_a_whole_or_not_at_all(self, session: Session, world: World) -> None:
        images = [world.arrange.image(name, world.owner, world.home) for name in "abc"]
        world.arrange.in_one_fileset(images)
        refs = [image_ref(image) for image in images]
        plan = session.edit.plan_delete(refs[:2])
        assert {refusal.ref for refusal in plan.refusals} == set(refs[:2])
        assert all(str(images[2]) in refusal.reason for refusal in plan.refusals)
        job = finished(session, session.edit.delete(refs[:2]))
        assert job.state is JobState.FAILED
        assert str(images[2]) in (job.error or "")
        assert session.browse.images().total == 3
        deleted(session, refs)
        assert session.browse.images().total == 0

    def test_annotations_go_as_named_and_only_if_nothing_else_has_them(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        image, other = arrange.image("i", *who), arrange.image("j", *who)
        lonely, shared = arrange.tag("lonely", *who), arrange.tag("shared", *who)
        for tag, tagged in ((lonely, image), (shared, image), (shared, other)):
            arrange.tag_image(tag, tagged, world.owner)
        session.annotations.comment([image_ref(image)], "well")
        assert Kind.TAG not in session.edit.plan_delete([image_ref(image)]).included
        plan = session.edit.plan_delete([image_ref(image)], [Contents.OTHER])
        assert plan.included[Kind.COMMENT] == 1
        assert plan.unlinked == {Kind.TAG: 2}
        plan = session.edit.plan_delete([image_ref(image)], ALL)
        assert (plan.included[Kind.TAG], plan.unlinked) == (1, {Kind.TAG: 1})
        job = deleted(session, [image_ref(image)], ALL)
        assert [tag.id for tag in session.annotations.tags().items] == [shared]
        done(session, session.history.restore(job.result["trash"]))
        assert {link.annotation.kind for link in session.annotations.of([image_ref(image)])} == {Kind.TAG, Kind.COMMENT}
        assert len(session.annotations.of([image_ref(image)])) == 3

    def test_a_tag_in_a_set_stays(self, session: Session, world: World) -> None:
        image = world.arrange.image("i", world.owner, world.home)
        tag = world.arrange.tag("t", world.owner, world.home)
        tagset = session.annotations.create_tagset("s", group_id=world.home)
        session.edit.link(ObjectRef(Kind.TAGSET, tagset), [ObjectRef(Kind.TAG, tag)])
        world.arrange.tag_image(tag, image, world.owner)
        assert session.edit.plan_delete([image_ref(image)], ALL).unlinked == {Kind.TAG: 1}

    def test_a_tag_set_leaves_its_tags(self, session: Session, world: World) -> None:
        tag = world.arrange.tag("t", world.owner, world.home)
        tagset = session.annotations.create_tagset("s", group_id=world.home)
        session.edit.link(ObjectRef(Kind.TAGSET, tagset), [ObjectRef(Kind.TAG, tag)])
        deleted(session, [ObjectRef(Kind.TAGSET, tagset)], ALL)
        assert [found.id for found in session.annotations.tags(orphaned=True).items] == [tag]

    def test_others_annotations_stay_without_their_links(
        self, gateway: Gateway, session: Session, world: World
    ) -> None:
        image = world.arrange.image("i", world.owner, world.home)
        tag = world.arrange.tag("t", world.users["member"], world.home)
        world.arrange.tag_image(tag, image, world.users["member"])
        plan = session.edit.plan_delete([image_ref(image)], ALL)
        assert (Kind.TAG in plan.included, plan.unlinked) == (False, {Kind.TAG: 1})
        deleted(session, [image_ref(image)], ALL)
        assert [found.id for found in sign_in(gateway, "member").annotations.tags().items] == [tag]

    def test_others_contents_stay_where_they_may_not_be_deleted(self, session: Session, world: World) -> None:
        dataset = world.arrange.dataset("d", world.owner, world.home)
        theirs = world.arrange.image("theirs", world.users["member"], world.home, dataset=dataset)
        deleted(session, [dataset_ref(dataset)], CHILDREN)
        assert [found.id for found in session.browse.images(orphaned=True).items] == [theirs]

    def test_who_may_delete(self, gateway: Gateway, world: World) -> None:
        for level, name, may in (
            (PermissionLevel.READ_ANNOTATE, "member", False),
            (PermissionLevel.READ_WRITE, "member", True),
            (PermissionLevel.READ_ONLY, "leader", True),
            (PermissionLevel.PRIVATE, "leader", True),
        ):
            image = image_ref(world.arrange.image("i", world.owner, world.groups[level]))
            session = sign_in(gateway, name)
            if may:
                deleted(session, [image])
            else:
                assert [refusal.ref for refusal in session.edit.plan_delete([image]).refusals] == [image]
                with pytest.raises(Forbidden):
                    session.edit.delete([image])
        for outsider in ("outsider", "member"):
            hidden = image_ref(world.arrange.image("i", world.owner, world.groups[PermissionLevel.PRIVATE]))
            with pytest.raises(NotFound):
                sign_in(gateway, outsider).edit.delete([hidden])
            with pytest.raises(NotFound):
                sign_in(gateway, outsider).edit.plan_delete([hidden])

    def test_what_cannot_be_deleted(self, session: Session, world: World) -> None:
        for ref in (ObjectRef(Kind.EXPERIMENTER, world.owner), ObjectRef(Kind.GROUP, world.home)):
            with pytest.raises(Invalid):
                session.edit.delete([ref])
        with pytest.raises(Invalid):
            session.edit.delete([])
        with pytest.raises(NotFound):
            session.edit.delete([image_ref(999_999)])

    def test_deleted_twice_is_told(self, session: Session, world: World) -> None:
        image = image_ref(world.arrange.image("i", world.owner, world.home))
        first, second = session.edit.delete([image]), session.edit.delete([image])
        states = {finished(session, job).state for job in (first, second)}
        assert states == {JobState.DONE, JobState.FAILED}

    def test_trash_is_private(self, gateway: Gateway, session: Session, world: World) -> None:
        job = deleted(session, [image_ref(world.arrange.image("i", world.owner, world.home))])
        trash_id = job.result["trash"]
        other = sign_in(gateway, "member")
        assert other.history.trash().total == 0
        for act in (other.history.restore, lambda number: other.history.empty([number])):
            with pytest.raises(NotFound):
                act(trash_id)
        admin = sign_in(gateway, "admin")
        assert [trash.id for trash in admin.history.trash().items] == [trash_id]
        done(admin, admin.history.restore(trash_id))
        assert session.browse.images().total == 1

    def test_parts_in_other_trash_come_first(self, session: Session, world: World) -> None:
        dataset = world.arrange.dataset("d", world.owner, world.home)
        image = world.arrange.image("i", world.owner, world.home, dataset=dataset)
        first = deleted(session, [image_ref(image)]).result["trash"]
        second = deleted(session, [dataset_ref(dataset)]).result["trash"]
        job = finished(session, session.history.restore(first))
        assert job.state is JobState.FAILED
        assert f"Dataset {dataset} is in the trash" in (job.error or "")
        assert {trash.id for trash in session.history.trash().items} == {first, second}
        done(session, session.history.restore(second))
        done(session, session.history.restore(first))
        assert [found.id for found in session.browse.images(dataset_id=dataset).items] == [image]

    def test_links_to_what_is_gone_for_good_are_left_out(self, session: Session, world: World) -> None:
        dataset = world.arrange.dataset("d", world.owner, world.home)
        image = world.arrange.image("i", world.owner, world.home, dataset=dataset)
        first = deleted(session, [image_ref(image)]).result["trash"]
        second = deleted(session, [dataset_ref(dataset)]).result["trash"]
        done(session, session.history.empty([second]))
        job = done(session, session.history.restore(first))
        assert str(dataset) in " ".join(job.result["left_out"])
        assert [found.id for found in session.browse.images(orphaned=True).items] == [image]

    def test_others_trash_is_emptied_by_who_might_delete_it(
        self, gateway: Gateway, session: Session, world: World
    ) -> None:
        image = world.arrange.image("i", world.owner, world.home)
        trash = deleted(session, [image_ref(image)]).result["trash"]
        world.arrange.user("restricted", groups=[world.home], privileges=[Privilege.CHOWN])
        world.arrange.user("deleting", groups=[world.home], privileges=[Privilege.DELETE_OWNED])
        with pytest.raises(Forbidden):
            sign_in(gateway, "restricted").history.empty([trash])
        assert session.history.trash().total == 1
        admin = sign_in(gateway, "deleting")
        done(admin, admin.history.empty([trash]))
        assert session.history.trash().total == 0

    def test_emptied_is_gone(self, session: Session, world: World) -> None:
        image = world.arrange.image("i", world.owner, world.home)
        job = deleted(session, [image_ref(image)])
        done(session, session.history.empty([job.result["trash"]]))
        assert session.history.trash().total == 0
        with pytest.raises(NotFound):
            session.history.restore(job.result["trash"])
        assert job.change_id is not None
        with pytest.raises(Conflict):
            session.history.undo(job.change_id)
