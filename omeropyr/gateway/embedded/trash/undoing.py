"""The way back for acts whose rows are in an archive, and the way forth again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, and_, exists, select, update

from omeropyr.errors import Conflict, NotFound
from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.statements import AnyRow
from omeropyr.gateway.embedded.trash import graph
from omeropyr.gateway.embedded.trash.deleting import DeleteRequest, delete_objects, refs_from_json
from omeropyr.gateway.embedded.trash.giving import GiveRequest, give_objects
from omeropyr.gateway.embedded.trash.moving import MoveRequest, move_objects
from omeropyr.gateway.embedded.trash.plans import LINKS
from omeropyr.gateway.embedded.trash.restoring import find_trash, forget, require_right, restore, set_columns_back

BACK = {"delete": "restore", "move": "move back", "give": "give back"}
"""Act -> the action under which its way back is recorded."""
FORTH = {back: act for act, back in BACK.items()}


def restore_deleted(writing: Writing, trash_id: int) -> tuple[AnyRow, Sequence[str]]:
    """Bring deleted objects back. Raises NotFound, Conflict."""
    if find_trash(writing.connection, trash_id).act != "delete":
        raise NotFound("trash", trash_id)
    return bring_back(writing, trash_id)


def bring_back(writing: Writing, trash_id: int) -> tuple[AnyRow, Sequence[str]]:
    """Undo whatever filled the archive, and record how it is done again."""
    trash, left_out = restore(writing, trash_id)
    if trash.act == "move":
        _reunite(writing.connection, trash.request["group_id"])
    _record(writing, trash)
    return trash, left_out


def conclude_return(writing: Writing, trash_id: int) -> AnyRow:
    """The same where steps have brought all rows back: from now on they are seen. Raises Conflict."""
    trash = find_trash(writing.connection, trash_id)
    require_right(writing, trash)
    set_columns_back(writing.connection, trash_id)
    forget(writing.connection, trash_id)
    _record(writing, trash)
    return trash


def _record(writing: Writing, trash: AnyRow) -> None:
    """The first event is enough to do it again; it says how much that would be."""
    first = {"request": trash.request, "objects": sum(trash.included.values())}
    for number, ref in enumerate(refs_from_json(trash.request["refs"])):
        writing.record(BACK[trash.act], ref.kind, ref.id, new=first if number == 0 else {"request": None})


def _reunite(connection: Connection, group_id: int) -> None:
    """What was added to objects while they were in this group goes back with them. Raises Conflict for links."""
    for key in graph.references():
        if key.cascades and "group_id" in key.child.c and "group_id" in key.parent.c:
            child, parent = key.child, key.parent.alias()
            belongs = key.columns[0] == parent.c[key.targets[0].name]
            left = and_(child.c.group_id == group_id, exists().where(belongs, parent.c.group_id != group_id))
            if child not in LINKS:
                its_group = select(parent.c.group_id).where(belongs).scalar_subquery()
                connection.execute(update(child).where(left).values(group_id=its_group))
            elif connection.execute(select(child.c.id).where(left).limit(1)).first() is not None:
                raise Conflict("Some of it was linked to other data of that group since; take those links away first.")


def do_again(writing: Writing, action: str, request: Mapping[str, Any]) -> None:
    """Do once more what was taken back; everything is asked anew. Raises Conflict, NotFound."""
    again: Mapping[str, Callable[[], object]] = {
        "delete": lambda: delete_objects(writing, DeleteRequest.from_json(request)),
        "move": lambda: move_objects(writing, MoveRequest.from_json(request)),
        "give": lambda: give_objects(writing, GiveRequest.from_json(request)),
    }
    again[FORTH[action]]()
