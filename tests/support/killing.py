"""Kills a process of a store at random moments, and looks at what is left: all of an act, or nothing of it.

Two stores go side by side. The twin does every act in peace; the other one's process is killed with SIGKILL in the
middle of it. Whatever the moment, the other store then holds, row by row, what the twin held before the act or what it
holds after it, and every file that a row names. Acts that had not happened are then done in peace, so that the two
go on together.

    python tests/support/killing.py FOLDER KILLS SEED
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import sqlite3
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from sqlalchemy import Column, select
from sqlalchemy.dialects import sqlite

from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.importing.importer import Importer
from omeropyr.gateway.embedded.maintenance.check import check
from omeropyr.gateway.embedded.maintenance.collect import collect
from omeropyr.gateway.embedded.schema import Base
from omeropyr.gateway.embedded.schema.base import Moment
from omeropyr.gateway.embedded.store import DATABASE, Store
from omeropyr.gateway.model import Contents, Kind, NewRoi, ObjectRef, Rectangle
from omeropyr.gateway.port import Session
from omeropyr.testing.store import SampleStore, make_store

UNSEEN = {"login_session", "job", "experimenter"}
"""Tables that say how things went, not what there is."""
WAIT_SECONDS = 30.0
TIME = re.compile(r'\d{4}-\d\d-\d\d[T ][\d:.]+(\+00:00)?|(?<=modified_ns": )\d+')
KEPT = re.compile(r"(managed|pyramids)/\w+")
Act = Callable[[Session, SampleStore, random.Random], object]


def images(session: Session) -> list[int]:
    return [image.id for image in session.browse.images().items]


def an_image(session: Session, dice: random.Random) -> int:
    return dice.choice(images(session))


def ref(session: Session, dice: random.Random) -> ObjectRef:
    return ObjectRef(Kind.IMAGE, an_image(session, dice))


def create(session: Session, sample: SampleStore, dice: random.Random) -> object:
    parent = ObjectRef(Kind.PROJECT, sample.project_id)
    children = [ref(session, dice)]
    return session.edit.create(Kind.DATASET, f"dataset {dice.random()}", parent=parent, children=children)


def rename(session: Session, sample: SampleStore, dice: random.Random) -> object:
    return session.edit.rename(ref(session, dice), f"name {dice.random()}")


def tag(session: Session, sample: SampleStore, dice: random.Random) -> object:
    targets = [ObjectRef(Kind.IMAGE, number) for number in images(session)]
    return session.annotations.create_tag(f"tag {dice.random()}", group_id=sample.accounts.group_id, targets=targets)


def pairs(session: Session, sample: SampleStore, dice: random.Random) -> object:
    values = tuple((f"key {number}", str(dice.random())) for number in range(20))
    return session.annotations.edit_pairs([ref(session, dice)], values)


def comment(session: Session, sample: SampleStore, dice: random.Random) -> object:
    return session.annotations.comment([ref(session, dice)], f"comment {dice.random()}")


def draw(session: Session, sample: SampleStore, dice: random.Random) -> object:
    shapes = tuple(Rectangle(x=float(x), y=1.0, width=2.0, height=3.0) for x in range(30))
    return session.rois.create(an_image(session, dice), [NewRoi(shapes=shapes)] * 3)


def save_settings(session: Session, sample: SampleStore, dice: random.Random) -> object:
    image = an_image(session, dice)
    settings = session.pixels.settings(image)
    channel = settings.channels[0]
    changed = type(channel)(active=True, start=float(dice.randrange(9)), end=20.0, color="00FF00")
    return session.pixels.save_settings(image, settings.with_channel(0, changed))


def upload(session: Session, sample: SampleStore, dice: random.Random) -> object:
    return session.files.store("notes.bin", [dice.randbytes(200_000) for _ in range(3)])


def import_copies(session: Session, sample: SampleStore, dice: random.Random) -> object:
    importer = Importer(sample.store, owner_id=sample.accounts.demo_id, group_id=sample.accounts.group_id)
    return importer.import_paths([new_images(sample, dice)], dataset="copied", managed=True)


def import_in_place(session: Session, sample: SampleStore, dice: random.Random) -> object:
    importer = Importer(sample.store, owner_id=sample.accounts.demo_id, group_id=sample.accounts.group_id)
    return importer.import_paths([new_images(sample, dice)], dataset="registered")


def new_images(sample: SampleStore, dice: random.Random) -> Path:
    """One new image: an act is what one transaction does. Both stores import the same file."""
    folder = sample.files[0].parent / f"new-{dice.randrange(10**9)}"
    folder.mkdir(exist_ok=True)
    pixels = np.frombuffer(dice.randbytes(256 * 256), np.uint8).reshape(256, 256)
    if not (folder / "image.tif").exists():
        tifffile.imwrite(folder / "image.tif", pixels, metadata={"axes": "YX"})
        os.utime(folder / "image.tif", (1e9, 1e9))
    return folder / "image.tif"


def delete(session: Session, sample: SampleStore, dice: random.Random) -> object:
    choice = images(session)
    if len(choice) < 4:
        return rename(session, sample, dice)
    return finished(session, session.edit.delete([ObjectRef(Kind.IMAGE, dice.choice(choice))], list(Contents)).id)


def restore(session: Session, sample: SampleStore, dice: random.Random) -> object:
    trash = session.history.trash().items
    return finished(session, session.history.restore(dice.choice(trash).id).id) if trash else None


def undo(session: Session, sample: SampleStore, dice: random.Random) -> object:
    change = next((change for change in session.history.mine().items if change.can_undo), None)
    return None if change is None else session.history.undo(change.id)


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
    undo,
)


def act_on(sample: SampleStore, act: Act, seed: int, begin: Callable[[], object]) -> None:
    """In a process of its own, which ends with it; `begin` tells that the act itself begins."""
    gateway = EmbeddedGateway(sample.store)
    session = gateway.login(sample.demo)
    begin()
    act(session, sample, random.Random(seed))  # noqa: S311 - the dice are for tests
    gateway.close()


def forked(sample: SampleStore, act: Act, seed: int, kill_after: float | None = None) -> tuple[bool, float]:
    """Whether the act got done before it was killed, and the seconds since it began. Raises RuntimeError if it failed.

    `kill_after` counts in seconds from its beginning.
    """
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        _exit_after(lambda: act_on(sample, act, seed, lambda: os.write(send, b"!")))
    os.close(send)
    os.read(receive, 1)
    os.close(receive)
    begun = time.perf_counter()
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    needed = time.perf_counter() - begun
    if os.WIFSIGNALED(status):
        return False, needed
    if os.waitstatus_to_exitcode(status):
        raise RuntimeError(f"{act.__name__} failed")
    return True, needed


def _exit_after(work: Callable[[], object]) -> None:
    """Ends this process, without what the parent wanted to do at its own end."""
    try:
        work()
    except BaseException:  # whatever it is, the parent hears of it
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def told(work: Callable[[], Any]) -> Any:
    """The JSON result of work in a process of its own."""
    receive, send = os.pipe()

    def tell() -> None:
        os.close(receive)
        with os.fdopen(send, "w") as pipe:
            json.dump(work(), pipe)

    child = os.fork()
    if child == 0:
        _exit_after(tell)
    os.close(send)
    with os.fdopen(receive) as pipe:
        content = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status):
        raise RuntimeError("looking at the store failed")
    return json.loads(content)


@cache
def statements() -> dict[str, str]:
    """For each table: all of its rows, but for their times, in the order of their keys."""
    found = {}
    for name, table in sorted(Base.metadata.tables.items()):
        if name not in UNSEEN:
            columns = [column for column in table.c if not is_a_time(column)]
            found[name] = str(select(*columns).order_by(*table.primary_key.columns).compile(dialect=sqlite.dialect()))
    return found


def content_of(store: Store) -> dict[str, list[list[str]]]:
    """Every row, but for its times and the names of kept files, which differ from run to run."""
    with closing(sqlite3.connect(store.path / DATABASE)) as database:
        rows = {name: database.execute(statement).fetchall() for name, statement in statements().items()}
    return {name: [[plain(value) for value in row] for row in found] for name, found in rows.items()}


def is_a_time(column: Column[Any]) -> bool:
    return isinstance(column.type, Moment) or column.name == "modified_ns"


def plain(value: Any) -> Any:
    text = TIME.sub("a time", repr(value))
    return text if "attachments/" in text else KEPT.sub("a kept file", text)


def look(sample: SampleStore) -> dict[str, Any]:
    """What is in the store once its unfinished jobs are done, and what is wrong with it."""
    gateway = EmbeddedGateway(sample.store)
    session = gateway.login(sample.demo)
    for job in session.jobs.mine().items:
        if not job.state.is_over:
            finished(session, job.id)
    gateway.close()
    collect(sample.store, young_seconds=-5)
    problems = [str(finding) for finding in check(sample.store, contents=True)]
    return {"content": content_of(sample.store), "problems": problems}


def twins(folder: Path) -> tuple[SampleStore, SampleStore]:
    sample = make_store(folder / "store")
    sample.store.close()
    shutil.copytree(sample.path, folder / "twin")
    changed = {name: getattr(sample, name) for name in sample.__dataclass_fields__}
    twin = SampleStore(**{**changed, "store": Store(folder / "twin", hash_cost=sample.store.hash_cost)})
    return sample, twin


def run(folder: Path, kills: int, seed: int) -> Counter[str]:
    """How many acts were killed before they had happened, and how many after. Raises AssertionError."""
    dice = random.Random(seed)  # noqa: S311 - the dice are for tests
    sample, twin = twins(folder)
    statements()  # once, before there are children that would each need them
    before = told(lambda: look(twin))["content"]
    outcomes: Counter[str] = Counter()
    for number in range(kills):
        act, act_seed = dice.choice(ACTS), dice.randrange(2**32)
        _, needed = forked(twin, act, act_seed)
        after = told(lambda: look(twin))["content"]
        done, _ = forked(sample, act, act_seed, kill_after=dice.uniform(0, 1.2 * needed))
        found = told(lambda: look(sample))
        where = f"kill {number} of {act.__name__} (seed {seed})"
        assert found["problems"] == [], f"{where}: {found['problems']}"
        assert found["content"] in (before, after), f"{where}: {difference(found['content'], before, after)}"
        assert not done or found["content"] == after, f"{where}: what was done is lost"
        outcomes["after" if found["content"] == after else "before"] += 1
        if found["content"] != after:
            forked(sample, act, act_seed)
        before = after
    return outcomes


def difference(found: Any, before: Any, after: Any) -> str:
    """Which tables hold something else, and how many rows they should have had."""
    wrong = [name for name in found if found[name] not in (before[name], after[name])]
    halves = [name for name in found if before[name] != after[name] and name not in wrong]
    rows = {name: (len(before[name]), len(found[name]), len(after[name])) for name in [*wrong, *halves]}
    return f"{wrong} are wrong, {halves} disagree; rows before, found and after: {rows}"


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
