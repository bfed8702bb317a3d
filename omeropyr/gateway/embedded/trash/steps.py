"""Work in many short transactions, between which others may write."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import Connection

from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.embedded.trash.hidden import Way, acts_under_way, set_way
from omeropyr.gateway.embedded.trash.leaving import leave

FIRST = 200
LEAST, MOST = 100, 1_000
"""Objects in a step."""
WANTED_SECONDS = 0.3
PAUSE_SECONDS = 0.12
"""Waiting writers of SQLite look every tenth of a second whether it is their turn."""

Step = Callable[[Connection, int], bool]
"""Works on so many objects; whether there is more to do."""


def in_steps(store: Store, step: Step, check: Callable[[], None]) -> None:
    """`check` is called between the steps, and may raise. Killed in between, all whole steps are done."""
    most, goes_on = FIRST, True
    while goes_on:
        check()
        with store.writing() as connection:
            begun = time.monotonic()
            goes_on = step(connection, most)
            seconds = time.monotonic() - begun
        most = _paced(most, seconds)
        if goes_on and store.is_sqlite:
            time.sleep(PAUSE_SECONDS)


def _paced(most: int, seconds: float) -> int:
    if seconds > WANTED_SECONDS:
        return max(LEAST, most // 2)
    return min(MOST, most * 2) if seconds < WANTED_SECONDS / 3 else most


def tidy(store: Store, check: Callable[[], None] = lambda: None) -> None:
    """Finish what no job is going to finish: what was on its way anywhere, goes into the trash."""
    for trash_id in _abandoned(store):
        with store.writing() as connection:
            set_way(connection, trash_id, Way.OUT, None)
        put_away(store, trash_id, check)


def put_away(store: Store, trash_id: int, check: Callable[[], None] = lambda: None) -> None:
    def step(connection: Connection, most: int) -> bool:
        if leave(connection, trash_id, most) is not None:
            return True
        set_way(connection, trash_id, None, None)
        return False

    in_steps(store, step, check)


def _abandoned(store: Store) -> list[int]:
    with store.reading() as connection:
        return [act.id for act in acts_under_way(connection) if not act.is_looked_after]
