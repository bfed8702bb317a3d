"""Where an object is in the tree: every way from an owner down to it, as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyramid.request import Request

from omeropyr.api import PAGE_SIZE, Invalid, Kind, NotFound, ObjectRef, PathStep, Session

from . import marshal
from .json_views import json_view
from .marshal import Json
from .params import number

# What the way leads to is the first of these that is given.
_TREE = (
    Kind.IMAGE,
    Kind.DATASET,
    Kind.PROJECT,
    Kind.WELL,
    Kind.ACQUISITION,
    Kind.PLATE,
    Kind.SCREEN,
    Kind.EXPERIMENTER,
)
_TAGS = (Kind.TAG, Kind.TAGSET, Kind.EXPERIMENTER)
"""A way of their own: as soon as one is given the others do not count."""
_DRAWN = (Kind.ROI, Kind.SHAPE)


@json_view(route_name="api_paths_to_object")
def paths_to_object(request: Request) -> Json:
    """Paths to the lowest object named; the other objects named must lie on them."""
    page_size = number(request.GET, "page_size", request.config[PAGE_SIZE])
    if page_size < 1:
        raise Invalid("page_size", "A page holds at least one item.")
    named, drawn = _named(request.GET)
    if drawn:
        image = _image_of(request.gateway, drawn)
        if image is None:
            return {"paths": []}
        named = [image, *(ref for ref in named if ref != image)]
    if not named:
        return {"paths": []}
    target, *others = named
    paths = [path for path in request.gateway.browse.paths(target) if _lies_on(path, others)]
    return {"paths": [marshal.path([*path, *_steps(drawn)], page_size) for path in paths]}


def _named(query: Mapping[str, str]) -> tuple[list[ObjectRef], list[ObjectRef]]:
    """The objects that the query names, the target first, and what is drawn on an image.

    `run` is an older name of `acquisition`. Raises Invalid, also for numbers that do not count.
    """
    if "run" in query and "acquisition" not in query:
        query = {**query, "acquisition": query["run"]}
    number(query, "group", -1)
    given = {kind: ObjectRef(kind, number(query, kind, 0)) for kind in (*_TREE, *_TAGS, *_DRAWN) if kind in query}
    if Kind.TAG in given or Kind.TAGSET in given:
        return [given[kind] for kind in _TAGS if kind in given], []
    return [given[kind] for kind in _TREE if kind in given], [given[kind] for kind in _DRAWN if kind in given]


def _image_of(session: Session, drawn: Sequence[ObjectRef]) -> ObjectRef | None:
    """What ROI and shape are drawn on; None if that is not one thing, or nothing that is there."""
    try:
        rois = {
            ref: session.rois.get(ref.id) if ref.kind is Kind.ROI else session.rois.shape(ref.id)[0] for ref in drawn
        }
    except NotFound:
        return None
    if len({roi.id for roi in rois.values()}) > 1:
        return None
    return ObjectRef(Kind.IMAGE, next(iter(rois.values())).image_id)


def _steps(drawn: Sequence[ObjectRef]) -> list[PathStep]:
    return [PathStep(kind=ref.kind, id=ref.id) for ref in drawn]


def _lies_on(path: Sequence[PathStep], refs: Sequence[ObjectRef]) -> bool:
    return all(any(step.kind == ref.kind and step.id == ref.id for step in path) for ref in refs)
