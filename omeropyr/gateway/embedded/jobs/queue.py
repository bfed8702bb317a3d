"""The rows of jobs: added by anybody, taken up by one worker at a time, and given back if that worker dies."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, insert, literal, select, update
from sqlalchemy.orm import aliased

from omeropyr.gateway.embedded.schema import JobRow, now
from omeropyr.gateway.model import JobState

if TYPE_CHECKING:
    from omeropyr.gateway.embedded.rights import Viewer
    from omeropyr.gateway.embedded.store import Store

LOG_LENGTH = 64_000
MOST_ATTEMPTS = 3
"""A job that killed its process this often is not begun again."""
DIED = "The process that did this ended unexpectedly."


@dataclass(frozen=True, slots=True)
class Claim:
    """One job in the hands of one worker."""

    job_id: int
    owner_id: int
    actor_id: int | None
    kind: str
    parameters: Mapping[str, Any]
    worker: str
    noted: Mapping[str, Any] = field(default_factory=dict)
    """What an earlier run of this job noted, who was killed or stopped."""


@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    total: int
    message: str
    rate: float | None
    lines: Sequence[str] = field(default_factory=tuple)


def add(connection: Connection, viewer: Viewer, kind: str, title: str, parameters: Mapping[str, Any]) -> int:
    """Id of the new job, which waits for a worker as soon as the transaction is over."""
    values = {"kind": kind, "title": title, "parameters": dict(parameters)}
    who = {"owner_id": viewer.user_id, "actor_id": viewer.actor_id}
    made: int = connection.execute(insert(JobRow).values(**who, **values).returning(JobRow.id)).scalar_one()
    return made


def is_waiting(store: Store) -> bool:
    """Whether there is a job to take up; costs less than trying to."""
    with store.reading() as connection:
        return connection.scalar(select(JobRow.id).where(JobRow.state == JobState.WAITING).limit(1)) is not None


def claim(store: Store, worker: str, *, most_running: int, most_of_one: int) -> Claim | None:
    """Take the next job, for good: one UPDATE decides, so that no two workers can have the same.

    Who has the fewest jobs running comes first, then who waits longest since their last one began, then the oldest
    job. At most `most_running` run at once in all processes together, `most_of_one` of them for one user.
    """
    taken = (
        update(JobRow)
        .where(JobRow.id == _next(most_running, most_of_one), JobRow.state == JobState.WAITING)
        .values(state=JobState.RUNNING, worker=worker, heartbeat_at=now(), attempts=JobRow.attempts + 1)
        .values(started_at=now(), finished_at=None, error=None)
        .returning(JobRow.id, JobRow.owner_id, JobRow.actor_id, JobRow.kind, JobRow.parameters, JobRow.result)
    )
    with store.writing() as connection:
        row = connection.execute(taken).one_or_none()
    if row is None:
        return None
    return Claim(row.id, row.owner_id, row.actor_id, row.kind, row.parameters, worker, row.result)


def _next(most_running: int, most_of_one: int) -> Any:
    """The id of the job that is due, or NULL."""
    waiting, other = aliased(JobRow), aliased(JobRow)
    running = select(func.count()).select_from(other).where(other.state == JobState.RUNNING)
    mine = running.where(other.owner_id == waiting.owner_id).correlate(waiting).scalar_subquery()
    latest = select(func.max(other.started_at)).where(other.owner_id == waiting.owner_id)
    last_start = latest.correlate(waiting).scalar_subquery()
    return (
        select(waiting.id)
        .where(waiting.state == JobState.WAITING, mine < most_of_one, running.scalar_subquery() < most_running)
        .order_by(mine, case((last_start.is_(None), 0), else_=1), last_start, waiting.id)
        .limit(1)
        .scalar_subquery()
    )


def tell(store: Store, claim: Claim, progress: Progress) -> None:
    lines = "".join(f"{line}\n" for line in progress.lines)
    log = _newest(JobRow.log + literal(lines)) if lines else JobRow.log
    values = {"done": progress.done, "total": progress.total, "message": progress.message, "rate": progress.rate}
    with store.writing() as connection:
        connection.execute(update(JobRow).where(_held(claim)).values(**values, log=log, heartbeat_at=now()))


def _newest(log: ColumnElement[str]) -> ColumnElement[str]:
    """The end of the log, as far as it is kept."""
    length = func.length(log)
    return case((length > LOG_LENGTH, func.substr(log, length - LOG_LENGTH + 1)), else_=log)


def is_cancelling(store: Store, claim: Claim) -> bool:
    """Also if the job is no longer in the hands of this worker, who was taken for dead."""
    with store.reading() as connection:
        return connection.scalar(select(JobRow.cancelling).where(_held(claim))) is not False


def note(connection: Connection, claim: Claim, result: Mapping[str, Any]) -> None:
    """What the job has come to so far: the next run of it is told. Raises LookupError as `finish`."""
    if connection.execute(update(JobRow).where(_held(claim)).values(result=dict(result))).rowcount == 0:
        raise LookupError(f"job {claim.job_id} is in other hands")


def finish(connection: Connection, claim: Claim, result: Mapping[str, Any], message: str) -> None:
    """Raises LookupError if the job is in other hands by now: the transaction must not go on then."""
    values = {"state": JobState.DONE, "result": dict(result), "message": message, "worker": None, "finished_at": now()}
    if connection.execute(update(JobRow).where(_held(claim)).values(values)).rowcount == 0:
        raise LookupError(f"job {claim.job_id} is in other hands")


def end(store: Store, claim: Claim, state: JobState, *, result: Mapping[str, Any] | None, error: str | None) -> None:
    """How the job ended, unless it is known already. WAITING gives it back."""
    values: dict[str, Any] = {"state": state, "error": error, "worker": None}
    if state.is_over:
        values["finished_at"] = now()
    else:
        values["attempts"] = JobRow.attempts - 1  # it did not fail
    if result is not None:
        values["result"] = dict(result)
    with store.writing() as connection:
        connection.execute(update(JobRow).where(_held(claim)).values(values))


def beat(store: Store, worker: str) -> None:
    """Tell that the worker is alive."""
    alive = update(JobRow).where(JobRow.worker == worker, JobRow.state == JobState.RUNNING)
    with store.writing() as connection:
        connection.execute(alive.values(heartbeat_at=now()))


def give_back(connection: Connection, worker: str, restartable: Collection[str]) -> None:
    """What a dead worker was doing: kinds that can be begun again wait for the next one, others are interrupted."""
    again = and_(JobRow.kind.in_(restartable), JobRow.attempts < MOST_ATTEMPTS, JobRow.cancelling.is_(False))
    left = update(JobRow).where(JobRow.worker == worker, JobRow.state == JobState.RUNNING)
    over = {"worker": None, "finished_at": now()}
    connection.execute(left.where(again).values(state=JobState.WAITING, worker=None))
    connection.execute(left.where(JobRow.cancelling.is_(True)).values(state=JobState.CANCELLED, **over))
    connection.execute(left.values(state=JobState.INTERRUPTED, error=DIED, **over))


def _held(claim: Claim) -> Any:
    return and_(JobRow.id == claim.job_id, JobRow.worker == claim.worker, JobRow.state == JobState.RUNNING)
