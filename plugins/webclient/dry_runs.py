"""What moving or giving away would do: asked for, looked at as often as wanted, dropped.

The web session keeps the question under a handle; each look works the answer out anew.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from omeropyr.api import Conflict, Forbidden, Invalid, NotFound, ObjectRef, Plan, Session

from .answers import wrong_method
from .dry_run_json import failed, finished, status
from .json_views import json_view
from .marshal import Json
from .move_requests import FIELDS, destination, required_refs
from .params import form_of
from .targets import parse_refs

KEY = "dry_runs"
MOST_KEPT = 10
"""In one web session; the oldest go."""
_WRONG = (Conflict, Forbidden, Invalid, NotFound)


@json_view(route_name="chgrp_dry_run", methods=("GET", "HEAD"), request_method=("GET", "HEAD"))
@json_view(route_name="chown_dry_run", methods=("GET", "HEAD"), request_method=("GET", "HEAD"))
def post_only(request: Request) -> Response:
    return wrong_method("POST", "Need to POST what is to be moved")


@json_view(route_name="chgrp_dry_run", methods=("POST",))
def chgrp_dry_run(request: Request) -> Response:
    return _kept(request, "move", "group_id")


@json_view(route_name="chown_dry_run", methods=("POST",))
def chown_dry_run(request: Request) -> Response:
    return _kept(request, "give", "owner_id")


def _kept(request: Request, act: str, where: str) -> Response:
    """The handle, as text."""
    form = form_of(request)
    refs, target = required_refs(form, FIELDS), destination(request, form, where)
    if target is None:
        raise Invalid(where, "Say where it goes.")
    handle = secrets.token_hex(12)
    kept = [*request.session.get(KEY, ()), [handle, act, target, "|".join(map(str, refs))]]
    request.session[KEY] = kept[-MOST_KEPT:]
    return Response(handle, content_type="text/plain")


@json_view(route_name="activities", request_param="jobId")
@json_view(route_name="activities_json", request_param="jobId")
def look(request: Request) -> Json:
    """Always finished. A handle that is no longer known is finished without a word."""
    question = _find(request, request.GET["jobId"])
    if question is None:
        return {"finished": True}
    try:
        return finished(_plan(request.gateway, question))
    except _WRONG as error:
        return failed(error)


def _plan(session: Session, question: Sequence[Any]) -> Plan:
    _, act, target, named = question
    refs: list[ObjectRef] = parse_refs("jobId", named)
    if act == "move":
        return session.edit.plan_move(refs, target, detailed=True)
    return session.edit.plan_give(refs, target, detailed=True)


@json_view(route_name="activities_json", request_method="DELETE", methods=("DELETE",))
def drop(request: Request) -> Json:
    """`{"jobId": ...}` as JSON; dropping what is not there is no mistake."""
    handle = _handle(request)
    if _find(request, handle) is not None:
        request.session[KEY] = [question for question in request.session[KEY] if question[0] != handle]
    return {"jobId": handle, "status": status(0)}


def _handle(request: Request) -> str:
    try:
        body = request.json_body
    except (ValueError, RecursionError):
        body = None
    handle = body.get("jobId") if isinstance(body, dict) else None
    if not isinstance(handle, str):
        raise Invalid("jobId", 'Name the dry run, as in {"jobId": "..."}.')
    return handle


def _find(request: Request, handle: str) -> Sequence[Any] | None:
    return next((question for question in request.session.get(KEY, ()) if question[0] == handle), None)
