"""History: what was changed, in words, and the way back and forth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from omeropyr.errors import Conflict, Forbidden, Invalid, NotFound
from omeropyr.gateway.model import Change, Contents, JobState, Kind, ObjectRef, Page, PermissionLevel
from omeropyr.gateway.port import Gateway, Session
from omeropyr.testing.contract.arranging import ContractBase, World, sign_in
from omeropyr.testing.contract.deleting import dataset_ref, done, finished, image_ref


def latest(session: Session) -> Change:
    change = session.history.latest()
    assert change is not None
    return change


def there_and_back(session: Session, act: Callable[[], object], state: Callable[[], Any]) -> None:
    """Do it, undo it, undo the undoing, and undo that."""
    before = state()
    act()
    after = state()
    assert after != before
    change = latest(session)
    for expected in (before, after, before):
        undone = session.history.undo(change.id)
        assert state() == expected
        (listed,) = [one for one in session.history.mine().items if one.id == change.id]
        assert (listed.undone_by, listed.can_undo) == (undone.id, False)
        with pytest.raises(Conflict):
            session.history.undo(change.id)
        change = undone


class HistoryContract(ContractBase):
    def test_names_and_descriptions(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        project, tag = ObjectRef(Kind.PROJECT, arrange.project("p", *who)), ObjectRef(Kind.TAG, arrange.tag("t", *who))
        edit = session.edit
        there_and_back(session, lambda: edit.rename(project, "q"), lambda: session.browse.project(project.id))
        there_and_back(session, lambda: edit.describe(project, "d"), lambda: session.browse.project(project.id))
        there_and_back(session, lambda: edit.rename(tag, "u"), lambda: session.annotations.tags().items)
        assert latest(session).title == f"Took back: Renamed tag {tag.id}"
        assert latest(session).refs == [tag]

    def test_what_was_made(self, session: Session, world: World) -> None:
        project = ObjectRef(Kind.PROJECT, world.arrange.project("p", world.owner, world.home))
        there_and_back(
            session,
            lambda: session.edit.create(Kind.DATASET, "d", parent=project),
            lambda: [(found.id, found.name) for found in session.browse.datasets(project_id=project.id).items],
        )

    def test_links(self, session: Session, world: World) -> None:
        dataset = dataset_ref(world.arrange.dataset("d", world.owner, world.home))
        images = [image_ref(world.arrange.image(name, world.owner, world.home)) for name in "ab"]

        def linked() -> Any:
            return session.browse.parents(images)

        there_and_back(session, lambda: session.edit.link(dataset, images), linked)
        session.edit.link(dataset, images)
        assert latest(session).title == f"Put 2 images into dataset {dataset.id}"
        there_and_back(session, lambda: session.edit.unlink(dataset, images[:1]), linked)

    def test_many_links_are_one_change(self, session: Session, world: World) -> None:
        datasets = [dataset_ref(world.arrange.dataset(name, world.owner, world.home)) for name in "de"]
        image = image_ref(world.arrange.image("i", world.owner, world.home))
        links = [(dataset, image) for dataset in datasets]
        there_and_back(session, lambda: session.edit.link_all(links), lambda: session.browse.parents([image]))
        session.edit.link_all(links)
        there_and_back(session, lambda: session.edit.unlink_all(links), lambda: session.browse.parents([image]))

    def test_annotations(self, session: Session, world: World) -> None:
        image = image_ref(world.arrange.image("i", world.owner, world.home))
        tag = world.arrange.tag("t", world.owner, world.home)
        notes = session.annotations

        def said() -> Any:
            return [(link.annotation.id, link.annotation.text) for link in notes.of([image])]

        there_and_back(session, lambda: notes.comment([image], "well"), said)
        there_and_back(session, lambda: notes.link(tag, [image]), said)
        notes.link(tag, [image])
        there_and_back(session, lambda: notes.unlink(tag, [image]), said)
        comment = notes.comment([image], "gone with its last link")
        there_and_back(session, lambda: notes.unlink(comment, [image]), said)

    def test_rendering_settings(self, session: Session, world: World) -> None:
        image = world.arrange.image("i", world.owner, world.home)
        settings = session.pixels.settings(image)
        other = type(settings)(**{**{name: getattr(settings, name) for name in settings.__slots__}, "z": 0})
        assert other != settings
        there_and_back(
            session, lambda: session.pixels.save_settings(image, other), lambda: session.pixels.settings(image)
        )

    def test_deleting(self, session: Session, world: World) -> None:
        dataset = world.arrange.dataset("d", world.owner, world.home)
        image = world.arrange.image("i", world.owner, world.home, dataset=dataset)
        job = done(session, session.edit.delete([dataset_ref(dataset)], [Contents.CHILDREN]))
        assert job.change_id is not None
        back = session.history.undo(job.change_id)
        assert [found.id for found in session.browse.images(dataset_id=dataset).items] == [image]
        assert session.history.trash().total == 0
        session.history.undo(back.id)
        assert (session.browse.datasets().total, session.browse.images().total) == (0, 0)
        assert session.history.trash().total == 1

    def test_moving(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        target = world.groups[PermissionLevel.READ_WRITE]
        first, second = arrange.dataset("d", *who), arrange.dataset("e", *who)
        image = arrange.image("i", *who, dataset=first)
        there = dataset_ref(arrange.dataset("f", world.owner, target))
        session.edit.link(dataset_ref(second), [image_ref(image)])

        def state() -> Any:
            return session.images.get(image).group_id, session.browse.parents([image_ref(image)])

        before = state()
        job = done(session, session.edit.move([image_ref(image)], target, parent=there))
        after = state()
        assert job.change_id is not None
        back = session.history.undo(job.change_id)
        assert state() == before
        session.history.undo(back.id)
        assert (state()[0], [link.parent for link in state()[1]]) == (after[0], [link.parent for link in after[1]])
        assert session.history.trash().total == 0

    def test_a_move_is_not_taken_back_over_new_links(self, session: Session, world: World) -> None:
        target = world.groups[PermissionLevel.READ_WRITE]
        image = image_ref(world.arrange.image("i", world.owner, world.home))
        job = done(session, session.edit.move([image], target))
        session.edit.link(dataset_ref(world.arrange.dataset("d", world.owner, target)), [image])
        assert job.change_id is not None
        with pytest.raises(Conflict):
            session.history.undo(job.change_id)
        assert session.images.get(image.id).group_id == target

    def test_giving(self, gateway: Gateway, world: World) -> None:
        project = world.arrange.project("p", world.owner, world.home)
        dataset = world.arrange.dataset("d", world.owner, world.home, project=project)
        leader = sign_in(gateway, "leader")
        job = done(leader, leader.edit.give([dataset_ref(dataset)], world.users["member"]))
        assert job.change_id is not None
        back = leader.history.undo(job.change_id)
        assert leader.browse.dataset(dataset).owner_id == world.owner
        assert leader.browse.project(project).child_count == 1
        leader.history.undo(back.id)
        assert leader.browse.dataset(dataset).owner_id == world.users["member"]
        assert leader.browse.project(project).child_count == 0

    def test_not_over_a_later_change(self, session: Session, world: World) -> None:
        project = ObjectRef(Kind.PROJECT, world.arrange.project("p", world.owner, world.home))
        session.edit.rename(project, "first")
        change = latest(session)
        session.edit.rename(project, "second")
        with pytest.raises(Conflict):
            session.history.undo(change.id)
        assert session.browse.project(project.id).name == "second"
        session.history.undo(latest(session).id)
        session.history.undo(change.id)
        assert session.browse.project(project.id).name == "p"

    def test_not_over_what_others_put_into_it(self, session: Session, world: World) -> None:
        made = session.edit.create(Kind.PROJECT, "p")
        change = latest(session)
        world.arrange.dataset("d", world.owner, world.home, project=made)
        with pytest.raises(Conflict):
            session.history.undo(change.id)
        assert session.browse.project(made).child_count == 1

    def test_only_one_s_own(self, gateway: Gateway, session: Session, world: World) -> None:
        project = ObjectRef(Kind.PROJECT, world.arrange.project("p", world.owner, world.home))
        session.edit.rename(project, "q")
        change = latest(session)
        for name in ("leader", "admin"):
            other = sign_in(gateway, name)
            assert other.history.mine().total == 0
            assert other.history.latest() is None
            with pytest.raises(NotFound):
                other.history.undo(change.id)
        for unknown in (999_999, -1, 2**40):
            with pytest.raises(NotFound):
                session.history.undo(unknown)

    def test_newest_first_and_by_page(self, session: Session, world: World) -> None:
        project = ObjectRef(Kind.PROJECT, world.arrange.project("p", world.owner, world.home))
        ids = []
        for name in "abc":
            session.edit.rename(project, name)
            ids.append(latest(session).id)
        assert [change.id for change in session.history.mine().items] == ids[::-1]
        page = session.history.mine(page=Page(offset=1, limit=1))
        assert ([change.id for change in page.items], page.total) == ([ids[1]], 3)
        assert [change.title for change in page.items] == [f"Renamed project {project.id}"]

    def test_events(self, gateway: Gateway, session: Session, world: World) -> None:
        project = ObjectRef(Kind.PROJECT, world.arrange.project("p", world.owner, world.home))
        session.edit.rename(project, "q")
        (event,) = session.history.events(ref=project).items
        assert (event.action, event.kind, event.object_id, event.user_id) == (
            "rename",
            "project",
            project.id,
            world.owner,
        )
        assert event.old is not None
        assert event.new is not None
        assert (event.old["name"], event.new["name"], event.change_id) == ("p", "q", latest(session).id)
        member, outsider, admin = (sign_in(gateway, name) for name in ("member", "outsider", "admin"))
        assert member.history.events(ref=project).items == [event]
        with pytest.raises(NotFound):
            outsider.history.events(ref=project)
        assert outsider.history.events().total == 0
        with pytest.raises(Forbidden):
            member.history.events(user_id=world.owner)
        assert event in admin.history.events(user_id=world.owner).items
        assert event in admin.history.events().items

    def test_what_has_no_way_back_says_so(self, session: Session, world: World) -> None:
        image = image_ref(world.arrange.image("i", world.owner, world.home))
        job = done(session, session.edit.delete([image]))
        assert job.change_id is not None
        done(session, session.history.empty([job.result["trash"]]))
        with pytest.raises((Conflict, Invalid)):
            session.history.undo(job.change_id)
        assert finished(session, job).state is JobState.DONE
