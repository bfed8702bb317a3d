"""The two families of answers that clients of these addresses know, as a view option.

`family="J"`: JSON whatever happens; errors are {"message", "stacktrace"}; JSONP where the site allows it.
`family="R"`: pictures and pages; what is wrong with a parameter or a file is said in one line of text.

Nobody signed in, pages for what is not found, and everything unforeseen are left to the core.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from pyramid.httpexceptions import HTTPException
from pyramid.request import Request
from pyramid.response import Response
from webob import html_escape

from omeropyr.api import (
    Conflict,
    Forbidden,
    ImagingError,
    Invalid,
    NotFound,
    NotSupported,
    OmeropyrError,
    Unavailable,
    dumps,
    status_of,
)

from .caching import tag_by_content
from .compression import compressed
from .jsonp import as_call, callback_name

log = logging.getLogger(__name__)

View = Callable[[Any, Request], Response]

_EXPECTED = (Conflict, Forbidden, ImagingError, Invalid, NotFound, NotSupported, Unavailable)


def family(view: View, info: Any) -> View:
    """View deriver for the option `family`."""
    wrap = {"J": _json_family, "R": _raw_family}.get(info.options.get("family"))
    return wrap(view) if wrap else view


family.options = ("family",)  # type: ignore[attr-defined]


def _raw_family(view: View) -> View:
    def answer(context: Any, request: Request) -> Response:
        try:
            return view(context, request)
        except (Invalid, ImagingError) as error:
            return line(message(error), status_of(error))

    return answer


def _json_family(view: View) -> View:
    def answer(context: Any, request: Request) -> Response:
        try:
            name = callback_name(request)
        except Invalid as error:
            return line(message(error), status_of(error))
        try:
            response = view(context, request)
        except _EXPECTED as error:
            return json_error(error)
        except UnicodeDecodeError:
            return json_error(Invalid("form", "It holds text that is not UTF-8."))
        except (OmeropyrError, HTTPException):
            raise
        except Exception as error:
            return unforeseen(request, error)
        return compressed(request, tag_by_content(response if name is None else as_call(response, name)))

    return answer


def unforeseen(request: Request, error: Exception) -> Response:
    """The trace goes to the log, the client gets a number to ask about it."""
    log.error("Incident %s: %s %s", request.id, request.method, request.path, exc_info=error)
    text = f"Something went wrong here, which has been written down as incident {request.id}."
    return _json_error(text, 500)


def json_error(error: OmeropyrError) -> Response:
    return _json_error(message(error), status_of(error))


def _json_error(text: str, status: int) -> Response:
    """Clients look for both keys; where the error came from is nobody's business."""
    body = dumps({"message": text, "stacktrace": ""})
    return Response(body.encode(), content_type="application/json", status=status)


def line(text: str, status: int) -> Response:
    """One line of text, of the type that clients know it under."""
    return Response(html_escape(text), content_type="text/html", charset="UTF-8", status=status)


def message(error: OmeropyrError) -> str:
    """What the asking person may read: of a damaged file its name, not the server's folders."""
    if isinstance(error, ImagingError):
        return f"{PurePath(error.path).name}: {error.reason}"
    return str(error)
