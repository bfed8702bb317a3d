"""The four permission levels, for owner, member, leader, administrator and outsider."""

from __future__ import annotations

import pytest

from omeropyr.errors import Forbidden, NotFound
from omeropyr.gateway.model import Kind, ObjectRef, PermissionLevel, Rights
from omeropyr.gateway.port import Gateway, Session
from omeropyr.testing.contract.arranging import ContractBase, World, sign_in

PRIVATE, READ_ONLY, READ_ANNOTATE, READ_WRITE = PermissionLevel

NOTHING = ""
"""Letters: s see, a annotate, e edit, d delete, l link."""
TABLE = {
    PRIVATE: {"owner": "saedl", "member": NOTHING, "leader": "sed", "admin": "sed", "outsider": NOTHING},
    READ_ONLY: {"owner": "saedl", "member": "s", "leader": "saedl", "admin": "saedl", "outsider": NOTHING},
    READ_ANNOTATE: {"owner": "saedl", "member": "sa", "leader": "saedl", "admin": "saedl", "outsider": NOTHING},
    READ_WRITE: {"owner": "saedl", "member": "saedl", "leader": "saedl", "admin": "saedl", "outsider": NOTHING},
}
"""What each may do to the data of `owner`."""
CASES = [(level, name, acts) for level, row in TABLE.items() for name, acts in row.items()]


def letters(rights: Rights) -> str:
    given = {
        "a": rights.can_annotate,
        "e": rights.can_edit,
        "d": rights.can_delete,
        "l": rights.can_link,
    }
    return "s" + "".join(letter for letter, can in given.items() if can)


