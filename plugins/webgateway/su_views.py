"""Administrators act as somebody else."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPNotFound
from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from omeropyr.api import NotFound, act_as


@view_config(route_name="webgateway_su", family="J", renderer="json", methods=("GET", "HEAD", "POST"))
def act_as_somebody(request: Request) -> bool | Response:
    """For everybody else there is nothing at this address. A GET asks, a POST does it."""
    if not request.gateway.context.is_admin:
        raise HTTPNotFound
    user: str = request.matchdict["user"]
    user_id = _id_of(request, user)
    if request.method != "POST":
        return _question(request, user)
    act_as(request, user_id)
    return True


def _id_of(request: Request, user: str) -> int:
    """Raises NotFound."""
    for account in request.gateway.admin.accounts(user).items:
        if account.person.ome_name == user:
            found: int = account.person.id
            return found
    raise NotFound("user", user)


def _question(request: Request, user: str) -> Response:
    values: dict[str, Any] = {"user": user}
    return render_to_response("webgateway/su.jinja2", values, request=request)
