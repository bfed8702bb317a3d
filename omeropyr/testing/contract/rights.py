"""The four permission levels, for owner, member, leader, outsider and administrators of every kind."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from omeropyr.errors import Forbidden, NotFound
from omeropyr.gateway.model import Job, JobState, Kind, ObjectRef, PermissionLevel, Privilege, Rights
from omeropyr.gateway.port import Gateway, Jobs, Session
from omeropyr.testing.contract.arranging import ContractBase, World, needs, sign_in

PRIVATE, READ_ONLY, READ_ANNOTATE, READ_WRITE = PermissionLevel

NOTHING = ""
"""Letters: s see, a annotate, e edit, d delete, l link, m move to another group, g give to another owner."""
TABLE = {
    PRIVATE: {
        "owner": "saedlm",
        "member": NOTHING,
        "leader": "sedg",
        "outsider": NOTHING,
        "admin": "sedmg",
        "watcher": "s",
        "writer": "se",
        "deleter": "sd",
        "mover": "sm",
        "giver": "sg",
        "joined": "s",
    },
    READ_ONLY: {
        "owner": "saedlm",
        "member": "s",
        "leader": "saedlg",
        "outsider": NOTHING,
        "admin": "saedlmg",
        "watcher": "s",
        "writer": "sael",
        "deleter": "sd",
        "mover": "sm",
        "giver": "sg",
        "joined": "s",
    },
    READ_ANNOTATE: {
        "owner": "saedlm",
        "member": "sa",
        "leader": "saedlg",
        "outsider": NOTHING,
        "admin": "saedlmg",
        "watcher": "s",
        "writer": "sael",
        "deleter": "sd",
        "mover": "sm",
        "giver": "sg",
        "joined": "sa",
    },
    READ_WRITE: {
        "owner": "saedlm",
        "member": "saedl",
        "leader": "saedlg",
        "outsider": NOTHING,
        "admin": "saedlmg",
        "watcher": "s",
        "writer": "sael",
        "deleter": "sd",
        "mover": "sm",
        "giver": "sg",
        "joined": "saedl",
    },
}
"""What each may do to the data of `owner`."""
RESTRICTED = {
    "watcher": (),
    "writer": (Privilege.WRITE_OWNED, Privilege.WRITE_FILE, Privilege.WRITE_MANAGED_REPO),
    "deleter": (Privilege.DELETE_OWNED, Privilege.DELETE_FILE, Privilege.DELETE_MANAGED_REPO),
    "mover": (Privilege.CHGRP,),
    "giver": (Privilege.CHOWN,),
}
"""Administrators in none of the groups; `joined` is one without privileges who is a member of all."""
LEVELS = pytest.mark.parametrize("level", list(PermissionLevel), ids=lambda level: level.name.lower())
PATIENCE = 30.0


def letters(rights: Rights) -> str:
    given = {
        "a": rights.can_annotate,
        "e": rights.can_edit,
        "d": rights.can_delete,
        "l": rights.can_link,
        "m": rights.can_chgrp,
        "g": rights.can_chown,
    }
    return "s" + "".join(letter for letter, can in given.items() if can)


class Ground:
    """Things of `owner` in one group, new ones for every deed, and a group to move them to."""

    def __init__(self, world: World, level: PermissionLevel) -> None:
        self.world, self.level, self.group = world, level, world.groups[level]
        self.other_group = world.groups[READ_WRITE if level is READ_ANNOTATE else READ_ANNOTATE]

    def project(self) -> ObjectRef:
        return ObjectRef(Kind.PROJECT, self.world.arrange.project("before", self.world.owner, self.group))

    def dataset(self) -> ObjectRef:
        return ObjectRef(Kind.DATASET, self.world.arrange.dataset("before", self.world.owner, self.group))


Deed = Callable[[Session, Ground, ObjectRef], object]
DEEDS: dict[str, Deed] = {
    "a": lambda session, ground, ref: session.annotations.comment([ref], "well done"),
    "e": lambda session, ground, ref: session.edit.rename(ref, "after"),
    "l": lambda session, ground, ref: session.edit.link(ref, [ground.dataset()]),
    "d": lambda session, ground, ref: over(session, session.edit.delete([ref])),
    "m": lambda session, ground, ref: over(session, session.edit.move([ref], ground.other_group)),
    "g": lambda session, ground, ref: over(session, session.edit.give([ref], ground.world.users["member"])),
}
"""One deed for each letter."""


def over(session: Session, job: Job) -> None:
    """Raises AssertionError with what the job says if it did not do it."""
    done = session.jobs.wait(job.id, PATIENCE)
    assert done.state is JobState.DONE, done.error


class RightsContract(ContractBase):
    @pytest.fixture
    def staffed(self, world: World) -> World:
        """With administrators of every kind."""
        office = world.arrange.group("office", PRIVATE)
        for name, privileges in RESTRICTED.items():
            world.users[name] = world.arrange.user(name, groups=[office], privileges=privileges)
        everywhere = list(world.groups.values())
        world.users["joined"] = world.arrange.user("joined", groups=everywhere, privileges=())
        return world

    @LEVELS
    def test_rights_follow_the_table(self, gateway: Gateway, staffed: World, level: PermissionLevel) -> None:
        project = Ground(staffed, level).project()
        for name, acts in TABLE[level].items():
            browse = sign_in(gateway, name).browse
            if acts:
                rights = browse.project(project.id).rights
                assert set(letters(rights)) == set(acts), name
            else:
                with pytest.raises(NotFound):
                    browse.project(project.id)

    @LEVELS
    def test_deeds_follow_the_table(self, gateway: Gateway, staffed: World, level: PermissionLevel) -> None:
        for letter in "ael":
            self.follows_the_table(gateway, Ground(staffed, level), letter)

    @pytest.mark.parametrize("letter", ["d", "m", "g"])
    @pytest.mark.parametrize("level", [PRIVATE, READ_WRITE], ids=["private", "read_write"])
    def test_jobs_follow_the_table(self, gateway: Gateway, staffed: World, level: PermissionLevel, letter: str) -> None:
        needs(gateway, Jobs)
        self.follows_the_table(gateway, Ground(staffed, level), letter)

    def follows_the_table(self, gateway: Gateway, ground: Ground, letter: str) -> None:
        """Everybody tries the deed; who may not has changed nothing."""
        for name, acts in TABLE[ground.level].items():
            session, ref = sign_in(gateway, name), ground.project()
            if letter in acts:
                DEEDS[letter](session, ground, ref)
                continue
            with pytest.raises(Forbidden if acts else NotFound):
                DEEDS[letter](session, ground, ref)
            owner = self.as_owner(gateway)
            left = owner.browse.project(ref.id)
            assert (left.name, left.owner_id, left.group_id) == ("before", ground.world.owner, ground.group), name
            assert (left.child_count, owner.annotations.of([ref])) == (0, []), name

    @LEVELS
    def test_what_is_not_readable_is_nowhere(self, gateway: Gateway, staffed: World, level: PermissionLevel) -> None:
        group, arrange = staffed.groups[level], staffed.arrange
        project = arrange.project("p", staffed.owner, group)
        dataset = arrange.dataset("d", staffed.owner, group, project=project)
        image = arrange.image("i", staffed.owner, group, dataset=dataset)
        orphan = arrange.image("o", staffed.owner, group)
        tag = arrange.tag("t", staffed.owner, group)
        arrange.tag_image(tag, image, staffed.owner)
        for name, acts in TABLE[level].items():
            session, expected = sign_in(gateway, name), 1 if acts else 0
            browse = session.browse
            found = {
                "projects": browse.projects().total,
                "datasets": browse.datasets(project_id=project).total,
                "images": browse.images(dataset_id=dataset).total,
                "orphans": browse.images(orphaned=True).total,
                "orphaned": browse.orphaned_count(),
                "tagged": browse.images(tag_id=tag).total,
                "paths": len(browse.paths(ObjectRef(Kind.IMAGE, image))),
                "parents": len(browse.parents([ObjectRef(Kind.IMAGE, image)])),
                "many": len(session.images.many([image])),
                "links": len(session.annotations.of([ObjectRef(Kind.IMAGE, image)])),
                "tags": session.annotations.tags().total,
                "thumbnails": int(session.pixels.thumbnails([orphan], 96)[orphan] is not None),
            }
            assert set(found.values()) == {expected}, (name, found)

    @LEVELS
    def test_administrators_make_things_in_any_group_if_they_may_write(
        self, gateway: Gateway, staffed: World, level: PermissionLevel
    ) -> None:
        group = staffed.groups[level]
        for name in ("admin", "writer", "joined"):
            sign_in(gateway, name).edit.create(Kind.PROJECT, "new", group_id=group)
        for name in ("watcher", "deleter", "mover", "giver"):
            with pytest.raises(Forbidden):
                sign_in(gateway, name).edit.create(Kind.PROJECT, "new", group_id=group)
        with pytest.raises(NotFound):
            sign_in(gateway, "outsider").edit.create(Kind.PROJECT, "new", group_id=group)

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
