"""Kills a process of a store at random moments, and looks at what is left: all of an act, or nothing of it.

Every act is done once in peace. Then the store goes back to what it was, again and again, and the process that does
the act is killed with SIGKILL somewhere in the middle of it. Whatever the moment, the store then holds, row by row,
what it held before the act or what it holds after it, and every file that a row names; listings and search show it.

    python tests/support/killing.py FOLDER KILLS SEED [FOLDER OF A RUNNING POSTGRESQL SERVER]
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from acts import ACTS, COLUMNS, Act, Stage, rows_of
from postgresql import Server
from sqlalchemy import Column, select
from sqlalchemy.engine import Dialect
from states import PostgresqlStates, SqliteStates, States

from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.maintenance.check import check
from omeropyr.gateway.embedded.maintenance.collect import collect
from omeropyr.gateway.embedded.people.accounts import add_group, add_member
from omeropyr.gateway.embedded.schema import Base, JobRow
from omeropyr.gateway.embedded.schema.base import Moment
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.embedded.trash import foreseeing
from omeropyr.gateway.embedded.upgrade import newest_revision
from omeropyr.gateway.model import JobState, PermissionLevel
from omeropyr.testing.store import make_store

KILLS_OF_AN_ACT = 5
"""Moments that one act is killed at, one in each fifth of it."""
BEYOND = 1.2
"""The last moments come after the act, as it went in peace."""
UNSEEN = {"login_session", "job", "experimenter"}
"""Tables that say how things went, not what there is."""
WAIT_SECONDS = 30.0
TIME = re.compile(r'\d{4}-\d\d-\d\d[T ][\d:.]+(\+00:00)?|(?<=modified_ns": )\d+|(?<=modified_ns\': )\d+')
KEPT = re.compile(r"(managed|pyramids)/\w+")
Content = dict[str, list[list[str]]]


def act_on(stage: Stage, act: Act, seed: int, begin: Callable[[], object]) -> None:
    """In a process of its own, which ends with it; `begin` tells that the act itself begins."""
    gateway = EmbeddedGateway(stage.store)
    session = gateway.login(stage.demo)
    begin()
    act(session, stage, random.Random(seed))  # noqa: S311 - the dice are for tests
    gateway.close()


def forked(stage: Stage, act: Act, seed: int, kill_after: float | None = None) -> tuple[bool, float]:
    """Whether the act got done before it was killed, and the seconds since it began. Raises RuntimeError if it failed.

    `kill_after` counts in seconds from its beginning.
    """
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        _exit_after(lambda: act_on(stage, act, seed, lambda: os.write(send, b"!")))
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
def statements(dialect: Dialect) -> dict[str, str]:
    """For each table: all of its rows, but for their times, in the order of their keys."""
    found = {}
    for name, table in sorted(Base.metadata.tables.items()):
        if name not in UNSEEN:
            columns = [column for column in table.c if not is_a_time(column)]
            found[name] = str(select(*columns).order_by(*table.primary_key.columns).compile(dialect=dialect))
    return found


def content_of(store: Store) -> Content:
    """Every row, but for its times and the names of kept files, which differ from run to run."""
    with store.reading() as connection:
        asked = statements(connection.dialect).items()
        rows = {name: connection.exec_driver_sql(statement).all() for name, statement in asked}
    return {name: [[plain(value) for value in row] for row in found] for name, found in rows.items()}


def is_a_time(column: Column[Any]) -> bool:
    return isinstance(column.type, Moment) or column.name == "modified_ns"


def plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    text = TIME.sub("a time", repr(value))
    return text if "attachments/" in text else KEPT.sub("a kept file", text)


def look(stage: Stage) -> dict[str, Any]:
    """What is in the store once its unfinished jobs are done, and what is wrong with it."""
    finish_jobs(stage)
    collect(stage.store, young_seconds=-5)
    problems = [str(finding) for finding in check(stage.store, contents=True)]
    return {"content": content_of(stage.store), "problems": problems}


def finish_jobs(stage: Stage) -> None:
    unfinished = select(JobRow.id).where(JobRow.state.in_((JobState.WAITING, JobState.RUNNING)))
    with stage.store.reading() as connection:
        jobs = connection.scalars(unfinished).all()
    if jobs:
        gateway = EmbeddedGateway(stage.store)
        session = gateway.login(stage.demo)
        assert all(session.jobs.wait(job, WAIT_SECONDS).state.is_over for job in jobs)
        gateway.close()


def first_state(states: States) -> Stage:
    """The sample store, with a second group for demo and with a table."""
    sample = make_store(states.folder, url=states.url)
    other = add_group(sample.store, "other", PermissionLevel.READ_ANNOTATE)
    add_member(sample.store, sample.accounts.demo_id, other)
    gateway = EmbeddedGateway(sample.store)
    table = gateway.login(sample.demo).tables.create("first", COLUMNS, [rows_of(random.Random(0))])  # noqa: S311
    gateway.close()
    originals = sample.files[0].parent
    return Stage(sample.store, sample.demo, sample.accounts, sample.project_id, table.file_id, originals)


def run(states: States, kills: int, seed: int) -> Counter[str]:
    """How many acts were killed before they had happened, and how many after. Raises AssertionError."""
    if seed % 2:
        foreseeing.MANY = 0  # deletes and their ways back go in steps, as those of very many objects do
    dice = random.Random(seed)  # noqa: S311 - the dice are for tests
    stage = first_state(states)
    newest_revision()  # once, before there are children that would each look for it
    before: Content = told(lambda: look(stage))["content"]
    states.keep("before")
    outcomes: Counter[str] = Counter()
    while (left := kills - outcomes.total()) > 0:
        act, act_seed = dice.choice(ACTS), dice.randrange(2**32)
        _, needed = forked(stage, act, act_seed)
        after: Content = told(lambda: look(stage))["content"]
        states.keep("after")
        deed = Deed(stage, act, act_seed, before, after, f"{act.__name__} (seed {seed}, kill {outcomes.total()} ff.)")
        parts = min(left, KILLS_OF_AN_ACT)
        for part in range(parts):
            states.go_back("before")
            outcomes[deed.killed(states, (part + dice.random()) / parts * BEYOND * needed)] += 1
        states.go_back("after")
        states.keep("before")
        before = after
    return outcomes


@dataclass(frozen=True)
class Deed:
    """An act and what it does when nobody disturbs it."""

    stage: Stage
    act: Act
    seed: int
    before: Content
    after: Content
    title: str

    def killed(self, states: States, moment: float) -> str:
        """Whether the store holds what was `before` it or `after` it. Raises AssertionError for anything else."""
        done, _ = forked(self.stage, self.act, self.seed, kill_after=moment)
        states.settle()
        left = told(lambda: look(self.stage))
        found, where = left["content"], f"{self.title} killed after {moment:.3f} s"
        assert left["problems"] == [], f"{where}: {left['problems']}"
        assert found in (self.before, self.after), f"{where}: {difference(found, self.before, self.after)}"
        assert not done or found == self.after, f"{where}: what was done is lost"
        return "after" if found == self.after else "before"


def difference(found: Content, before: Content, after: Content) -> str:
    """Which tables hold something else, and how many rows they should have had."""
    wrong = [name for name in found if found[name] not in (before[name], after[name])]
    halves = [name for name in found if before[name] != after[name] and name not in wrong]
    rows = {name: (len(before[name]), len(found[name]), len(after[name])) for name in [*wrong, *halves]}
    return f"{wrong} are wrong, {halves} disagree; rows before, found and after: {rows}"


def main(folder: str, kills: str, seed: str, server: str | None = None) -> None:
    store = Path(folder) / "store"
    states: States = SqliteStates(store)
    if server is not None:
        states = PostgresqlStates(store, Server(Path(server)))
        states.server.create(states.database)
    print(json.dumps(run(states, int(kills), int(seed))))


if __name__ == "__main__":
    main(*sys.argv[1:])
