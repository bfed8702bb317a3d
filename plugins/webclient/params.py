"""The parameters that the tree's JSON addresses share: numbers, switches, pages, and whose data is wanted."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pyramid.request import Request
from webob.multidict import MultiDict

from omeropyr.api import PAGE_SIZE, Forbidden, Invalid, Page, Scope

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
MOST = 2**31 - 1
"""No listing has more."""
_TRUE = frozenset({"true", "yes", "y", "t", "1", "on"})


def whole_number(name: str, text: str) -> int:
    """Raises Invalid naming the parameter."""
    text = text.strip()
    if not _INTEGER.fullmatch(text):
        raise Invalid(name, "This must be a whole number.")
    return int(text)


def form_of(request: Request) -> MultiDict[str, str]:
    """The fields of the form that was posted. Raises Invalid for a file: nothing here takes one."""
    for name, value in request.POST.items():
        if not isinstance(value, str):
            raise Invalid(name, "This is a text, not a file.")
    form: MultiDict[str, str] = request.POST
    return form


def number(query: Mapping[str, str], name: str, default: int) -> int:
    return whole_number(name, query[name]) if name in query else default


def switch(query: Mapping[str, str], name: str) -> bool:
    """True for true, yes, y, t, 1 and on."""
    return query.get(name, "").lower() in _TRUE


def page_of(request: Request, *, page_size: int | None = None) -> Page:
    """`page` counts from 1, 0 is everything; `limit` is the size of a page, of the site's size if not given."""
    page = number(request.GET, "page", 1)
    limit = number(request.GET, "limit", page_size or request.config[PAGE_SIZE])
    if page < 0:
        raise Invalid("page", "Pages count from 1; 0 is everything.")
    if limit < 1:
        raise Invalid("limit", "A page holds at least one item.")
    return page_from((page - 1) * limit, limit) if page else Page()


def page_from(offset: int, limit: int) -> Page:
    """Raises Invalid naming what is wrong with it."""
    if not 0 <= offset <= MOST:
        raise Invalid("offset", f"A listing begins at 0, and has at most {MOST:,} items.")
    if limit < 1:
        raise Invalid("limit", "A page holds at least one item.")
    return Page(offset, min(limit, MOST))


def scope_of(request: Request, owner_parameter: str | None = None) -> Scope:
    """Whose data of which group: -1 is anybody's, and of every group."""
    owner = number(request.GET, owner_parameter, -1) if owner_parameter else -1
    return Scope(group_id=group_of(request), owner_id=None if owner < 0 else owner)


def group_of(request: Request) -> int | None:
    """The group asked for, None for all. Raises Forbidden for one that the user is no member of."""
    group = number(request.GET, "group", -1)
    if group < 0:
        return None
    user = request.gateway.context
    if not user.is_admin and group not in user.member_of:
        raise Forbidden(f"Not a member of Group: {group}")
    return group
