"""Taking back what was changed: the address behind every "Undo"."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from omeropyr.api import Change, Page

MOST_CHANGES = 100


@view_config(route_name="undo", methods=("POST",), renderer="json")
def undo(request: Request) -> dict[str, Any]:
    """Takes a change of one's own back; the answer is the change that did it, so that it can be taken back in turn."""
    return described(request.gateway.history.undo(int(request.matchdict["id"])))


@view_config(route_name="changes", renderer="json")
def changes(request: Request) -> dict[str, Any]:
    """The user's own changes, newest first."""
    found = request.gateway.history.mine(page=Page(limit=MOST_CHANGES))
    return {"changes": [described(change) for change in found.items], "total": found.total}


def described(change: Change) -> dict[str, Any]:
    return {
        "id": change.id,
        "title": change.title,
        "at": change.at.isoformat(),
        "refs": [str(ref) for ref in change.refs],
        "canUndo": change.can_undo,
        "undoneBy": change.undone_by,
    }
