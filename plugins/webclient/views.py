"""Pages and fragments of the main page: the address is read here, the work is done in the modules beside."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from pyramid.httpexceptions import HTTPFound
from pyramid.request import Request
from pyramid.view import view_config

from omeropyr.api import PAGE_SIZE, Scope, open_with_entries

from .active_group import enter_group_of
from .centre_panels import centre_panels
from .contents import contents_of
from .inspector_views import inspect_here
from .params import whole_number
from .plate_views import layout_of
from .service import Wish, main_page
from .show import parse_show
from .show_redirects import leads_elsewhere
from .tree import build_tree


@view_config(route_name="webindex", renderer="webclient/main.jinja2")
@view_config(route_name="userdata", renderer="webclient/main.jinja2")
@view_config(route_name="usertags", renderer="webclient/main.jinja2")
def explore(request: Request) -> dict[str, Any] | HTTPFound:
    wish = Wish(
        show=request.GET.get("show", ""),
        path=request.GET.get("path", ""),
        scope=_scope(request),
        page=_number(request, "page"),
        page_size=_page_size(request),
        plate_layout=layout_of(request),
    )
    page = main_page(request.gateway, wish, lambda ref: inspect_here(request, ref))
    named = wish.show or wish.path
    elsewhere = leads_elsewhere(request, named, is_found=bool(page.show)) if named else None
    if elsewhere is not None:
        return elsewhere
    if named:
        enter_group_of(request, parse_show(page.show)[:1])
    shown = page.contents
    return {
        "page": page,
        "contents": shown,
        "centre_panels": centre_panels(request, shown.kind, shown.id) if shown else [],
        "inspector": page.inspector,
        "scope_query": _scope_query(request),
        "open_with": [asdict(entry) for entry in open_with_entries(request)],
    }


@view_config(route_name="contents", renderer="webclient/contents.jinja2")
def contents(request: Request) -> dict[str, Any]:
    listing = contents_of(
        request.gateway,
        request.matchdict["kind"],
        int(request.matchdict["id"]),
        scope=_scope(request),
        page=_number(request, "page") or 1,
        page_size=_page_size(request),
    )
    return {
        "contents": listing,
        "centre_panels": centre_panels(request, listing.kind, listing.id),
        "scope_query": _scope_query(request),
    }


@view_config(route_name="overview", renderer="webclient/parts/overview.jinja2")
def overview(request: Request) -> dict[str, Any]:
    """The centre while nothing is chosen."""
    return {"tree": build_tree(request.gateway, _scope(request), (), ""), "scope_query": _scope_query(request)}


def _number(request: Request, name: str) -> int | None:
    """A whole number of the query string; None when it is absent. Raises Invalid."""
    text = request.GET.get(name, "")
    return whole_number(name, text) if text else None


def _scope(request: Request) -> Scope:
    """`group` and `experimenter`; -1 and nothing mean all."""
    group, owner = _number(request, "group"), _number(request, "experimenter")
    return Scope(group_id=None if group in (None, -1) else group, owner_id=None if owner in (None, -1) else owner)


def _scope_query(request: Request) -> str:
    """The scope again, as the end of a query string, for links that keep it."""
    kept = {
        name: request.GET[name] for name in ("group", "experimenter") if request.GET.get(name) not in (None, "", "-1")
    }
    return "&" + urlencode(kept) if kept else ""


def _page_size(request: Request) -> int:
    size: int = request.config[PAGE_SIZE]
    return size
