"""Annotations as JSON: what is on objects, tagging and commenting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from pyramid.request import Request

from omeropyr.api import PAGE_SIZE, TIME_ZONE, AnnotationLink, Invalid, ObjectRef, Page

from . import marshal
from .annotation_json import SORTS, is_of_sort
from .json_views import json_view
from .marshal import Json
from .params import form_of, page_of
from .tagging import parse_tagging, tag_objects
from .targets import fields_of, required_targets, targets_in


@json_view(route_name="api_annotations")
def list_annotations(request: Request) -> Json:
    """One element for each link; an unknown `type` is no filter. `page` counts within each kind of object.

    With `parents=true` also what is on the things that the objects are in, and which of them are in which.
    """
    targets = targets_in(request.GET)
    shown = _shown(request, targets)
    zone = request.config[TIME_ZONE]
    body: Json = {"annotations": [marshal.annotation(link, zone) for link in shown]}
    if request.GET.get("parents") == "true":
        descents = request.gateway.browse.ancestors(targets) if targets else ()
        above = _shown(request, list(dict.fromkeys(descent.ancestor for descent in descents)))
        names = {one.ref: one.name for one in request.gateway.browse.whereabouts(targets)}
        annotations = [marshal.annotation(link, zone) for link in above]
        body["parents"] = {"annotations": annotations, "lineage": marshal.lineage(descents, names)}
        shown = [*shown, *above]
    return {**body, "experimenters": marshal.experimenters(shown)}


def _shown(request: Request, targets: Sequence[ObjectRef]) -> list[AnnotationLink]:
    """The links of these objects that the query asks for."""
    page = page_of(request, page_size=100 * request.config[PAGE_SIZE])
    sort = request.GET.get("type", "")
    links = request.gateway.annotations.of(targets, kinds=SORTS.get(sort, ())) if targets else ()
    of_sort = [link for link in links if is_of_sort(link.annotation, sort)]
    return _paged(_of_namespace(of_sort, request.GET.get("ns")), page)


def _of_namespace(links: Sequence[AnnotationLink], namespace: str | None) -> list[AnnotationLink]:
    return [link for link in links if namespace is None or link.annotation.namespace == namespace]


def _paged(links: Iterable[AnnotationLink], page: Page) -> list[AnnotationLink]:
    """By namespace, and of each kind of object the slice that the page is."""
    ordered = sorted(links, key=lambda link: (link.parent.kind, link.annotation.namespace or "", link.id))
    end = None if page.limit is None else page.offset + page.limit
    kinds = groupby(ordered, key=lambda link: link.parent.kind)
    return [link for _, of_kind in kinds for link in list(of_kind)[page.offset : end]]


@json_view(route_name="annotate_tags", methods=("POST",))
def annotate_tags(request: Request) -> Json:
    """`tags` is the complete set of existing tags that the user wants; `newtags-N-...` are made first."""
    targets = required_targets(request)
    wish = parse_tagging(fields_of(request), form_of(request))
    change = tag_objects(request.gateway, targets, wish)
    return {"added": change.added, "removed": change.removed, "new": change.new}


@json_view(route_name="annotate_comment", methods=("POST",))
def annotate_comment(request: Request) -> Json:
    """One comment on every object."""
    targets = required_targets(request)
    text = form_of(request).get("comment", "").strip()
    if not text:
        raise Invalid("comment", "Write something first.")
    session = request.gateway
    return {"annId": session.annotations.comment(targets, text), "added_by": session.context.user.id}
