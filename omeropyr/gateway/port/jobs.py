"""Long work and its history."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol, runtime_checkable

from omeropyr.gateway.model import Change, Event, Job, JobState, Listing, ObjectRef, Page, Trash
from omeropyr.gateway.port.defaults import EVERYTHING


@runtime_checkable
class Jobs(Protocol):
    """The user's own jobs (administrators: everybody's by id). They go on when the user has left."""

    def mine(self, states: Collection[JobState] = (), *, page: Page = EVERYTHING) -> Listing[Job]:
        """Newest first; () = every state."""

    def get(self, job_id: int) -> Job:
        """Raises NotFound."""

    def wait(self, job_id: int, seconds: float) -> Job:
        """As `get`, but not before the job is over or the time has passed."""

    def log(self, job_id: int) -> str:
        """The newest lines that the job has written. Raises NotFound."""

    def cancel(self, job_id: int) -> Job:
        """Ask it to stop; what it has done is undone as far as it is one transaction. Raises Conflict if it is over."""

    def retry(self, job_id: int) -> Job:
        """A new job with the same parameters, for one that failed, was cancelled or interrupted."""

    def forget(self, job_ids: Sequence[int]) -> int:
        """Take jobs that are over out of `mine`; number taken out."""


@runtime_checkable
class History(Protocol):
    """What was changed, and the way back."""

    def mine(self, *, page: Page = EVERYTHING) -> Listing[Change]:
        """The user's own changes, newest first."""

    def latest(self) -> Change | None:
        """The last change made through this session object."""

    def undo(self, change_id: int) -> Change:
        """Take a change of one's own back: rename, describe, link, unlink, annotate, settings, ROIs, delete, move,
        give. Undoing an undo does it again. Raises Conflict when somebody has changed the same thing since, NotFound,
        Invalid for what cannot be undone."""

    def events(
        self, *, ref: ObjectRef | None = None, user_id: int | None = None, page: Page = EVERYTHING
    ) -> Listing[Event]:
        """Lines of the event log, newest first: of a readable object, or the user's own, or (administrators) all."""

    def trash(self, *, page: Page = EVERYTHING) -> Listing[Trash]:
        """What the user may restore, newest first (administrators: everybody's)."""

    def restore(self, trash_id: int) -> Job:
        """Bring back everything one delete took away, under the old ids. Raises NotFound, Conflict."""

    def empty(self, trash_ids: Sequence[int]) -> Job:
        """Delete for good, with the managed files."""
