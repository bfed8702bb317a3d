"""The welcome line, the list of viewers, and the way from an image's permanent address to its viewer."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pyramid.httpexceptions import HTTPFound, HTTPNotFound
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from omeropyr.api import open_with_entries

from .contexts import ImageContext
from .families import line
from .numbers import integer


@view_config(route_name="webgateway", family="R", login_required=False)
def index(request: Request) -> Response:
    """The welcome; with `?image=` it is what "open with" calls: the way to the viewer of that image."""
    image = integer(request.GET.get("image", ""))
    if image is not None:
        return HTTPFound(request.route_path("webgateway_img_detail", iid=image))
    return line("Welcome to webgateway", 200)


@view_config(route_name="webgateway_open_with", family="J", renderer="json", login_required=False)
def open_with(request: Request) -> dict[str, Any]:
    """The viewers that objects can be opened with; what a viewer did not state is left out."""
    entries = [asdict(entry).items() for entry in open_with_entries(request)]
    return {"open_with_options": [{key: value for key, value in entry if value is not None} for entry in entries]}


@view_config(route_name="webgateway_img_detail", family="R")
@view_config(route_name="webclient_shared_img_detail", family="R")
def img_detail(context: ImageContext, request: Request) -> Response:
    """Other programs know this as the address of an image; the viewer is that of the web client, if there is one."""
    image = context.image
    try:
        viewer = request.route_path("image_viewer", iid=image.id, _query=request.GET)
    except KeyError:
        return HTTPNotFound()
    return HTTPFound(viewer)
