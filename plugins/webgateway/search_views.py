"""Search, as old clients of these addresses know it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from omeropyr.api import DataObject, ImageSummary, Kind, NotFound, ObjectRef, Page

from .listed import images_json, simple
from .metadata_views import img_data_of
from .table_queries import natural

Json = dict[str, Any]
KINDS = (Kind.PROJECT, Kind.DATASET, Kind.IMAGE)
MOST = 1000
"""Objects in one answer."""
MOST_DETAILED = 50
"""Images in one answer with everything that `imgData` says."""


@view_config(route_name="webgateway_search", family="J", renderer="json")
def search(request: Request) -> list[Any]:
    """Best first. Raises Invalid for a query that cannot be understood."""
    query, only_images = _query(request), request.GET.get("ctx") == "imgs"
    if not query:
        return []
    detailed = only_images and bool(request.GET.get("grabData"))
    page = _page(request, MOST_DETAILED if detailed else MOST)
    hits = request.gateway.search.find(query, kinds=(Kind.IMAGE,) if only_images else KINDS, page=page).hits
    refs = [hit.ref for hit in hits]
    return _detailed(request, refs) if detailed else _listed(request, refs)


def _query(request: Request) -> str:
    text, author = (request.GET.get(name, "").strip() for name in ("text", "author"))
    owner = author.replace('"', " ").strip()
    return f'{text} owner:"{owner}"'.strip() if owner else text


def _page(request: Request, most: int) -> Page:
    """`limit` 0 is as many as possible. Raises Invalid."""
    limit = natural(request.GET, "limit") or most
    return Page(natural(request.GET, "start") or 0, min(limit, most))


def _detailed(request: Request, refs: Sequence[ObjectRef]) -> list[Any]:
    """The object `imgData` of each, or the part `key` of it."""
    key = request.GET.get("key") or None
    found = []
    for ref in refs:
        try:
            image = request.gateway.images.get(ref.id)
        except NotFound:  # it was deleted in the meantime
            continue
        found.append(img_data_of(request, image, key))
    return found


def _listed(request: Request, refs: Sequence[ObjectRef]) -> list[Json]:
    """Simple objects; with `parents` what they are in, nearest first."""
    objects = request.gateway.browse.objects(refs)
    images = [thing for thing in objects.values() if isinstance(thing, ImageSummary)]
    shown = {facts["id"]: facts for facts in images_json(request, images)}
    above = _parents(request, refs) if request.GET.get("parents") else None
    found = []
    for ref, thing in objects.items():
        facts = shown[ref.id] if ref.kind is Kind.IMAGE else simple(thing)
        found.append(facts if above is None else {**facts, "parents": [simple(one) for one in above.get(ref, ())]})
    return found


def _parents(request: Request, refs: Sequence[ObjectRef]) -> Mapping[ObjectRef, Sequence[DataObject]]:
    descents = request.gateway.browse.ancestors(refs)
    objects = request.gateway.browse.objects([descent.ancestor for descent in descents])
    found: dict[ObjectRef, list[DataObject]] = {}
    for descent in descents:
        if descent.ancestor in objects:
            found.setdefault(descent.ref, []).append(objects[descent.ancestor])
    return found
