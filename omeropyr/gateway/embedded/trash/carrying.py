"""Deletes of very many objects and their way back, as jobs of many steps: see docs/adr/0017-huge-deletes-in-steps.md.

What a run of the job has come to, it notes in the transaction that does it, so that the next run goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Connection

from omeropyr.errors import Conflict
from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.jobs.context import Cancelled, JobContext, Stopped
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.embedded.trash import foreseeing
from omeropyr.gateway.embedded.trash.deleting import DeleteRequest
from omeropyr.gateway.embedded.trash.foreseeing import Foreseen, Overtaken, foresee, hide_foreseen
from omeropyr.gateway.embedded.trash.hidden import Way, acts_under_way, count_hidden, set_way
from omeropyr.gateway.embedded.trash.leaving import leave
from omeropyr.gateway.embedded.trash.obstacles import in_words
from omeropyr.gateway.embedded.trash.restoring import find_trash, pieces_in_order, require_right
from omeropyr.gateway.embedded.trash.returning import Shelving, return_rows
from omeropyr.gateway.embedded.trash.steps import in_steps, put_away, tidy

ATTEMPTS = 3
"""So often a plan that was overtaken is made anew; after that nobody may write while it is made."""
WAIT_SECONDS = 0.5
ROWS_OF_A_PIECE = 50
"""Pieces of an archive have so many rows at least, where there are many."""


def await_others(context: JobContext) -> None:
    """One act is on its way at a time. Raises Stopped where another job has to come first."""
    context.check()
    tidy(context.store, context.check)
    with context.store.reading() as connection:
        others = [act for act in acts_under_way(connection) if act.job_id != context.job_id]
    if others:
        time.sleep(WAIT_SECONDS)
        raise Stopped


def is_huge(store: Store, trash_id: int) -> bool:
    """Whether what is in this trash comes back in steps."""
    with store.reading() as connection:
        trash = find_trash(connection, trash_id)
        pieces = len(pieces_in_order(connection, trash_id))
    return bool(max(sum(trash.included.values()), pieces * ROWS_OF_A_PIECE) > foreseeing.MANY)


def delete_in_steps(
    context: JobContext, request: DeleteRequest, begin: Callable[[Writing], None] = lambda writing: None
) -> Mapping[str, Any] | None:
    """What came of it; None, and nothing is done, if it is not so much that it takes steps.

    `begin` is called in the transaction after which nobody sees the objects any more.
    """
    if not context.noted:
        await_others(context)
        if not _hide(context, request, begin):
            return None
    _put_away(context, context.noted)
    return context.noted


def _hide(context: JobContext, request: DeleteRequest, begin: Callable[[Writing], None]) -> bool:
    access = context.access
    for _ in range(ATTEMPTS):
        with access.reading() as connection:
            foreseen = foresee(connection, access.viewer, request)
        if not foreseen.is_huge:
            return False
        with suppress(Overtaken), access.writing() as writing:
            _hide_now(context, writing, request, foreseen, begin)
            return True
        await_others(context)
    with access.writing() as writing:
        _hide_now(context, writing, request, foresee(writing.connection, writing.viewer, request), begin)
    return True


def _hide_now(
    context: JobContext,
    writing: Writing,
    request: DeleteRequest,
    foreseen: Foreseen,
    begin: Callable[[Writing], None],
) -> None:
    begin(writing)
    trash_id = hide_foreseen(writing, request, foreseen, context.job_id)
    plan = foreseen.plan
    context.note(writing, {"trash": trash_id, "included": dict(plan.included), "bytes": plan.bytes})


def _put_away(context: JobContext, noted: Mapping[str, Any]) -> None:
    """From here on nothing is to be cancelled any more: what is hidden, is deleted."""
    trash_id, done = noted["trash"], 0
    with context.store.reading() as connection:
        total = count_hidden(connection, trash_id)

    def step(connection: Connection, most: int) -> bool:
        nonlocal done
        left = leave(connection, trash_id, most)
        if left is None:
            set_way(connection, trash_id, None, None)
            context.finish(connection, noted)
            return False
        done += left
        return True

    def check() -> None:
        context.progress(done, total)
        try:
            context.check()
        except Stopped:
            raise
        except Cancelled:
            return

    in_steps(context.store, step, check)


class Returning:
    """Everything is back and put where it belongs, but hidden."""

    def __init__(self, context: JobContext, trash_id: int) -> None:
        self._context, self._trash_id = context, trash_id
        self._told: dict[str, int] = {}

    @property
    def left_out(self) -> list[str]:
        return in_words(self._told)

    def carry(self) -> None:
        shelving, done = Shelving(self._trash_id), 0

        def step(connection: Connection, most: int) -> bool:
            nonlocal done
            done += 1
            if return_rows(connection, self._trash_id, most, self._told) is not None:
                return True
            return shelving.put(connection, most)

        def check() -> None:
            self._context.progress(done)
            self._context.check()

        with self._or_back():
            in_steps(self._context.store, step, check)

    @contextmanager
    def concluding(self) -> Iterator[Writing]:
        """The transaction after which all of it is seen."""
        with self._or_back(), self._context.access.writing() as writing:
            yield writing

    @contextmanager
    def _or_back(self) -> Iterator[None]:
        """Whatever is in the way: all of it goes into the trash again."""
        try:
            yield
        except Stopped:
            raise
        except (Cancelled, Conflict):
            with self._context.store.writing() as connection:
                set_way(connection, self._trash_id, Way.OUT, self._context.job_id)
            put_away(self._context.store, self._trash_id)
            raise


def bring_back_in_steps(context: JobContext, trash_id: int) -> Returning:
    """Raises NotFound, Conflict; then all is in the trash as before."""
    if not context.noted:
        with context.access.writing() as writing:
            require_right(writing, find_trash(writing.connection, trash_id))
            set_way(writing.connection, trash_id, Way.BACK, context.job_id)
            context.note(writing, {"trash": trash_id})
    returning = Returning(context, trash_id)
    returning.carry()
    return returning
