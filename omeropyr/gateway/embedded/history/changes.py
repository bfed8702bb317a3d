"""Writing changes down: the events of one transaction under one number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, update

from omeropyr.gateway.embedded.history.rowchanges import RowChange
from omeropyr.gateway.embedded.history.titles import LINKING, title_of
from omeropyr.gateway.embedded.rights import Viewer
from omeropyr.gateway.embedded.schema import ChangeRow, EventRow, JobRow
from omeropyr.gateway.model import Kind, ObjectRef

CONTAINED = frozenset((Kind.DATASET, Kind.IMAGE, Kind.PLATE, Kind.TAG))
MOST_REFS = 100
"""So many objects a change names."""
IN_ARCHIVES = {
    "delete": "trash",
    "move": "trash",
    "give": "trash",
    "restore": "request",
    "move back": "request",
    "give back": "request",
}
"""Actions whose rows are in an archive, and what their events must name in `new`: see `inverses`."""


KINDS = frozenset(Kind)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event that is going to be written."""

    action: str
    kind: str
    object_id: int
    old: dict[str, Any] | None
    new: dict[str, Any] | None
    rows: Sequence[RowChange]

    @property
    def ref(self) -> ObjectRef | None:
        """None for what is no object of the model."""
        return ObjectRef(Kind(self.kind), self.object_id) if self.kind in KINDS else None

    @property
    def linked(self) -> ObjectRef | None:
        """What was put into a container or taken out of it."""
        if self.action not in LINKING:
            return None
        said = self.new or self.old or {}
        return next((ObjectRef(Kind(name), said[name]) for name in said if name in CONTAINED), None)

    @property
    def can_undo(self) -> bool:
        return bool(self.rows) or IN_ARCHIVES.get(self.action) in (self.new or {})

    def values(self, viewer: Viewer, change_id: int) -> dict[str, Any]:
        return {
            "action": self.action,
            "kind": self.kind,
            "object_id": self.object_id,
            "old": self.old,
            "new": self.new,
            "rows": [row.as_json() for row in self.rows] or None,  # not by `asdict`, which copies every value
            "user_id": viewer.user_id,
            "actor_id": viewer.actor_id,
            "change_id": change_id,
        }


def write_change(
    connection: Connection,
    viewer: Viewer,
    events: Sequence[Recorded],
    title: str | None,
    announced: int | None = None,
) -> int:
    """Id of the new change, or of the one that was announced before it was made."""
    refs = list(dict.fromkeys(event.ref for event in events if event.ref is not None))
    values = {
        "user_id": viewer.user_id,
        "title": title or _title(events, refs),
        "refs": [[ref.kind, ref.id] for ref in refs[:MOST_REFS]],
        "can_undo": all(event.can_undo for event in events),
    }
    change_id = announced
    if change_id is None:
        change_id = int(connection.execute(insert(ChangeRow).values(values).returning(ChangeRow.id)).scalar_one())
    else:
        connection.execute(update(ChangeRow).where(ChangeRow.id == change_id).values(values))
    connection.execute(insert(EventRow), [event.values(viewer, change_id) for event in events])
    return change_id


def _title(events: Sequence[Recorded], refs: Sequence[ObjectRef]) -> str:
    """Of the first event and all that are like it."""
    action = events[0].action
    linked = [event.linked for event in events if event.action == action and event.linked is not None]
    if events[0].linked is None:
        linked = []
    about = [ref for ref in refs if ref.kind == events[0].kind] or refs
    return title_of(action, about, linked)


def attach_to_job(connection: Connection, change_id: int, job_id: int) -> None:
    connection.execute(update(JobRow).where(JobRow.id == job_id).values(change_id=change_id))
