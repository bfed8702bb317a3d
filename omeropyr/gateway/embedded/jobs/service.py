"""The jobs of one user."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, select, true, update

from omeropyr.errors import Conflict, Forbidden, NotFound
from omeropyr.gateway.embedded.access import Access
from omeropyr.gateway.embedded.browse.paging import one_page
from omeropyr.gateway.embedded.query import among, is_id
from omeropyr.gateway.embedded.schema import JobRow, now
from omeropyr.gateway.embedded.statements import AnyRow
from omeropyr.gateway.model import Job, JobState, Kind, Listing, ObjectRef, Page
from omeropyr.gateway.port import EVERYTHING

QUICK, SLOW = 0.02, 0.5
"""Seconds between two looks at a job that is waited for, at first and later."""
COMPUTED = frozenset({"remaining_seconds", "refs", "destination"})
COLUMNS = tuple(getattr(JobRow, one.name) for one in fields(Job) if one.name not in COMPUTED)
ASKED = (*COLUMNS, JobRow.parameters)
DESTINATIONS = {"move": (Kind.GROUP, "group_id"), "give": (Kind.EXPERIMENTER, "owner_id")}
"""Where the parameters of a kind of job say where it leads."""
OVER = tuple(state for state in JobState if state.is_over)


class EmbeddedJobs:
    """See `port.Jobs`."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def mine(self, states: Collection[JobState] = (), *, page: Page = EVERYTHING) -> Listing[Job]:
        where = [JobRow.owner_id == self._access.viewer.user_id, JobRow.forgotten.is_(False)]
        if states:
            where.append(JobRow.state.in_(tuple(states)))
        found = select(*ASKED).where(*where).order_by(JobRow.id.desc())
        with self._access.reading() as connection:
            return one_page(connection, found, page, job_of)

    def get(self, job_id: int) -> Job:
        if is_id(job_id):
            with self._access.reading() as connection:
                row = connection.execute(select(*ASKED).where(JobRow.id == job_id, self._known)).one_or_none()
            if row is not None:
                return job_of(row)
        raise NotFound("job", job_id)

    def log(self, job_id: int) -> str:
        self.get(job_id)
        with self._access.reading() as connection:
            return connection.execute(select(JobRow.log).where(JobRow.id == job_id)).scalar_one()

    def wait(self, job_id: int, seconds: float) -> Job:
        until, pause = time.monotonic() + seconds, QUICK
        job = self.get(job_id)
        while not job.state.is_over and time.monotonic() < until:
            time.sleep(max(0.0, min(pause, until - time.monotonic())))
            pause = min(2 * pause, SLOW)
            job = self.get(job_id)
        return job

    def cancel(self, job_id: int) -> Job:
        self.get(job_id)
        this = update(JobRow).where(JobRow.id == job_id)
        with self._access.writing() as writing:
            over = {"state": JobState.CANCELLED, "finished_at": now()}
            waiting = writing.connection.execute(this.where(JobRow.state == JobState.WAITING).values(over))
            running = writing.connection.execute(this.where(JobRow.state == JobState.RUNNING).values(cancelling=True))
        if not waiting.rowcount + running.rowcount:
            raise Conflict(f"Job {job_id} is over already.")
        return self.get(job_id)

    def retry(self, job_id: int) -> Job:
        job = self.get(job_id)
        if job.owner_id != self._access.viewer.user_id:
            raise Forbidden(f"Job {job_id} is somebody else's; only they can have it done again.")
        if job.state not in (JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED):
            raise Conflict(f"Job {job_id} is {job.state}; only what did not succeed can be tried again.")
        with self._access.reading() as connection:
            parameters = connection.execute(select(JobRow.parameters).where(JobRow.id == job_id)).scalar_one()
        return self.start(job.kind, job.title, parameters)

    def forget(self, job_ids: Sequence[int]) -> int:
        mine = (among(JobRow.id, job_ids), JobRow.owner_id == self._access.viewer.user_id)
        over = (JobRow.state.in_(OVER), JobRow.forgotten.is_(False))
        with self._access.writing() as writing:
            forgotten = update(JobRow).where(*mine, *over).values(forgotten=True)
            return writing.connection.execute(forgotten).rowcount

    def start(self, kind: str, title: str, parameters: dict[str, object]) -> Job:
        """A new job of the user: for the other services of the session."""
        return self.get(self._access.start_job(kind, title, parameters))

    @property
    def _known(self) -> ColumnElement[bool]:
        viewer = self._access.viewer
        return true() if viewer.is_admin else JobRow.owner_id == viewer.user_id


def job_of(row: AnyRow) -> Job:
    values = {name: row._mapping[name] for name in (column.key for column in COLUMNS)}
    state = JobState(values.pop("state"))
    left = row.total - row.done
    remaining = left / row.rate if state is JobState.RUNNING and row.rate and left >= 0 and row.total else None
    refs, destination = _asked(row.kind, row.parameters)
    return Job(**values, state=state, remaining_seconds=remaining, refs=refs, destination=destination)


def _asked(kind: str, parameters: Mapping[str, Any]) -> tuple[tuple[ObjectRef, ...], ObjectRef | None]:
    """What it works on, and where that goes: as far as the parameters of this kind of job say so."""
    if kind not in ("delete", *DESTINATIONS):
        return (), None
    refs = tuple(ObjectRef(Kind(one), object_id) for one, object_id in parameters["refs"])
    if kind not in DESTINATIONS:
        return refs, None
    where, name = DESTINATIONS[kind]
    return refs, ObjectRef(where, parameters[name])
