"""Addresses that only take something: whoever merely looks finds nothing there, as in OMERO.web."""

from __future__ import annotations

from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.view import view_config

LOOKING = ("GET", "HEAD")


@view_config(route_name="annotate_comment", request_method=LOOKING)
@view_config(route_name="annotate_rating", request_method=LOOKING)
@view_config(route_name="annotate_map", request_method=LOOKING)
def nothing_here(request: Request) -> None:
    raise HTTPNotFound
