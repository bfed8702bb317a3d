"""Writing changes down: the events of one transaction under one number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, insert, update

from omeropyr.gateway.embedded.history.rowchanges import RowChange
from omeropyr.gateway.embedded.history.titles import title_of
from omeropyr.gateway.embedded.rights import Viewer
from omeropyr.gateway.embedded.schema import ChangeRow, EventRow, JobRow
from omeropyr.gateway.model import Kind, ObjectRef

MOST_REFS = 100
"""So many objects a change names."""
UNDONE_AS_A_WHOLE = frozenset(("delete", "move", "give", "restore", "unmove", "ungive"))
"""Actions whose rows are in the trash: see `inverses`."""


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
        return ObjectRef(Kind(self.kind), self.object_id) if self.kind in frozenset(Kind) else None

    @property
    def can_undo(self) -> bool:
        return bool(self.rows) or self.action in UNDONE_AS_A_WHOLE

    def values(self, viewer: Viewer, change_id: int) -> dict[str, Any]:
        columns = asdict(self) | {"rows": [row.as_json() for row in self.rows] or None}
        return columns | {"user_id": viewer.user_id, "actor_id": viewer.actor_id, "change_id": change_id}


def write_change(connection: Connection, viewer: Viewer, events: Sequence[Recorded], title: str | None) -> int:
    """Id of the new change."""
    refs = list(dict.fromkeys(event.ref for event in events if event.ref is not None))
    values = {
        "user_id": viewer.user_id,
        "title": title or title_of(events[0].action, refs),
        "refs": [[ref.kind, ref.id] for ref in refs[:MOST_REFS]],
        "can_undo": all(event.can_undo for event in events),
    }
    change_id: int = connection.execute(insert(ChangeRow).values(values).returning(ChangeRow.id)).scalar_one()
    connection.execute(insert(EventRow), [event.values(viewer, change_id) for event in events])
    return change_id


def attach_to_job(connection: Connection, change_id: int, job_id: int) -> None:
    connection.execute(update(JobRow).where(JobRow.id == job_id).values(change_id=change_id))
