"""Annotations with values over HTTP: key-values, ratings, attachments."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pyramid.request import Request

from omeropyr.api import CLIENT_MAP, Invalid, Kind, NotFound, ObjectRef, Session

from .json_views import json_view
from .marshal import Json
from .params import form_of, switch, whole_number
from .targets import fields_of, group_of_object, required_targets, targets_in

PIECE = 2**18
ANY_TYPE = "application/octet-stream"


@json_view(route_name="annotate_rating", methods=("POST",))
def annotate_rating(request: Request) -> Json:
    """The user's own rating of the objects, 1 to 5; 0 takes it away."""
    rating = whole_number("rating", fields_of(request).get("rating", ""))
    request.gateway.annotations.rate(required_targets(request), rating or None)
    return {"success": True}


@json_view(route_name="annotate_map", methods=("POST",))
def annotate_map(request: Request) -> Json:
    """Key-values: of the annotations `annId`, which an empty list deletes, or new ones on the objects."""
    form = form_of(request)
    pairs = parse_pairs(form.get("mapAnnotation", ""))
    named = [*request.GET.getall("annId"), *form.getall("annId")]
    annotation_ids = list(dict.fromkeys(whole_number("annId", text) for text in named))
    if not annotation_ids:
        return {"annId": _new_maps(request, pairs)}
    annotations = request.gateway.annotations
    if not pairs:
        annotations.delete(annotation_ids)
        return {"annId": None}
    for annotation_id in annotation_ids:
        annotations.update(annotation_id, pairs)
    return {"annId": [str(annotation_id) for annotation_id in annotation_ids]}


def parse_pairs(text: str) -> tuple[tuple[str, str], ...]:
    """`[["key", "value"], ...]`. Raises Invalid."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid("mapAnnotation", "This is no JSON.") from None
    if not isinstance(found, list):
        raise Invalid("mapAnnotation", "Send a list of [key, value].")
    return tuple(_pair(item) for item in found)


def _pair(item: Any) -> tuple[str, str]:
    if not isinstance(item, list) or len(item) != 2 or not all(isinstance(part, str) for part in item):
        raise Invalid("mapAnnotation", "Each pair is [key, value], both texts.")
    return item[0], item[1]


def _new_maps(request: Request, pairs: tuple[tuple[str, str], ...]) -> list[int]:
    """One for each object; with `duplicate=false`, in any namespace but that of clients, one for all of them."""
    form, targets, annotations = form_of(request), required_targets(request), request.gateway.annotations
    if not pairs:
        raise Invalid("mapAnnotation", "Send at least one pair.")
    namespace = form.get("ns") or CLIENT_MAP
    is_shared = "duplicate" in form and not switch(form, "duplicate") and namespace != CLIENT_MAP
    groups = [targets] if is_shared else [[target] for target in targets]
    return [annotations.create(Kind.MAP, pairs, group, namespace=namespace) for group in groups]


@json_view(route_name="annotate_file", methods=("POST",))
def annotate_file(request: Request) -> Json:
    """Attachments that are there (`files`) and new ones (`annotation_file`), put on every object."""
    fields = request.GET if request.query_string else request.POST
    targets = targets_in(_texts(fields))
    if not targets:
        raise NotFound("object", "to attach a file to")
    session = request.gateway
    there = [whole_number("files", text) for text in _texts(fields).getall("files")]
    for annotation_id in there:
        session.annotations.link(annotation_id, targets)
    uploads = [part for part in request.POST.getall("annotation_file") if not isinstance(part, str)]
    return {"fileIds": [*there, *(_attach(session, upload, targets) for upload in uploads)]}


def _texts(fields: Any) -> Any:
    """Without the files of the form."""
    texts = fields.copy()
    for name in {name for name, value in fields.items() if not isinstance(value, str)}:
        del texts[name]
    return texts


def _attach(session: Session, upload: Any, targets: list[ObjectRef]) -> int:
    """Id of the new annotation."""
    file = session.files.store(
        upload.filename,
        _pieces(upload.file),
        mimetype=upload.type or ANY_TYPE,
        group_id=group_of_object(session, targets[0]),
    )
    return session.annotations.create(Kind.FILE, file, targets)


def _pieces(file: Any) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece
