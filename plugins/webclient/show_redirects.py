"""Where `?show=` leads when that is not the page it was asked of."""

from __future__ import annotations

from pyramid.httpexceptions import HTTPFound
from pyramid.interfaces import IRoutesMapper
from pyramid.request import Request

from omeropyr.api import Kind

from .show import parse_items

TAGS_PAGE = "usertags"


def leads_elsewhere(request: Request, named: str, *, is_found: bool) -> HTTPFound | None:
    """Tags are shown on their own page. Whom the public user may not show something to, somebody else may."""
    items = parse_items(named)
    if items and items[0].kind in (Kind.TAG, Kind.TAGSET) and _has_page(request, TAGS_PAGE):
        return HTTPFound(request.route_path(TAGS_PAGE, _query={"show": named}))
    if not is_found and request.connection.is_public:
        return HTTPFound(request.route_path("weblogin", _query={"url": request.path_qs}))
    return None


def _has_page(request: Request, name: str) -> bool:
    if request.matched_route is not None and request.matched_route.name == name:
        return False
    return request.registry.getUtility(IRoutesMapper).get_route(name) is not None
