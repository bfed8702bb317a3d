"""Everything that can happen to a store, each an act of one person: small, at random, and done by one transaction."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tifffile
from numpy.typing import NDArray

from omeropyr.gateway.embedded.demo import DemoAccounts
from omeropyr.gateway.embedded.importing.importer import Importer
from omeropyr.gateway.embedded.schema import USER_GROUP
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.model import Column, ColumnType, Contents, Credentials, Kind, NewRoi, ObjectRef, Rectangle, Scope
from omeropyr.gateway.port import Session

WAIT_SECONDS = 30.0
COLUMNS = (Column("number", ColumnType.LONG),)
Array = NDArray[np.int64]


@dataclass(frozen=True)
class Stage:
    """Where it happens, and what is surely there."""

    store: Store
    demo: Credentials
    accounts: DemoAccounts
    project_id: int
    table_id: int
    originals: Path
    """Folder of files to be imported, which are not in the store."""


Act = Callable[[Session, Stage, random.Random], object]


def images(session: Session) -> list[int]:
    """In the group that the person works in."""
    return [image.id for image in session.browse.images(Scope(group_id=session.context.group.id)).items]


def an_image(session: Session, dice: random.Random) -> int:
    return dice.choice(images(session))


def ref(session: Session, dice: random.Random) -> ObjectRef:
    return ObjectRef(Kind.IMAGE, an_image(session, dice))


def create(session: Session, stage: Stage, dice: random.Random) -> object:
    parent = ObjectRef(Kind.PROJECT, stage.project_id)
    children = [ref(session, dice)]
    return session.edit.create(Kind.DATASET, f"dataset {dice.random()}", parent=parent, children=children)


def rename(session: Session, stage: Stage, dice: random.Random) -> object:
    return session.edit.rename(ref(session, dice), f"name {dice.random()}")


def tag(session: Session, stage: Stage, dice: random.Random) -> object:
    targets = [ObjectRef(Kind.IMAGE, number) for number in images(session)]
    return session.annotations.create_tag(f"tag {dice.random()}", group_id=stage.accounts.group_id, targets=targets)


def pairs(session: Session, stage: Stage, dice: random.Random) -> object:
    values = tuple((f"key {number}", str(dice.random())) for number in range(20))
    return session.annotations.edit_pairs([ref(session, dice)], values)


def comment(session: Session, stage: Stage, dice: random.Random) -> object:
    return session.annotations.comment([ref(session, dice)], f"comment {dice.random()}")


def draw(session: Session, stage: Stage, dice: random.Random) -> object:
    shapes = tuple(Rectangle(x=float(x), y=1.0, width=2.0, height=3.0) for x in range(30))
    return session.rois.create(an_image(session, dice), [NewRoi(shapes=shapes)] * 3)


def save_settings(session: Session, stage: Stage, dice: random.Random) -> object:
    image = an_image(session, dice)
    settings = session.pixels.settings(image)
    channel = settings.channels[0]
    changed = type(channel)(active=True, start=float(dice.randrange(9)), end=20.0, color="00FF00")
    return session.pixels.save_settings(image, settings.with_channel(0, changed))


def upload(session: Session, stage: Stage, dice: random.Random) -> object:
    return session.files.store("notes.bin", [dice.randbytes(200_000) for _ in range(3)])


def import_copies(session: Session, stage: Stage, dice: random.Random) -> object:
    importer = Importer(stage.store, owner_id=stage.accounts.demo_id, group_id=stage.accounts.group_id)
    return importer.import_paths([new_images(stage, dice)], dataset="copied", managed=True)


def import_in_place(session: Session, stage: Stage, dice: random.Random) -> object:
    importer = Importer(stage.store, owner_id=stage.accounts.demo_id, group_id=stage.accounts.group_id)
    return importer.import_paths([new_images(stage, dice)], dataset="registered")


def new_images(stage: Stage, dice: random.Random) -> Path:
    """One new image: an act is what one transaction does. Both stores import the same file."""
    folder = stage.originals / f"new-{dice.randrange(10**9)}"
    folder.mkdir(exist_ok=True)
    pixels = np.frombuffer(dice.randbytes(256 * 256), np.uint8).reshape(256, 256)
    if not (folder / "image.tif").exists():
        tifffile.imwrite(folder / "image.tif", pixels, metadata={"axes": "YX"})
        os.utime(folder / "image.tif", (1e9, 1e9))
    return folder / "image.tif"


def delete(session: Session, stage: Stage, dice: random.Random) -> object:
    choice = images(session)
    if len(choice) < 4:
        return rename(session, stage, dice)
    return finished(session, session.edit.delete([ObjectRef(Kind.IMAGE, dice.choice(choice))], list(Contents)).id)


def restore(session: Session, stage: Stage, dice: random.Random) -> object:
    trash = session.history.trash().items
    return finished(session, session.history.restore(dice.choice(trash).id).id) if trash else None


def empty(session: Session, stage: Stage, dice: random.Random) -> object:
    trash = session.history.trash().items
    return finished(session, session.history.empty([dice.choice(trash).id]).id) if trash else None


def move(session: Session, stage: Stage, dice: random.Random) -> object:
    """Into the other group, where it stays."""
    choice, here = images(session), session.context.group.id
    if len(choice) < 4:
        return rename(session, stage, dice)
    there = next(group for group in session.context.member_of if group not in (USER_GROUP, here))
    return finished(session, session.edit.move([ObjectRef(Kind.IMAGE, dice.choice(choice))], there).id)


def make_table(session: Session, stage: Stage, dice: random.Random) -> object:
    return session.tables.create(f"table {dice.random()}", COLUMNS, [rows_of(dice)])


def fill_table(session: Session, stage: Stage, dice: random.Random) -> object:
    """The table of the first state."""
    return session.tables.append(stage.table_id, [rows_of(dice)])


def rows_of(dice: random.Random) -> Array:
    """More than one block of a table has."""
    return np.arange(70_000, dtype=np.int64) * dice.randrange(1000)


def undo(session: Session, stage: Stage, dice: random.Random) -> object:
    change = next((change for change in session.history.mine().items if change.can_undo), None)
    if change is None:
        return None
    session.history.undo(change.id)
    return [finished(session, job.id) for job in session.jobs.mine().items]


def finished(session: Session, job_id: int) -> object:
    job = session.jobs.wait(job_id, WAIT_SECONDS)
    assert job.state.is_over, job
    return job


ACTS: tuple[Act, ...] = (
    create,
    rename,
    tag,
    pairs,
    comment,
    draw,
    save_settings,
    upload,
    import_copies,
    import_in_place,
    delete,
    restore,
    empty,
    move,
    make_table,
    fill_table,
    undo,
)
