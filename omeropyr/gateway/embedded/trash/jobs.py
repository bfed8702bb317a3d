"""The jobs that delete, restore, empty, move and give.

Each is one transaction that also says that it is done. Deletes of very many objects, and their way back, are the
exception: one transaction hides them or shows them again, and short ones carry the rows. See `trash.carrying`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.history.titles import counted, listed
from omeropyr.gateway.embedded.jobs.context import JobContext
from omeropyr.gateway.embedded.trash.carrying import await_others, bring_back_in_steps, delete_in_steps, is_huge
from omeropyr.gateway.embedded.trash.deleting import DeleteRequest, delete_objects
from omeropyr.gateway.embedded.trash.discarding import discard_files, empty_trash
from omeropyr.gateway.embedded.trash.giving import GiveRequest, give_objects
from omeropyr.gateway.embedded.trash.moving import MoveRequest, move_objects
from omeropyr.gateway.embedded.trash.undoing import conclude_return, restore_deleted
from omeropyr.gateway.model import Kind

Parameters = Mapping[str, Any]


def delete(context: JobContext, parameters: Parameters) -> Mapping[str, Any]:
    """Parameters: `refs` [[kind, id], ...] and `contents`. Result: `trash` (its id), `included` and `bytes`."""
    return delete_again(context, DeleteRequest.from_json(parameters))


def delete_again(
    context: JobContext, request: DeleteRequest, begin: Callable[[Writing], None] = lambda writing: None
) -> Mapping[str, Any]:
    """The same as part of another job; `begin` is called in the transaction that records it."""
    result = delete_in_steps(context, request, begin)
    if result is not None:
        return result
    context.check()
    with context.access.writing() as writing:
        begin(writing)
        trash_id, plan = delete_objects(writing, request)
        return _finish(context, writing, {"trash": trash_id, "included": dict(plan.included), "bytes": plan.bytes})


def move(context: JobContext, parameters: Parameters) -> Mapping[str, Any]:
    """Parameters: `refs`, `group_id` and `parent` ([kind, id] or None). Result: `included` and `unlinked`."""
    await_others(context)
    with context.access.writing() as writing:
        _, plan = move_objects(writing, MoveRequest.from_json(parameters))
        return _finish(context, writing, {"included": dict(plan.included), "unlinked": dict(plan.unlinked)})


def give(context: JobContext, parameters: Parameters) -> Mapping[str, Any]:
    """Parameters: `refs` and `owner_id`. Result: `included` and `unlinked`."""
    await_others(context)
    with context.access.writing() as writing:
        _, plan = give_objects(writing, GiveRequest.from_json(parameters))
        return _finish(context, writing, {"included": dict(plan.included), "unlinked": dict(plan.unlinked)})


def restore(context: JobContext, parameters: Parameters) -> Mapping[str, Any]:
    """Parameters: `trash`. Result: `included`, and `left_out`: sentences on links whose other end is gone."""
    trash_id = parameters["trash"]
    await_others(context)
    if context.noted or is_huge(context.store, trash_id):
        return _restore_in_steps(context, trash_id)
    with context.access.writing() as writing:
        trash, left_out = restore_deleted(writing, trash_id)
        return _finish(context, writing, {"included": trash.included, "left_out": list(left_out)})


def _restore_in_steps(context: JobContext, trash_id: int) -> Mapping[str, Any]:
    told = bring_back_in_steps(context, trash_id)
    with told.concluding() as writing:
        trash = conclude_return(writing, trash_id)
        return _finish(context, writing, {"included": trash.included, "left_out": told.left_out})


def empty(context: JobContext, parameters: Parameters) -> Mapping[str, Any]:
    """Parameters: `trash`, a list. Result: `emptied`, how many. The files go after the commit."""
    await_others(context)
    with context.access.writing() as writing:
        result = _finish(context, writing, {"emptied": empty_trash(writing, parameters["trash"])})
    discard_files(context.store)
    return result


def _finish(context: JobContext, writing: Writing, result: Mapping[str, Any]) -> Mapping[str, Any]:
    context.finish(writing.connection, result, said(result))
    return result


def said(result: Mapping[str, Any]) -> str:
    """How many of each kind."""
    counts = result.get("included") or {}
    return listed([counted(Kind(kind), count) for kind, count in counts.items()]) if counts else ""
