"""What the services of one session share: the store, who asks, and the event log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from omeropyr.errors import SessionEnded
from omeropyr.gateway.embedded.rights import Viewer
from omeropyr.gateway.embedded.schema import SYSTEM_GROUP, USER_GROUP, EventRow, MembershipRow
from omeropyr.gateway.embedded.store import Store


@dataclass(frozen=True, slots=True)
class Writing:
    """An open transaction that holds the write lock; `viewer` is as the database knows them at this moment."""

    connection: Connection
    viewer: Viewer

    def record(
        self,
        action: str,
        kind: str,
        object_id: int,
        *,
        old: dict[str, Any] | None = None,
        new: dict[str, Any] | None = None,
    ) -> None:
        """Write down who changed what, in the same transaction as the change."""
        values = {"action": action, "kind": kind, "object_id": object_id, "old": old, "new": new}
        self.connection.execute(insert(EventRow).values(user_id=self.viewer.user_id, **values))


class Access:
    """The door of one session to the store; closed for good by `end`."""

    def __init__(self, store: Store, viewer: Viewer) -> None:
        self.store = store
        self.viewer = viewer
        self._ended = False

    def end(self) -> None:
        self._ended = True

    def reading(self) -> AbstractContextManager[Connection]:
        if self._ended:
            raise SessionEnded
        return self.store.reading()

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Whether the user still is an administrator, or a user at all, is asked again under the lock."""
        if self._ended:
            raise SessionEnded
        user_id = self.viewer.user_id
        with self.store.writing() as connection:
            memberships = select(MembershipRow.group_id).where(MembershipRow.user_id == user_id)
            groups = set(connection.scalars(memberships))
            if USER_GROUP not in groups:
                raise SessionEnded
            yield Writing(connection, Viewer(user_id, SYSTEM_GROUP in groups))
