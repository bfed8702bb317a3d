"""The jobs that delete, restore, empty, move and give: each is one transaction that also says that it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from omeropyr.gateway.embedded.history.titles import counted, listed
from omeropyr.gateway.embedded.jobs.context import JobContext
from omeropyr.gateway.embedded.trash.deleting import DeleteRequest, delete_objects
from omeropyr.gateway.embedded.trash.discarding import discard_files, empty_trash
from omeropyr.gateway.embedded.trash.giving import GiveRequest, give_objects
from omeropyr.gateway.embedded.trash.moving import MoveRequest, move_objects
from omeropyr.gateway.embedded.trash.undoing import restore_deleted
from omeropyr.gateway.model import Kind

Parameters = Mapping[str, Any]


def delete(context: JobContext, parameters: Parameters) -> Mapping[str, Any]:
    """Parameters: `refs` [[kind, id], ...] and `contents`. Result: `trash` (its id), `included` and `bytes`."""
    context.check()
    with context.access.writing() as writing:
        trash_id, plan = delete_objects(writing, DeleteRequest.from_json(parameters))
        return _finish(context, writing, {"trash": trash_id, "included": dict(plan.included), "bytes": plan.bytes})


def move(context: JobContext, parameters: Parameters) -> Mapping[str, Any]:
    """Parameters: `refs`, `group_id` and `parent` ([kind, id] or None). Result: `included` and `unlinked`."""
    context.check()
    with context.access.writing() as writing:
        _, plan = move_objects(writing, MoveRequest.from_json(parameters))
        return _finish(context, writing, {"included": dict(plan.included), "unlinked": dict(plan.unlinked)})


def give(context: JobContext, parameters: Parameters) -> Mapping[str, Any]:
    """Parameters: `refs` and `owner_id`. Result: `included` and `unlinked`."""
    context.check()
    with context.access.writing() as writing:
        _, plan = give_objects(writing, GiveRequest.from_json(parameters))
        return _finish(context, writing, {"included": dict(plan.included), "unlinked": dict(plan.unlinked)})


def restore(context: JobContext, parameters: Parameters) -> Mapping[str, Any]:
    """Parameters: `trash`. Result: `included`, and `left_out`: sentences on links whose other end is gone."""
    context.check()
    with context.access.writing() as writing:
        trash, left_out = restore_deleted(writing, parameters["trash"])
        return _finish(context, writing, {"included": trash.included, "left_out": list(left_out)})


def empty(context: JobContext, parameters: Parameters) -> Mapping[str, Any]:
    """Parameters: `trash`, a list. Result: `emptied`, how many. The files go after the commit."""
    context.check()
    with context.access.writing() as writing:
        result = _finish(context, writing, {"emptied": empty_trash(writing, parameters["trash"])})
    discard_files(context.store)
    return result


def _finish(context: JobContext, writing: Any, result: Mapping[str, Any]) -> Mapping[str, Any]:
    counts = result.get("included") or {}
    message = listed([counted(Kind(kind), count) for kind, count in counts.items()]) if counts else ""
    context.finish(writing, result, message)
    return result
