"""The pages. `request.conn` is the connection of whoever is signed in; a page without anybody leads to the login."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from omeropyr.api import NotFound

from .settings import COLUMNS


@view_config(route_name="gallery", renderer="gallery/index.jinja2")
def index(request: Request) -> dict[str, Any]:
    return {"datasets": list(request.conn.getObjects("Dataset"))}


@view_config(route_name="gallery_dataset", renderer="gallery/dataset.jinja2")
def dataset(request: Request) -> dict[str, Any]:
    return {**_content(request, int(request.matchdict["id"])), "columns": request.config[COLUMNS]}


@view_config(route_name="gallery_panel", renderer="gallery/panel.jinja2")
def panel(request: Request) -> dict[str, Any]:
    return _content(request, int(request.GET["id"]))


def _content(request: Request, dataset_id: int) -> dict[str, Any]:
    found = request.conn.getObject("Dataset", dataset_id)
    if found is None:
        raise NotFound("dataset", dataset_id)
    return {"dataset": found, "images": list(found.listChildren())}
