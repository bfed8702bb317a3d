"""What the services of one session share: the store, who asks, the event log and the way to jobs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from omeropyr.errors import SessionEnded
from omeropyr.gateway.embedded.history.changes import Recorded, attach_to_job, write_change
from omeropyr.gateway.embedded.history.rowchanges import RowChange
from omeropyr.gateway.embedded.jobs import queue
from omeropyr.gateway.embedded.rights import Viewer
from omeropyr.gateway.embedded.schema import SYSTEM_GROUP, USER_GROUP, ExperimenterRow, MembershipRow
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.model import Privilege

if TYPE_CHECKING:
    from omeropyr.gateway.embedded.jobs.worker import Worker


class Writing:
    """An open transaction that holds the write lock; `viewer` is as the database knows them at this moment.

    What is recorded in it is one change: written down at its end, and undone as a whole. See `history`.
    """

    def __init__(self, connection: Connection, viewer: Viewer, store: Store, checkpoint: Callable[[], None]) -> None:
        self.connection, self.viewer, self.store = connection, viewer, store
        self.checkpoint = checkpoint
        """To be called now and then by what takes long: raises if it is to stop."""
        self._events: list[Recorded] = []
        self._title: str | None = None
        self._change_id: int | None = None
        self._announced: int | None = None

    def record(
        self,
        action: str,
        kind: str,
        object_id: int,
        *,
        old: dict[str, Any] | None = None,
        new: dict[str, Any] | None = None,
        rows: Sequence[RowChange] = (),
    ) -> None:
        """Write down who changed what, in the same transaction as the change. `rows` is what undo takes back."""
        self._events.append(Recorded(action, kind, object_id, old, new, rows))

    def entitle(self, title: str) -> None:
        """What the change is called, where its first event does not say it well enough."""
        self._title = title

    def go_on_with(self, change_id: int | None) -> None:
        """What is recorded becomes part of this change, which was announced before."""
        self._announced = change_id

    def write_down(self) -> int | None:
        """The id of the change, which nothing can be added to any more; None if nothing was changed."""
        if self._change_id is None and self._events:
            announced = self._announced
            self._change_id = write_change(self.connection, self.viewer, self._events, self._title, announced)
        return self._change_id


class Access:
    """The door of one session, or of one job, to the store; closed for good by `end`."""

    def __init__(
        self, store: Store, viewer: Viewer, worker: Worker | None = None, *, job_id: int | None = None
    ) -> None:
        self.store = store
        self.viewer = viewer
        self.latest_change_id: int | None = None
        """The last change made through this door."""
        self.is_writing = False
        self.checkpoint: Callable[[], None] = _go_on
        self._worker, self._job_id = worker, job_id
        self._ended = False

    def end(self) -> None:
        self._ended = True

    def reading(self) -> AbstractContextManager[Connection]:
        if self._ended:
            raise SessionEnded
        return self.store.reading()

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """What the user may is asked again under the lock, and whether they still are a user at all."""
        if self._ended:
            raise SessionEnded
        with self.store.writing() as connection:
            self.is_writing = True
            try:
                writing = Writing(connection, viewer_now(connection, self.viewer), self.store, self.checkpoint)
                yield writing
                change_id = writing.write_down()
                if change_id is not None and self._job_id is not None:
                    attach_to_job(connection, change_id, self._job_id)
            finally:
                self.is_writing = False
        self.latest_change_id = change_id or self.latest_change_id

    def start_job(self, kind: str, title: str, parameters: Mapping[str, Any]) -> int:
        """Id of a job that does its work in the background, as this user. The kinds are in `jobs.registry`."""
        if self._ended:
            raise SessionEnded
        with self.store.writing() as connection:
            job_id = queue.add(connection, viewer_now(connection, self.viewer), kind, title, parameters)
        self.wake_worker()
        return job_id

    def wake_worker(self) -> None:
        """There is a new job."""
        if self._worker is not None:
            self._worker.wake()


def _go_on() -> None:
    """Nobody asks to stop."""


def viewer_now(connection: Connection, viewer: Viewer) -> Viewer:
    """`viewer` as the database knows them at this moment. Raises SessionEnded for who may not sign in any more."""
    system = (MembershipRow.user_id == ExperimenterRow.id) & (MembershipRow.group_id.in_((SYSTEM_GROUP, USER_GROUP)))
    found = (
        select(MembershipRow.group_id, ExperimenterRow.privileges)
        .join(ExperimenterRow, system)
        .where(ExperimenterRow.id == viewer.user_id)
    )
    by_group = {row.group_id: row.privileges for row in connection.execute(found)}
    if USER_GROUP not in by_group:
        raise SessionEnded
    held = frozenset(Privilege(name) for name in by_group.get(SYSTEM_GROUP, ()))
    return Viewer(viewer.user_id, SYSTEM_GROUP in by_group, held, viewer.actor_id)
