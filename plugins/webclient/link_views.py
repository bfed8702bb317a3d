"""Putting objects into containers and taking them out: `{parentType: {parentId: {childType: [childId, ...]}}}`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from omeropyr.api import Invalid, Kind, NotFound, ObjectRef, Session

from .answers import json_answer, wrong_method
from .json_views import json_view
from .marshal import Json
from .params import whole_number

PAIRS = frozenset(
    {
        (Kind.PROJECT, Kind.DATASET),
        (Kind.DATASET, Kind.IMAGE),
        (Kind.SCREEN, Kind.PLATE),
        (Kind.TAGSET, Kind.TAG),
    }
)


@dataclass(frozen=True, slots=True)
class Bundle:
    """Children for one parent."""

    parent: ObjectRef
    children: tuple[ObjectRef, ...]


@json_view(route_name="api_links", methods=("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"))
def no_links(request: Request) -> Response:
    """Links are only made and removed here."""
    return wrong_method("POST, DELETE", "Need to POST or DELETE JSON data to update links")


@json_view(route_name="api_links", request_method="POST", methods=("POST",))
def add_links(request: Request) -> Json | Response:
    """Links that exist already are passed over; false when the body names nothing that can be linked."""
    bundles = parse_links(_json_body(request))
    try:
        request.gateway.edit.link_all(_pairs(bundles))
    except NotFound as error:
        return json_answer({"error": str(error)}, 404)
    return {"success": bool(bundles)}


@json_view(route_name="api_links", request_method="DELETE", methods=("DELETE",))
def remove_links(request: Request) -> Json | Response:
    """Tells which containers the children are still in: a child that is not named has become an orphan."""
    bundles, session = parse_links(_json_body(request)), request.gateway
    try:
        removed = session.edit.unlink_all(_pairs(bundles))
    except NotFound as error:
        return json_answer({"error": str(error)}, 404)
    if not removed:
        return json_answer({"error": "There are no such links."}, 404)
    return {"success": True, **_still_in(session, [child for bundle in bundles for child in bundle.children])}


def _pairs(bundles: Sequence[Bundle]) -> list[tuple[ObjectRef, ObjectRef]]:
    return [(bundle.parent, child) for bundle in bundles for child in bundle.children]


def parse_links(body: Any) -> list[Bundle]:
    """The pairs that can be linked; unknown ones are passed over. Raises Invalid for another shape."""
    return [
        Bundle(ObjectRef(Kind(parent), parent_id), tuple(ObjectRef(Kind(child), id_) for id_ in ids))
        for parent, parent_id, child, ids in _entries(body)
        if (parent, child) in PAIRS and ids
    ]


def _entries(body: Any) -> Iterator[tuple[str, int, str, list[int]]]:
    for parent_kind, parents in _items(body):
        for parent_id, kinds in _items(parents):
            for child_kind, ids in _items(kinds):
                yield parent_kind, whole_number(parent_kind, parent_id), child_kind, _ids(child_kind, ids)


def _items(value: Any) -> list[tuple[str, Any]]:
    if not isinstance(value, dict):
        raise Invalid("body", "Send JSON of the shape {parentType: {parentId: {childType: [childId, ...]}}}.")
    return list(value.items())


def _ids(kind: str, value: Any) -> list[int]:
    if not isinstance(value, list):
        raise Invalid(kind, "Name the children in a list of whole numbers.")
    return [whole_number(kind, str(item)) for item in value]


def _json_body(request: Request) -> Any:
    try:
        return request.json_body
    except (ValueError, RecursionError):
        raise Invalid("body", "This is not JSON.") from None


def _still_in(session: Session, children: Sequence[ObjectRef]) -> Json:
    """Links that are left, in the layout of the request."""
    left: Json = {}
    for link in session.browse.parents(children):
        kinds = left.setdefault(str(link.parent.kind), {}).setdefault(str(link.parent.id), {})
        kinds.setdefault(str(link.child.kind), []).append(link.child.id)
    return left
