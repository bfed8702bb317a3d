"""Undo of what is too much for the time of a request: a job does it, under a change that was announced at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select, update

from omeropyr.errors import OmeropyrError
from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.history.undo import check_undo, take_all_back, title_of_undo
from omeropyr.gateway.embedded.jobs import queue
from omeropyr.gateway.embedded.jobs.context import Cancelled, JobContext, Stopped
from omeropyr.gateway.embedded.schema import ChangeRow, EventRow, TrashRow
from omeropyr.gateway.embedded.statements import AnyRow
from omeropyr.gateway.embedded.trash import foreseeing
from omeropyr.gateway.embedded.trash.carrying import await_others, bring_back_in_steps
from omeropyr.gateway.embedded.trash.deleting import DeleteRequest
from omeropyr.gateway.embedded.trash.jobs import delete_again
from omeropyr.gateway.embedded.trash.undoing import conclude_return

IN_WORK, FAILED = "Being taken back: ", "Could not be taken back: "


def is_huge_undo(connection: Connection, change_id: int) -> bool:
    """Whether it would keep others from writing for long."""
    return any(_objects(connection, event) > foreseeing.MANY for event in _archived(connection, change_id))


def _archived(connection: Connection, change_id: int) -> list[AnyRow]:
    """Events whose rows are in an archive, or come from one: the first of each change says all."""
    found = select(EventRow.action, EventRow.new).where(EventRow.change_id == change_id).order_by(EventRow.id).limit(1)
    return [event for event in connection.execute(found) if event.new is not None]


def _objects(connection: Connection, event: AnyRow) -> int:
    if "trash" in event.new:
        included = connection.scalar(select(TrashRow.included).where(TrashRow.id == event.new["trash"]))
        return sum((included or {}).values())
    return int(event.new.get("objects", 0))


def announce(writing: Writing, change_id: int) -> int:
    """Id of the change that a job is going to make. Raises as `undo`."""
    change = check_undo(writing, change_id)
    values = {"user_id": writing.viewer.user_id, "title": IN_WORK + change.title, "refs": change.refs}
    made = insert(ChangeRow).values(**values, can_undo=False).returning(ChangeRow.id)
    made_id = int(writing.connection.execute(made).scalar_one())
    undone = update(ChangeRow).where(ChangeRow.id == change_id).values(undone_by_id=made_id)
    writing.connection.execute(undone)
    job = {"change": change_id, "made": made_id}
    queue.add(writing.connection, writing.viewer, "undo", f"Take back: {change.title}", job)
    return made_id


def undo_huge(context: JobContext, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Parameters: `change`, and `made`, the id it has been announced under. Result: `change`, the same."""
    change_id, made = parameters["change"], parameters["made"]
    try:
        await_others(context)
        _undo(context, change_id, made)
    except Stopped:
        raise
    except (Cancelled, OmeropyrError):
        _withdraw(context, change_id, made)
        raise
    return {"change": made}


def _undo(context: JobContext, change_id: int, made: int) -> None:
    with context.store.reading() as connection:
        title = connection.scalar(select(ChangeRow.title).where(ChangeRow.id == change_id)) or ""
        (event,) = _archived(connection, change_id)

    def begin(writing: Writing) -> None:
        writing.go_on_with(made)
        writing.entitle(title_of_undo(title))

    if event.action == "delete":
        with bring_back_in_steps(context, event.new["trash"]).concluding() as writing:
            begin(writing)
            conclude_return(writing, event.new["trash"])
            context.finish(writing.connection, {"change": made})
    elif event.action == "restore":
        delete_again(context, DeleteRequest.from_json(event.new["request"]), begin)
    else:
        with context.access.writing() as writing:
            begin(writing)
            take_all_back(writing, change_id)
            context.finish(writing.connection, {"change": made})


def _withdraw(context: JobContext, change_id: int, made: int) -> None:
    """It is said in the list of changes that nothing was taken back, and may be tried again."""
    with context.store.writing() as connection:
        title = connection.scalar(select(ChangeRow.title).where(ChangeRow.id == change_id))
        connection.execute(update(ChangeRow).where(ChangeRow.id == made).values(title=f"{FAILED}{title}"))
        connection.execute(update(ChangeRow).where(ChangeRow.id == change_id).values(undone_by_id=None))