class RightsContract(ContractBase):
    @pytest.mark.parametrize(("level", "name", "acts"), CASES)
    def test_rights_follow_the_table(
        self, gateway: Gateway, world: World, level: PermissionLevel, name: str, acts: str
    ) -> None:
        project = world.arrange.project("p", world.owner, world.groups[level])
        session = sign_in(gateway, name)
        if not acts:
            with pytest.raises(NotFound):
                session.browse.project(project)
            return
        rights = session.browse.project(project).rights
        assert letters(rights) == acts
        assert rights.can_chgrp == (name in ("owner", "admin"))
        assert rights.can_chown == (name in ("leader", "admin"))

    @pytest.mark.parametrize(("level", "name", "acts"), CASES)
    def test_what_is_not_readable_is_nowhere(
        self, gateway: Gateway, world: World, level: PermissionLevel, name: str, acts: str
    ) -> None:
        group = world.groups[level]
        project = world.arrange.project("p", world.owner, group)
        dataset = world.arrange.dataset("d", world.owner, group, project=project)
        image = world.arrange.image("i", world.owner, group, dataset=dataset)
        orphan = world.arrange.image("o", world.owner, group)
        tag = world.arrange.tag("t", world.owner, group)
        world.arrange.tag_image(tag, image, world.owner)
        session, expected = sign_in(gateway, name), 1 if acts else 0
        browse = session.browse
        assert browse.projects().total == expected
        assert browse.datasets(project_id=project).total == expected
        assert browse.images(dataset_id=dataset).total == expected
        assert browse.images(orphaned=True).total == expected
        assert browse.orphaned_count() == expected
        assert browse.images(tag_id=tag).total == expected
        assert len(browse.paths(ObjectRef(Kind.IMAGE, image))) == expected
        assert len(browse.parents([ObjectRef(Kind.IMAGE, image)])) == expected
        assert len(session.images.many([image])) == expected
        assert len(session.annotations.of([ObjectRef(Kind.IMAGE, image)])) == expected
        assert session.annotations.tags().total == expected
        assert (session.pixels.thumbnails([orphan], 96)[orphan] is not None) == bool(expected)

    @pytest.mark.parametrize(("level", "name", "acts"), CASES)
    def test_editing_follows_the_table(
        self, gateway: Gateway, world: World, level: PermissionLevel, name: str, acts: str
    ) -> None:
        project = world.arrange.project("before", world.owner, world.groups[level])
        ref = ObjectRef(Kind.PROJECT, project)
        edit = sign_in(gateway, name).edit
        if "e" in acts:
            edit.rename(ref, "after")
        else:
            with pytest.raises(Forbidden if acts else NotFound):
                edit.rename(ref, "after")
        expected = "after" if "e" in acts else "before"
        assert self.as_owner(gateway).browse.project(project).name == expected

    @pytest.mark.parametrize(("level", "name", "acts"), CASES)
    def test_commenting_follows_the_table(
        self, gateway: Gateway, world: World, level: PermissionLevel, name: str, acts: str
    ) -> None:
        image = ObjectRef(Kind.IMAGE, world.arrange.image("i", world.owner, world.groups[level]))
        annotations = sign_in(gateway, name).annotations
        if "a" in acts:
            annotations.comment([image], "well done")
        else:
            with pytest.raises(Forbidden if acts else NotFound):
                annotations.comment([image], "well done")
        assert len(self.as_owner(gateway).annotations.of([image])) == ("a" in acts)

    @pytest.mark.parametrize(("level", "name", "acts"), CASES)
    def test_linking_follows_the_table(
        self, gateway: Gateway, world: World, level: PermissionLevel, name: str, acts: str
    ) -> None:
        group = world.groups[level]
        project = ObjectRef(Kind.PROJECT, world.arrange.project("p", world.owner, group))
        dataset = ObjectRef(Kind.DATASET, world.arrange.dataset("d", world.owner, group))
        edit = sign_in(gateway, name).edit
        if "l" in acts:
            assert edit.link(project, [dataset]) == 1
        else:
            with pytest.raises(Forbidden if acts else NotFound):
                edit.link(project, [dataset])
        assert self.as_owner(gateway).browse.project(project.id).child_count == ("l" in acts)

    def test_members_do_not_put_their_data_into_others_containers(self, gateway: Gateway, world: World) -> None:
        project = ObjectRef(Kind.PROJECT, world.arrange.project("p", world.owner, world.home))
        member = sign_in(gateway, "member")
        with pytest.raises(Forbidden):
            member.edit.create(Kind.DATASET, "mine", parent=project)
        assert member.browse.datasets().total == 0

    def test_members_do_not_take_others_data_into_their_containers(self, gateway: Gateway, world: World) -> None:
        dataset = ObjectRef(Kind.DATASET, world.arrange.dataset("d", world.users["member"], world.home))
        image = ObjectRef(Kind.IMAGE, world.arrange.image("i", world.owner, world.home))
        with pytest.raises(Forbidden):
            sign_in(gateway, "member").edit.link(dataset, [image])
        assert self.as_owner(gateway).browse.parents([image]) == []

    def test_children_that_are_not_readable_are_not_counted(self, gateway: Gateway, world: World) -> None:
        private = world.groups[PRIVATE]
        dataset = world.arrange.dataset("d", world.users["member"], private)
        world.arrange.image("hidden", world.owner, private, dataset=dataset)
        world.arrange.image("own", world.users["member"], private, dataset=dataset)
        assert sign_in(gateway, "member").browse.dataset(dataset).child_count == 1
        assert sign_in(gateway, "leader").browse.dataset(dataset).child_count == 2

    def test_pixels_are_protected_too(self, gateway: Gateway, world: World) -> None:
        image = world.arrange.image("i", world.owner, world.groups[PRIVATE])
        settings = self.as_owner(gateway).pixels.settings(image)
        for name in ("member", "outsider"):
            pixels = sign_in(gateway, name).pixels
            with pytest.raises(NotFound):
                pixels.render_plane(image, settings, z=0, t=0)
            with pytest.raises(NotFound):
                pixels.thumbnail(image, 96)

    @staticmethod
    def as_owner(gateway: Gateway) -> Session:
        return sign_in(gateway, "owner")
