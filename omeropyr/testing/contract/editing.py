"""Create, rename, describe, link, unlink."""

from __future__ import annotations

import pytest

from omeropyr.errors import Conflict, Forbidden, Invalid, NotFound
from omeropyr.gateway.model import Kind, ObjectRef, PermissionLevel
from omeropyr.gateway.port import Gateway, Session
from omeropyr.testing.contract.arranging import ContractBase, World, sign_in

BAD_NAMES = ["", "   ", "x" * 256, "nul\0", "half \ud83d"]


class EditContract(ContractBase):
    def test_create_in_the_default_group(self, session: Session, world: World) -> None:
        for kind, get in (
            (Kind.PROJECT, session.browse.project),
            (Kind.DATASET, session.browse.dataset),
            (Kind.SCREEN, session.browse.screen),
        ):
            made = get(session.edit.create(kind, "Ünï <b>", description="text"))
            assert (made.name, made.description) == ("Ünï <b>", "text")
            assert (made.owner_id, made.group_id) == (world.owner, world.home)

    def test_create_in_a_group_or_a_parent(self, session: Session, world: World) -> None:
        other = world.groups[PermissionLevel.READ_WRITE]
        project = session.edit.create(Kind.PROJECT, "p", group_id=other)
        dataset = session.edit.create(Kind.DATASET, "d", parent=ObjectRef(Kind.PROJECT, project))
        assert session.browse.dataset(dataset).group_id == other
        assert [found.id for found in session.browse.datasets(project_id=project).items] == [dataset]

    def test_create_with_children_goes_into_their_group(self, session: Session, world: World) -> None:
        other = world.groups[PermissionLevel.READ_WRITE]
        images = [ObjectRef(Kind.IMAGE, world.arrange.image(name, world.owner, other)) for name in "ab"]
        dataset = session.edit.create(Kind.DATASET, "d", children=images)
        assert session.browse.dataset(dataset).group_id == other
        assert [found.id for found in session.browse.images(dataset_id=dataset).items] == [ref.id for ref in images]

    def test_create_with_children_is_all_or_nothing(self, gateway: Gateway, session: Session, world: World) -> None:
        here, there = (
            ObjectRef(Kind.IMAGE, world.arrange.image("i", world.owner, world.groups[level]))
            for level in (PermissionLevel.READ_ONLY, PermissionLevel.READ_WRITE)
        )
        with pytest.raises(Conflict):
            session.edit.create(Kind.DATASET, "d", children=[here, there])
        with pytest.raises(NotFound):
            session.edit.create(Kind.DATASET, "d", children=[here, ObjectRef(Kind.IMAGE, 999_999)])
        with pytest.raises(Invalid):
            session.edit.create(Kind.PROJECT, "p", children=[here])
        member = sign_in(gateway, "member")
        with pytest.raises(Forbidden):
            member.edit.create(Kind.DATASET, "d", children=[here])
        for someone in (session, member):
            assert (someone.browse.datasets().total, someone.browse.projects().total) == (0, 0)

    def test_create_where_it_cannot_be(self, gateway: Gateway, session: Session, world: World) -> None:
        project = ObjectRef(Kind.PROJECT, world.arrange.project("p", world.owner, world.home))
        with pytest.raises(Invalid):
            session.edit.create(Kind.SCREEN, "s", parent=project)
        with pytest.raises(Invalid):
            session.edit.create(Kind.IMAGE, "i")
        with pytest.raises(NotFound):
            session.edit.create(Kind.DATASET, "d", parent=ObjectRef(Kind.PROJECT, 999_999))
        with pytest.raises(NotFound):
            sign_in(gateway, "outsider").edit.create(Kind.PROJECT, "p", group_id=world.home)

    @pytest.mark.parametrize("name", BAD_NAMES)
    def test_names_that_cannot_be(self, session: Session, world: World, name: str) -> None:
        project = world.arrange.project("p", world.owner, world.home)
        with pytest.raises(Invalid):
            session.edit.create(Kind.PROJECT, name)
        with pytest.raises(Invalid):
            session.edit.rename(ObjectRef(Kind.PROJECT, project), name)
        assert session.browse.project(project).name == "p"
        assert session.browse.projects().total == 1

    def test_rename_and_describe(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        image, tag = arrange.image("i", *who), arrange.tag("t", *who)
        session.edit.rename(ObjectRef(Kind.IMAGE, image), "new")
        session.edit.describe(ObjectRef(Kind.IMAGE, image), "about it")
        session.edit.rename(ObjectRef(Kind.TAG, tag), "new tag")
        session.edit.describe(ObjectRef(Kind.TAG, tag), "about it")
        found = session.images.get(image)
        assert (found.name, found.description) == ("new", "about it")
        (changed,) = session.annotations.tags().items
        assert (changed.text, changed.description) == ("new tag", "about it")
        session.edit.describe(ObjectRef(Kind.IMAGE, image), "")
        assert session.images.get(image).description == ""

    def test_renaming_moves_it_in_the_order(self, session: Session, world: World) -> None:
        first, second = (world.arrange.project(name, world.owner, world.home) for name in "ab")
        session.edit.rename(ObjectRef(Kind.PROJECT, first), "C")
        assert [project.id for project in session.browse.projects().items] == [second, first]

    @pytest.mark.parametrize("object_id", [999_999, -1, 2**40])
    def test_what_is_missing_cannot_be_edited(self, session: Session, world: World, object_id: int) -> None:
        project = ObjectRef(Kind.PROJECT, world.arrange.project("p", world.owner, world.home))
        for ref in (ObjectRef(Kind.PROJECT, object_id), ObjectRef(Kind.IMAGE, object_id)):
            with pytest.raises(NotFound):
                session.edit.rename(ref, "x")
            with pytest.raises(NotFound):
                session.edit.describe(ref, "x")
        with pytest.raises(NotFound):
            session.edit.link(project, [ObjectRef(Kind.DATASET, object_id)])

    def test_people_and_wells_have_no_names_to_change(self, session: Session, world: World) -> None:
        for kind in (Kind.EXPERIMENTER, Kind.GROUP, Kind.WELL, Kind.COMMENT):
            with pytest.raises(Invalid):
                session.edit.rename(ObjectRef(kind, 1), "x")

    def test_links_are_made_once_and_removed(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        pairs = [
            (Kind.PROJECT, arrange.project("p", *who), Kind.DATASET, arrange.dataset("d", *who)),
            (Kind.DATASET, arrange.dataset("e", *who), Kind.IMAGE, arrange.image("i", *who)),
            (Kind.SCREEN, arrange.screen("s", *who), Kind.PLATE, arrange.plate("p", *who)),
            (
                Kind.TAGSET,
                session.annotations.create_tagset("s", group_id=world.home),
                Kind.TAG,
                arrange.tag("t", *who),
            ),
        ]
        for parent_kind, parent_id, child_kind, child_id in pairs:
            parent, child = ObjectRef(parent_kind, parent_id), ObjectRef(child_kind, child_id)
            assert session.edit.link(parent, [child, child]) == 1
            assert session.edit.link(parent, [child]) == 0
            assert [link.parent for link in session.browse.parents([child])] == [parent]
            assert session.edit.unlink(parent, [child]) == 1
            assert session.edit.unlink(parent, [child]) == 0
            assert session.browse.parents([child]) == []

    def test_links_that_cannot_be(self, session: Session, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        project, image = ObjectRef(Kind.PROJECT, arrange.project("p", *who)), ObjectRef(Kind.IMAGE, 1)
        far = arrange.dataset("far", world.owner, world.groups[PermissionLevel.READ_WRITE])
        with pytest.raises(Invalid):
            session.edit.link(project, [image])
        with pytest.raises(Invalid):
            session.edit.link(project, [])
        near = ObjectRef(Kind.DATASET, arrange.dataset("near", *who))
        with pytest.raises(Conflict):
            session.edit.link(project, [near, ObjectRef(Kind.DATASET, far)])
        assert session.browse.project(project.id).child_count == 0
