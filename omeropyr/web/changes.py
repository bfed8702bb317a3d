"""What a request changed, told in a header, so that every page can offer to take it back.

`X-Omeropyr-Change: 12` names the change that `session.history.undo(12)` takes back.
"""

from __future__ import annotations

from collections.abc import Callable

from pyramid.registry import Registry
from pyramid.request import Request
from pyramid.response import Response

from omeropyr.errors import NotSupported
from omeropyr.gateway.model import Change
from omeropyr.gateway.port import Session

HEADER = "X-Omeropyr-Change"
_READING = ("GET", "HEAD", "OPTIONS")

Handler = Callable[[Request], Response]


def changes_tween_factory(handler: Handler, registry: Registry) -> Handler:
    """Asks only after requests that may have changed something, and only a session that is there already."""

    def tween(request: Request) -> Response:
        response = handler(request)
        session = request.connection.used() if request.method not in _READING else None
        change = _latest(session) if session is not None else None
        if change is not None and change.can_undo:
            response.headers[HEADER] = str(change.id)
        return response

    return tween


def _latest(session: Session) -> Change | None:
    try:
        return session.history.latest()
    except NotSupported:
        return None
