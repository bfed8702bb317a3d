"""What has to be looked after for everybody: jobs of dead workers, and trash that is over its time."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, select

from omeropyr.gateway.embedded.jobs import queue
from omeropyr.gateway.embedded.jobs.liveness import is_certainly_dead
from omeropyr.gateway.embedded.jobs.registry import KINDS
from omeropyr.gateway.embedded.schema import JobRow, TrashFileRow, TrashRow, now
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.embedded.trash.discarding import discard_files, empty_expired
from omeropyr.gateway.embedded.trash.steps import tidy
from omeropyr.gateway.model import JobState

LONGEST_SILENCE = timedelta(minutes=5)
"""After that a worker on another machine is taken for dead: longer than any transaction keeps it from telling."""


def is_work_left(store: Store) -> bool:
    """Whether there is anything for a worker to do."""
    unfinished = select(JobRow.id).where(JobRow.state.in_((JobState.WAITING, JobState.RUNNING)))
    expired = select(TrashRow.id).where(TrashRow.expires_at < now())
    unneeded = select(TrashFileRow.id).where(TrashFileRow.trash_id.is_(None))
    under_way = select(TrashRow.id).where(TrashRow.way.is_not(None))
    with store.reading() as connection:
        return any(connection.scalar(one.limit(1)) is not None for one in (unfinished, expired, unneeded, under_way))


def keep_house(store: Store, worker: str) -> bool:
    """Whether there are jobs again that wait."""
    if is_certainly_dead(store.path, worker) is None or not store.is_sqlite:
        queue.beat(store, worker)
    again = give_back_jobs_of_the_dead(store)
    tidy(store)
    empty_expired(store)
    discard_files(store)
    return again


def give_back_jobs_of_the_dead(store: Store) -> bool:
    dead = [worker for worker in _workers(store) if is_certainly_dead(store.path, worker)]
    dead += _silent(store)
    restartable = [name for name, kind in KINDS.items() if kind.restartable]
    for worker in dead:
        with store.writing() as connection:
            queue.give_back(connection, worker, restartable)
    return bool(dead)


def _workers(store: Store) -> list[str]:
    """Those who are said to do a job."""
    busy = select(JobRow.worker).where(JobRow.state == JobState.RUNNING).distinct()
    with store.reading() as connection:
        return [worker for worker in connection.scalars(busy) if worker is not None]


def _silent(store: Store) -> list[str]:
    """Those on other machines who have told nothing for long."""
    long_ago = or_(JobRow.heartbeat_at.is_(None), JobRow.heartbeat_at < now() - LONGEST_SILENCE)
    silent = select(JobRow.worker).where(JobRow.state == JobState.RUNNING, long_ago).distinct()
    with store.reading() as connection:
        found = [worker for worker in connection.scalars(silent) if worker is not None]
    return [worker for worker in found if is_certainly_dead(store.path, worker) is None]
