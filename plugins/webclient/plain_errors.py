"""Errors of the JSON addresses in the words that their clients know: one line of text.

A client that prefers JSON (`Accept: application/json`) gets the core's JSON instead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from webob import html_escape

from omeropyr.api import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    NotSupported,
    Unavailable,
    rendering_of,
    status_of,
)

View = Callable[[Any, Request], Response]
_EXPECTED = (Conflict, Forbidden, Invalid, NotFound, NotSupported, Unavailable)


def plain_errors(view: View, info: Any) -> View:
    """View deriver for the option `plain_errors=True`."""
    if not info.options.get("plain_errors"):
        return view

    def answer(context: Any, request: Request) -> Response:
        try:
            return view(context, request)
        except _EXPECTED as error:
            if rendering_of(request) == "json":
                raise
            text = html_escape(str(error))
            return Response(text, content_type="text/html", charset="UTF-8", status=status_of(error))

    return answer


plain_errors.options = ("plain_errors",)  # type: ignore[attr-defined]
