"""JSON answers with a status of their own."""

from __future__ import annotations

from typing import Any

from pyramid.response import Response

from omeropyr.api import dumps


def json_answer(value: Any, status: int) -> Response:
    return Response(dumps(value).encode(), content_type="application/json", status=status)


def wrong_method(allowed: str, hint: str) -> Response:
    """405 in the shape that clients of the action addresses know."""
    response = json_answer({"Error": hint}, 405)
    response.headers["Allow"] = allowed
    return response
