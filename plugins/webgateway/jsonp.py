"""JSON as a script: `callback=NAME` makes it the argument of a call, where the site allows it."""

from __future__ import annotations

import re
from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from omeropyr.api import Invalid, dumps

from .settings import JSONP

_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
SCRIPT = "application/javascript"


def callback_name(request: Request) -> str | None:
    """The function to call; None where none is named or the site does not allow it. Raises Invalid for no name."""
    name: str | None = request.GET.get("callback") if request.config[JSONP] else None
    if name is not None and not _NAME.fullmatch(name):
        raise Invalid("callback", "A name of letters, digits, _ and $ that does not begin with a digit.")
    return name


def as_call(response: Response, name: str) -> Response:
    """The JSON as the argument of a call; answers that are no JSON stay as they are."""
    if response.content_type == "application/json":
        response.body = b"%s(%s)" % (name.encode(), response.body)
        response.content_type = SCRIPT
    return response


def script(value: Any, name: str | None) -> Response:
    """JSON that clients know as a script even where there is no call."""
    response = Response(dumps(value).encode(), content_type="application/json")
    if name is not None:
        return as_call(response, name)
    response.content_type = SCRIPT
    return response
