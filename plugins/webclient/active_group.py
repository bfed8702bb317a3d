"""The group that somebody works in: chosen in the menu and kept in the web session, else their default group."""

from __future__ import annotations

from collections.abc import Sequence

from pyramid.httpexceptions import HTTPFound
from pyramid.request import Request

from omeropyr.api import ObjectRef, safe_redirect

from .json_views import json_view
from .params import number

KEY = "active_group"


def active_group(request: Request) -> int:
    """Id of the group. A choice that is no longer open to the user counts for nothing."""
    chosen = request.session.get(KEY)
    default: int = request.gateway.context.group.id
    return chosen if isinstance(chosen, int) and _may_choose(request, chosen) else default


def _may_choose(request: Request, group_id: int) -> bool:
    context = request.gateway.context
    if not context.is_admin:
        return group_id in context.member_of
    return any(group.id == group_id for group in request.gateway.browse.groups().items)


def enter_group_of(request: Request, refs: Sequence[ObjectRef]) -> None:
    """Work in the group of what is shown, from now on."""
    for one in request.gateway.browse.whereabouts(refs[:1]):
        if one.group_id != active_group(request):
            request.session[KEY] = one.group_id


@json_view(route_name="change_active_group")
def change_active_group(request: Request) -> HTTPFound:
    """Back to where one was, on this site and never to this address itself."""
    group_id = number(request.GET, KEY, -1)
    if _may_choose(request, group_id):
        request.session[KEY] = group_id
    home = request.route_path("webindex")
    target = safe_redirect(request, request.GET.get("url"), home)
    return HTTPFound(home if request.path in target else target)
