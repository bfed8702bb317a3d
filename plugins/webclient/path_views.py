"""Where an object is in the tree: every way from an owner down to it, as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyramid.request import Request

from omeropyr.api import PAGE_SIZE, Invalid, Kind, ObjectRef, PathStep

from . import marshal
from .json_views import json_view
from .marshal import Json
from .params import number

# What the way leads to is the first of these that is given.
_TARGETS = (
    Kind.IMAGE,
    Kind.DATASET,
    Kind.PROJECT,
    Kind.WELL,
    Kind.ACQUISITION,
    Kind.PLATE,
    Kind.SCREEN,
    Kind.TAG,
    Kind.TAGSET,
    Kind.EXPERIMENTER,
)


@json_view(route_name="api_paths_to_object")
def paths_to_object(request: Request) -> Json:
    """Paths to the lowest object named; the other objects named must lie on them."""
    page_size = number(request.GET, "page_size", request.config[PAGE_SIZE])
    if page_size < 1:
        raise Invalid("page_size", "A page holds at least one item.")
    named = _named(request.GET)
    if not named:
        return {"paths": []}
    target, *others = named
    paths = request.gateway.browse.paths(target)
    return {"paths": [marshal.path(path, page_size) for path in paths if _lies_on(path, others)]}


def _named(query: Mapping[str, str]) -> list[ObjectRef]:
    """The objects that the query names, the target first; `run` is an older name of `acquisition`."""
    if "run" in query and "acquisition" not in query:
        query = {**query, "acquisition": query["run"]}
    number(query, "group", -1)
    return [ObjectRef(kind, number(query, kind, 0)) for kind in _TARGETS if kind in query]


def _lies_on(path: Sequence[PathStep], refs: Sequence[ObjectRef]) -> bool:
    return all(any(step.kind == ref.kind and step.id == ref.id for step in path) for ref in refs)
