"""The two families of answers that clients of these addresses know, as a view option.

`family="J"`: JSON whatever happens; errors are {"message", "stacktrace"}; JSONP where the site allows it.
`family="R"`: pictures and pages; what is wrong with a parameter or a file is said in one line of text.

Nobody signed in, pages for what is not found, and everything unforeseen are left to the core.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

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
from .settings import JSONP

View = Callable[[Any, Request], Response]

_EXPECTED = (Conflict, Forbidden, ImagingError, Invalid, NotFound, NotSupported, Unavailable)
_CALLBACK = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_NO_CALLBACK = "A name of letters, digits, _ and $ that does not begin with a digit."


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
        name = request.GET.get("callback") if request.config[JSONP] else None
        if name is not None and not _CALLBACK.fullmatch(name):
            return line(f"callback: {_NO_CALLBACK}", 400)
        try:
            response = view(context, request)
        except _EXPECTED as error:
            return json_error(error)
        except Exception:
            request.accept = "application/json"  # so that the core answers in that shape too
            raise
        return tag_by_content(response if name is None else _jsonp(response, name))

    return answer


def _jsonp(response: Response, name: str) -> Response:
    """The JSON as the argument of a call; answers that are no JSON stay as they are."""
    if response.content_type == "application/json":
        response.body = b"%s(%s)" % (name.encode(), response.body)
        response.content_type = "application/javascript"
    return response


def script(request: Request, text: str) -> Response:
    """JSON that clients of a few R addresses know as a script, with a callback around it or without.

    Raises Invalid for a callback that is no name.
    """
    name = request.GET.get("callback") if request.config[JSONP] else None
    if name is not None and not _CALLBACK.fullmatch(name):
        raise Invalid("callback", _NO_CALLBACK)
    return Response(text if name is None else f"{name}({text})", content_type="application/javascript", charset="UTF-8")


def json_error(error: OmeropyrError) -> Response:
    body = dumps({"message": message(error), "stacktrace": ""})
    return Response(body.encode(), content_type="application/json", status=status_of(error))


def line(text: str, status: int) -> Response:
    """One line of text, of the type that clients know it under."""
    return Response(html_escape(text), content_type="text/html", charset="UTF-8", status=status)


def message(error: OmeropyrError) -> str:
    """What the asking person may read: of a damaged file its name, not the server's folders."""
    if isinstance(error, ImagingError):
        return f"{PurePath(error.path).name}: {error.reason}"
    return str(error)
