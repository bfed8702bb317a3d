"""Whatever two people do in whatever groups: nothing is seen or changed that the table of rights forbids."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from omeropyr.errors import Conflict, Forbidden, NotFound
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.schema import (
    AnnotationLinkRow,
    AnnotationRow,
    DatasetRow,
    GroupRow,
    ImageRow,
    ProjectDatasetRow,
    ProjectRow,
)
from omeropyr.gateway.model import Kind, ObjectRef, PermissionLevel
from omeropyr.gateway.port import Session
from omeropyr.testing.contract.arranging import Arrange, sign_in

ACTOR, OTHER = "actor", "other"
ROLES = ("member", "leader", "admin", "stranger")
ALLOWED = {
    ("rw----", "member"): "",
    ("rw----", "leader"): "sed",
    ("rwr---", "member"): "s",
    ("rwr---", "leader"): "saedl",
    ("rwra--", "member"): "sa",
    ("rwra--", "leader"): "saedl",
    ("rwrw--", "member"): "saedl",
    ("rwrw--", "leader"): "saedl",
}
"""Written down once more, apart from the code: acts on the other's data (see, annotate, edit, delete, link)."""
TABLES = (ProjectRow, DatasetRow, ImageRow, AnnotationRow, AnnotationLinkRow, ProjectDatasetRow)


def allowed(level: str, role: str) -> str:
    return "" if role == "stranger" else ALLOWED[level, "leader" if role == "admin" else role]


@dataclass(frozen=True)
class Things:
    """What the other one has in the group, and a dataset of the actor's own there."""

    project: ObjectRef
    dataset: ObjectRef
    loose: ObjectRef
    image: ObjectRef
    tag: int
    own: ObjectRef


Operation = tuple[str, Callable[[Session, Things], object]]
OPERATIONS: dict[str, Operation] = {
    "rename": ("e", lambda session, things: session.edit.rename(things.project, "renamed")),
    "describe": ("e", lambda session, things: session.edit.describe(things.image, "described")),
    "rename tag": ("e", lambda session, things: session.edit.rename(ObjectRef(Kind.TAG, things.tag), "renamed")),
    "link": ("l", lambda session, things: session.edit.link(things.project, [things.loose])),
    "link own": ("l", lambda session, things: session.edit.link(things.project, [things.own])),
    "take": ("l", lambda session, things: session.edit.link(things.own, [things.image])),
    "unlink": ("d", lambda session, things: session.edit.unlink(things.project, [things.dataset])),
    "create inside": ("l", lambda session, things: session.edit.create(Kind.DATASET, "new", parent=things.project)),
    "comment": ("a", lambda session, things: session.annotations.comment([things.image], "comment")),
    "tag": ("a", lambda session, things: session.annotations.link(things.tag, [things.dataset])),
    "untag": ("s", lambda session, things: session.annotations.unlink(things.tag, [things.image])),
}
"""Name -> the act it needs on the other's data, and how it is done."""


@contextmanager
def arranged(make: Callable[[Path], Any]) -> Iterator[Any]:
    """A fresh store for each example; hypothesis shares fixtures between examples."""
    with tempfile.TemporaryDirectory() as folder:
        arrange = make(Path(folder) / "example")
        yield arrange
        arrange.store.close()


def people(arrange: Arrange, level: PermissionLevel, role: str) -> tuple[int, int, int]:
    """(group, actor, other)"""
    group, elsewhere = arrange.group("here", level), arrange.group("elsewhere", PermissionLevel.READ_WRITE)
    homes = [group] if role in ("member", "leader") else [elsewhere]
    leads = [group] if role == "leader" else []
    actor = arrange.user(ACTOR, groups=homes, leads=leads, admin=role == "admin")
    return group, actor, arrange.user(OTHER, groups=[group])


def things_of(arrange: Arrange, group: int, actor: int, other: int) -> Things:
    project = arrange.project("project", other, group)
    image = arrange.image("image", other, group)
    tag = arrange.tag("tag", other, group)
    arrange.tag_image(tag, image, other)
    return Things(
        project=ObjectRef(Kind.PROJECT, project),
        dataset=ObjectRef(Kind.DATASET, arrange.dataset("dataset", other, group, project=project)),
        loose=ObjectRef(Kind.DATASET, arrange.dataset("loose", other, group)),
        image=ObjectRef(Kind.IMAGE, image),
        tag=tag,
        own=ObjectRef(Kind.DATASET, arrange.dataset("own", actor, group)),
    )


def data_of(arrange: Any, owner: int) -> list[Sequence[Any]]:
    """Everything that belongs to `owner`, as the database has it."""
    with arrange.store.reading() as connection:
        found = (
            connection.execute(select(*table.__table__.columns).where(table.owner_id == owner)) for table in TABLES
        )
        return [tuple(row) for rows in found for row in rows]


def owners_seen(session: Session, things: Things) -> set[int]:
    browse = session.browse
    listed = (browse.projects(), browse.datasets(), browse.images(), browse.images(orphaned=True))
    owners = {item.owner_id for listing in listed for item in listing.items}
    owners |= {tag.owner.id for tag in session.annotations.tags().items}
    links = session.annotations.of([things.image, things.dataset])
    return owners | {link.annotation.owner.id for link in links} | {link.owner.id for link in links}


def attempt(session: Session, things: Things, name: str) -> bool:
    """Whether it was done."""
    try:
        return OPERATIONS[name][1](session, things) != 0
    except (Forbidden, NotFound, Conflict):
        return False


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    level=st.sampled_from(list(PermissionLevel)),
    later=st.sampled_from(list(PermissionLevel)),
    role=st.sampled_from(ROLES),
    names=st.lists(st.sampled_from(sorted(OPERATIONS)), min_size=1, max_size=6, unique=True),
)
def test_nothing_is_seen_or_changed_that_is_forbidden(
    new_arrange: Callable[[Path], Any], level: PermissionLevel, later: PermissionLevel, role: str, names: list[str]
) -> None:
    with arranged(new_arrange) as arrange:
        group, actor, other = people(arrange, level, role)
        things = things_of(arrange, group, actor, other)
        gateway = EmbeddedGateway(arrange.store)
        session = sign_in(gateway, ACTOR)
        check(arrange, session, things, names, allowed(level, role), actor, other)
        with arrange.store.writing() as connection:
            connection.execute(update(GroupRow).where(GroupRow.id == group).values(level=later))
        # the same session: rights are those of this moment, not of the login
        check(arrange, session, things, names, allowed(later, role), actor, other)
        gateway.close()


def check(arrange: Any, session: Session, things: Things, names: list[str], acts: str, actor: int, other: int) -> None:
    seen = owners_seen(session, things)
    assert (other in seen) == ("s" in acts)
    for name in names:
        before = data_of(arrange, other)
        done = attempt(session, things, name)
        needed = OPERATIONS[name][0]
        if needed not in acts or (name == "untag" and "d" not in acts):
            assert not done, name
            assert data_of(arrange, other) == before, name
