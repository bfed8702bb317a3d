"""Undo: a change taken back as a whole, by whoever made it and still may."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from omeropyr.errors import Conflict, Forbidden, Invalid, NotFound
from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.history.inverses import take_back
from omeropyr.gateway.embedded.query import is_id
from omeropyr.gateway.embedded.rights import Act
from omeropyr.gateway.embedded.schema import ChangeRow, EventRow
from omeropyr.gateway.embedded.statements import AnyRow
from omeropyr.gateway.embedded.targets import TABLES, find_targets
from omeropyr.gateway.embedded.trash.owners import owners_allowing
from omeropyr.gateway.model import Kind, ObjectRef

BACK, AGAIN = "Took back: ", "Did again: "
NEEDED = {"rename": Act.EDIT, "describe": Act.EDIT, "edit": Act.EDIT}
"""Action -> what one must still be allowed to do to the object; for all others, annotate it."""


def undo(writing: Writing, change_id: int) -> int:
    """Id of the change that took `change_id` back. Raises NotFound, Conflict, Invalid, Forbidden."""
    change = check_undo(writing, change_id)
    writing.entitle(title_of_undo(change.title))
    take_all_back(writing, change_id)
    made = writing.write_down()
    if made is None:
        raise Conflict(f"'{change.title}' left nothing to take back.")
    writing.connection.execute(update(ChangeRow).where(ChangeRow.id == change_id).values(undone_by_id=made))
    return made


def check_undo(writing: Writing, change_id: int) -> AnyRow:
    """The change, if it can be taken back. Raises as `undo`."""
    change = _own_change(writing, change_id)
    if change.undone_by_id is not None:
        raise Conflict(f"'{change.title}' was taken back already.")
    if not change.can_undo:
        raise Invalid("change", f"'{change.title}' cannot be undone")
    _require_rights(writing, _events(writing, change_id))
    return change


def take_all_back(writing: Writing, change_id: int) -> None:
    """Every event of the change, from the last to the first. Raises Conflict."""
    done: set[int] = set()
    for event in _events(writing, change_id):
        take_back(writing, event, done)


def _own_change(writing: Writing, change_id: int) -> AnyRow:
    if is_id(change_id):
        mine = (ChangeRow.id == change_id, ChangeRow.user_id == writing.viewer.user_id)
        row = writing.connection.execute(select(*ChangeRow.__table__.c).where(*mine)).one_or_none()
        if row is not None:
            return row
    raise NotFound("change", change_id)


def _events(writing: Writing, change_id: int) -> Sequence[AnyRow]:
    """From the last to the first."""
    found = select(*EventRow.__table__.c).where(EventRow.change_id == change_id).order_by(EventRow.id.desc())
    return writing.connection.execute(found).all()


def title_of_undo(title: str) -> str:
    """`Took back: ...`, and when that is taken back in its turn `Did again: ...`."""
    if title.startswith(BACK):
        return AGAIN + title.removeprefix(BACK)
    return BACK + title.removeprefix(AGAIN)


def _require_rights(writing: Writing, events: Sequence[AnyRow]) -> None:
    """The user did it, and takes back no more than that; but they must still be allowed to be there at all."""
    in_rows = [event for event in events if event.rows]
    refs = {_ref(event): event for event in in_rows if event.kind in TABLES}
    for ref, target in find_targets(writing.connection, writing.viewer, list(refs)).items():
        target.require(NEEDED.get(refs[ref].action, Act.ANNOTATE))
    groups = {values["group_id"] for event in in_rows for row in event.rows for values in _values(row)}
    me = writing.viewer.user_id
    if owners_allowing(writing.connection, writing.viewer, Act.SEE, {(me, group) for group in groups}) != {
        (me, group) for group in groups
    }:
        raise Forbidden("You are no longer in the group of these data.")


def _values(row: dict[str, dict[str, int] | None]) -> list[dict[str, int]]:
    """What the row was and became, where it says its group."""
    return [values for values in (row["old"], row["new"]) if values and "group_id" in values]


def _ref(event: AnyRow) -> ObjectRef:
    return ObjectRef(Kind(event.kind), event.object_id)
