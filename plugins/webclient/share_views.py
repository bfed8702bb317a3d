"""Shares and discussions of old: nobody can make any, so there are none. Clients still ask."""

from __future__ import annotations

from pyramid.request import Request

from .json_views import json_view
from .marshal import Json
from .params import number, page_of


@json_view(route_name="api_shares")
def shares(request: Request) -> Json:
    """Asked for as always: what is wrongly asked is told."""
    number(request.GET, "member_id", -1)
    number(request.GET, "owner_id", -1)
    page_of(request)
    return {"shares": [], "discussions": []}


@json_view(route_name="api_share_images")
def share_images(request: Request) -> Json:
    page_of(request)
    return {"images": []}
