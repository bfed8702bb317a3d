"""Projects and datasets, and what is in them."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from omeropyr.api import Dataset, ImageSummary, NotFound, Project

from .jsonp import script
from .listed import images_json, simple
from .numbers import integer
from .settings import MAX_PLANE_HEIGHT, MAX_PLANE_WIDTH

Json = dict[str, Any]


@view_config(route_name="webgateway_proj_list", family="J", renderer="json")
def projects(request: Request) -> list[Json]:
    found = request.gateway.browse.projects().items
    return [{"id": project.id, "name": project.name, "description": project.description} for project in found]


@view_config(route_name="webgateway_proj_detail", family="J", renderer="json")
def project(request: Request) -> Json:
    return simple(_project(request))


def _project(request: Request) -> Project:
    found: Project = request.gateway.browse.project(named(request, "project"))
    return found


@view_config(route_name="webgateway_proj_children", family="J", renderer="json")
def datasets(request: Request) -> list[Json] | Response:
    """A project that is not there is an empty list of another type: clients know it so."""
    try:
        found = request.gateway.browse.datasets(project_id=named(request, "project")).items
        if not found:
            _project(request)
    except NotFound:
        return script([], None)
    return [{**simple(dataset), "child_count": dataset.child_count} for dataset in found]


@view_config(route_name="webgateway_dataset_detail", family="J", renderer="json")
def dataset(request: Request) -> Json:
    return simple(_dataset(request))


def _dataset(request: Request) -> Dataset:
    found: Dataset = request.gateway.browse.dataset(named(request, "dataset"))
    return found


@view_config(route_name="webgateway_dataset_children", family="J", renderer="json")
def images(request: Request) -> list[Json]:
    """By name; with `tiled` also how large they are."""
    found = request.gateway.browse.images(dataset_id=named(request, "dataset")).items
    if not found:
        _dataset(request)
    listed = images_json(request, found)
    if not request.GET.get("tiled"):
        return listed
    return [{**facts, **_extent(request, image)} for facts, image in zip(listed, found, strict=True)]


def _extent(request: Request, image: ImageSummary) -> Json:
    """By its size alone, whether or not it has a pyramid."""
    largest = request.config[MAX_PLANE_WIDTH] * request.config[MAX_PLANE_HEIGHT]
    size = {"width": image.size_x, "height": image.size_y}
    return {"size": size, "tiled": image.size_x * image.size_y > largest}


def named(request: Request, kind: str) -> int:
    """The id in the path. Raises NotFound for a number that no store could hold."""
    text = request.matchdict[kind]
    number = integer(text)
    if number is None:
        raise NotFound(kind, text)
    return number
