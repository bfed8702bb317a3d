"""Things of two people in two groups, and everything that can be done to them through the port."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

from omeropyr.errors import GatewayError
from omeropyr.gateway import port
from omeropyr.gateway.model import Column, ColumnType, Contents, Job, Kind, NewRoi, ObjectRef, Rectangle
from omeropyr.gateway.port import Gateway, Session
from omeropyr.testing.contract.arranging import Arrange

PATIENCE = 30.0


@dataclass(frozen=True)
class Things:
    """What one person has in one group; `tag`, `mapping` and `roi` are on the image, which is in the dataset.

    `file` and `table` are attached to nothing.
    """

    owner: int
    group: int
    project: ObjectRef
    dataset: ObjectRef
    loose: ObjectRef
    image: ObjectRef
    tag: int
    mapping: int | None = None
    roi: int | None = None
    file: int | None = None
    table: int | None = None


def things_of(arrange: Arrange, owner: int, group: int) -> Things:
    """Past the port, also for somebody who is no member of the group."""
    project = arrange.project("project", owner, group)
    dataset = arrange.dataset("dataset", owner, group, project=project)
    image = arrange.image("image", owner, group, dataset=dataset)
    tag = arrange.tag("tag", owner, group)
    arrange.tag_image(tag, image, owner)
    return Things(
        owner=owner,
        group=group,
        project=ObjectRef(Kind.PROJECT, project),
        dataset=ObjectRef(Kind.DATASET, dataset),
        loose=ObjectRef(Kind.DATASET, arrange.dataset("loose", owner, group)),
        image=ObjectRef(Kind.IMAGE, image),
        tag=tag,
    )


def adorned(session: Session, things: Things) -> Things:
    """With what only the services make, by the owner, who also has something in the trash."""
    thrown = session.edit.create(Kind.DATASET, "thrown away", group_id=things.group)
    _done(session, session.edit.delete([ObjectRef(Kind.DATASET, thrown)]))
    file = session.files.store("secret.txt", [b"secret"], group_id=things.group).id
    table = session.tables.create("secret", COLUMNS, [np.arange(3)], group_id=things.group).file_id
    mapping = session.annotations.create(Kind.MAP, (("cell line", "HeLa"),), [things.image])
    (roi,) = session.rois.create(things.image.id, [NewRoi(shapes=(SQUARE,))])
    return Things(**{name: getattr(things, name) for name in BASIC}, mapping=mapping, roi=roi, file=file, table=table)


BASIC = ("owner", "group", "project", "dataset", "loose", "image", "tag")
COLUMNS = (Column("number", ColumnType.LONG),)
FIRST_TRASH = range(1, 5)
"""Ids of trash, of whomever."""
SQUARE = Rectangle(x=1.0, y=2.0, width=10.0, height=12.0)
Deed = Callable[[Session, Things, Things], object]


def _done(session: Session, job: Job) -> Job:
    return session.jobs.wait(job.id, PATIENCE)


def _undone(session: Session, deed: Callable[[], object]) -> object:
    """Done and taken back: that must not reach further than the deed."""
    deed()
    latest = session.history.latest()
    return latest and session.history.undo(latest.id)


EDITING: Mapping[str, Deed] = {
    "rename": lambda s, a, b: s.edit.rename(a.project, "renamed"),
    "describe": lambda s, a, b: s.edit.describe(a.image, "described"),
    "rename tag": lambda s, a, b: s.edit.rename(ObjectRef(Kind.TAG, a.tag), "renamed"),
    "link dataset": lambda s, a, b: s.edit.link(a.project, [b.loose]),
    "link image": lambda s, a, b: s.edit.link(a.loose, [b.image]),
    "unlink dataset": lambda s, a, b: s.edit.unlink(a.project, [a.dataset, b.dataset]),
    "unlink image": lambda s, a, b: s.edit.unlink(a.dataset, [b.image]),
    "create inside": lambda s, a, b: s.edit.create(Kind.DATASET, "new", parent=a.project),
    "create around": lambda s, a, b: s.edit.create(Kind.PROJECT, "new", children=[a.loose, b.loose]),
    "create": lambda s, a, b: s.edit.create(Kind.SCREEN, "new", group_id=a.group),
    "rename and undo": lambda s, a, b: _undone(s, lambda: s.edit.rename(a.project, "renamed")),
    "unlink and undo": lambda s, a, b: _undone(s, lambda: s.edit.unlink(a.project, [a.dataset])),
}
JOBS: Mapping[str, Deed] = {
    "delete project": lambda s, a, b: _done(s, s.edit.delete([a.project], [Contents.CHILDREN])),
    "delete image": lambda s, a, b: _done(s, s.edit.delete([a.image], list(Contents))),
    "move project": lambda s, a, b: _done(s, s.edit.move([a.project], b.group)),
    "move image": lambda s, a, b: _done(s, s.edit.move([a.image], b.group, parent=b.loose)),
    "give project": lambda s, a, b: _done(s, s.edit.give([a.project], b.owner)),
    "give image": lambda s, a, b: _done(s, s.edit.give([a.image], b.owner)),
}


def _each(ids: Sequence[int], deed: Callable[[int], object]) -> None:
    """Those that are allowed."""
    for one in ids:
        with suppress(GatewayError):
            deed(one)


def _restored(session: Session, job: Job) -> object:
    """What was deleted comes back, if it was deleted."""
    trash = _done(session, job).result.get("trash")
    return trash and _done(session, session.history.restore(int(str(trash))))


TRASH: Mapping[str, Deed] = {
    "delete image and restore": lambda s, a, b: _restored(s, s.edit.delete([a.image], list(Contents))),
    "delete project and restore": lambda s, a, b: _restored(s, s.edit.delete([a.project], [Contents.CHILDREN])),
    "restore anything": lambda s, a, b: _each(FIRST_TRASH, lambda n: _done(s, s.history.restore(n))),
    "empty anything": lambda s, a, b: _each(FIRST_TRASH, lambda n: _done(s, s.history.empty([n]))),
}
TABLES: Mapping[str, Deed] = {
    "make a table": lambda s, a, b: s.tables.create("t", COLUMNS, [np.arange(3)], group_id=a.group),
    "append to a table": lambda s, a, b: a.table and s.tables.append(a.table, [np.arange(3)]),
    "describe a table": lambda s, a, b: a.table and s.tables.set_metadata(a.table, {"by": "the actor"}),
}
ANNOTATING: Mapping[str, Deed] = {
    "comment": lambda s, a, b: s.annotations.comment([a.image, b.image], "comment"),
    "tag": lambda s, a, b: s.annotations.link(a.tag, [b.dataset]),
    "untag": lambda s, a, b: s.annotations.unlink(a.tag, [a.image, b.image]),
    "new tag": lambda s, a, b: s.annotations.create_tag("tag", group_id=a.group, targets=[b.image]),
    "new set": lambda s, a, b: s.annotations.create_tagset("set", group_id=a.group),
    "map": lambda s, a, b: s.annotations.create(Kind.MAP, (("k", "v"),), [a.image, b.loose]),
    "pairs": lambda s, a, b: s.annotations.edit_pairs([a.image], (("cell line", "U2OS"),)),
    "update map": lambda s, a, b: a.mapping and s.annotations.update(a.mapping, (("k", "v"),)),
    "rate": lambda s, a, b: s.annotations.rate([a.image, b.image], 3),
    "delete tag": lambda s, a, b: s.annotations.delete([a.tag]),
    "change tags": lambda s, a, b: s.annotations.change_tags([a.image], add=[b.tag], remove=[a.tag]),
}
DRAWING: Mapping[str, Deed] = {
    "draw": lambda s, a, b: s.rois.create(a.image.id, [NewRoi(shapes=(SQUARE,))]),
    "redraw": lambda s, a, b: a.roi and s.rois.update(a.roi, NewRoi(shapes=(SQUARE,), name="redrawn")),
    "rub out": lambda s, a, b: a.roi and s.rois.delete([a.roi]),
}
SHOWING: Mapping[str, Deed] = {
    "save settings": lambda s, a, b: s.pixels.save_settings(a.image.id, s.pixels.settings(a.image.id)),
    "copy settings": lambda s, a, b: s.pixels.copy_settings(a.image.id, [b.image.id]),
    "stretch": lambda s, a, b: s.pixels.stretch_settings([a.image.id, b.image.id]),
    "forget settings": lambda s, a, b: s.pixels.forget_settings([a.image.id, b.image.id]),
}
KEEPING: Mapping[str, Deed] = {
    "store a file": lambda s, a, b: s.files.store("notes.txt", [b"notes"], group_id=a.group),
    "attach a file": lambda s, a, b: s.annotations.create(
        Kind.FILE, s.files.store("notes.txt", [b"notes"], group_id=a.group), [b.image]
    ),
    "attach another's file": lambda s, a, b: a.file and s.annotations.create(Kind.FILE, s.files.get(a.file), [b.image]),
}
SERVICES: Mapping[type, Mapping[str, Deed]] = {
    port.Edit: EDITING,
    port.Jobs: JOBS,
    port.Annotations: ANNOTATING,
    port.Rois: DRAWING,
    port.Pixels: SHOWING,
    port.Files: KEEPING,
    port.Tables: TABLES,
    port.History: TRASH,
}
DEEDS: Mapping[str, Deed] = {name: deed for deeds in SERVICES.values() for name, deed in deeds.items()}


def attempt(gateway: Gateway, session: Session, name: str, first: Things, second: Things) -> None:
    """Do it, or be refused; a deed of a service that the adapter does not offer is passed over."""
    service = next(service for service, deeds in SERVICES.items() if name in deeds)
    if gateway.supports(service):
        with suppress(GatewayError):
            DEEDS[name](session, first, second)


def shown(gateway: Gateway, session: Session, everything: Sequence[Things]) -> set[tuple[str, Any]]:
    """(table, id) of all that the session comes across in listings."""
    return {*_listed(session), *_hanging(gateway, session, everything)}


def _listed(session: Session) -> set[tuple[str, Any]]:
    browse = session.browse
    listings = {
        "project": [browse.projects()],
        "dataset": [browse.datasets(), browse.datasets(orphaned=True)],
        "image": [browse.images(), browse.images(orphaned=True)],
        "screen": [browse.screens()],
        "annotation": [session.annotations.tags(), session.annotations.all([Kind.MAP, Kind.COMMENT, Kind.FILE])],
    }
    return {(table, item.id) for table, found in listings.items() for one in found for item in one.items}


def _hanging(gateway: Gateway, session: Session, everything: Sequence[Things]) -> set[tuple[str, Any]]:
    refs = [ref for things in everything for ref in (things.image, things.dataset)]
    links = session.annotations.of(refs)
    found = {("annotation_link", link.id) for link in links} | {("annotation", link.annotation.id) for link in links}
    if gateway.supports(port.Rois):
        counted = session.rois.counts([things.image.id for things in everything])
        found |= {("roi", roi.id) for image_id in counted for roi in session.rois.of(image_id).items}
        found |= {("image", image_id) for image_id in counted}
    if gateway.supports(port.Search):
        hits = session.search.find("image OR dataset OR project OR renamed").hits
        found |= {(hit.ref.kind.value, hit.ref.id) for hit in hits}
    return found


def opened(session: Session, everything: Sequence[Things]) -> set[tuple[str, Any]]:
    """(table, id) of those of the things that the session gets by asking for them."""
    asked: list[tuple[str, Any, Callable[[], object]]] = []
    for things in everything:
        asked += [
            ("project", things.project.id, lambda t=things: session.browse.project(t.project.id)),
            ("dataset", things.dataset.id, lambda t=things: session.browse.dataset(t.dataset.id)),
            ("image", things.image.id, lambda t=things: session.images.get(t.image.id)),
            ("image", things.image.id, lambda t=things: session.pixels.settings(t.image.id)),
            ("image", things.image.id, lambda t=things: session.pixels.plane(t.image.id, z=0, c=0, t=0)),
            ("annotation", things.tag, lambda t=things: session.annotations.get(t.tag)),
        ]
        if things.file is not None and things.table is not None:
            asked += [
                ("original_file", things.file, lambda t=things: list(session.files.read(t.file))),
                ("original_file", things.table, lambda t=things: session.files.get(t.table)),
                ("data_table", things.table, lambda t=things: session.tables.read(t.table)),
                ("data_table", things.table, lambda t=things: session.tables.query(t.table, "number > 0")),
            ]
    return {(table, number) for table, number, ask in asked if _answers(ask)}


def _answers(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except GatewayError:
        return False
    return True
