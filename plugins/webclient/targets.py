"""The objects that a call is about: `image=1&image=2&dataset=3`."""

from __future__ import annotations

from collections.abc import Sequence

from pyramid.request import Request
from webob.multidict import MultiDict

from omeropyr.api import Invalid, Kind, NotFound, ObjectRef, Session

from .params import form_of, whole_number

ANNOTATABLE = (Kind.IMAGE, Kind.DATASET, Kind.PROJECT, Kind.SCREEN, Kind.PLATE, Kind.ACQUISITION, Kind.WELL)


def targets_in(fields: MultiDict[str, str], kinds: Sequence[Kind] = ANNOTATABLE) -> list[ObjectRef]:
    """Every object named, each once, kind by kind; ids are repeated or separated by commas. Raises Invalid."""
    named = (
        ObjectRef(kind, whole_number(kind, piece))
        for kind in kinds
        for text in fields.getall(kind)
        for piece in text.split(",")
    )
    return list(dict.fromkeys(named))


def fields_of(request: Request) -> MultiDict[str, str]:
    """Where a POST names its objects: the query string if there is one, else the body."""
    return request.GET if request.query_string else form_of(request)


def required_targets(request: Request) -> list[ObjectRef]:
    """Raises Invalid when the request is about nothing, NotFound for a share: there are none."""
    fields = fields_of(request)
    for share in fields.getall("share"):
        raise NotFound("share", share)
    targets = targets_in(fields)
    if not targets:
        raise Invalid("image", "Name at least one object, as in image=1 or dataset=2.")
    return targets


def parse_refs(name: str, text: str) -> list[ObjectRef]:
    """`image-501|dataset-19`. Raises Invalid naming the parameter."""
    return [_ref(name, item) for item in text.split("|") if item]


def _ref(name: str, item: str) -> ObjectRef:
    kind, _, number = item.partition("-")
    if kind not in set(Kind):
        raise Invalid(name, "Name objects by kind and number, as in image-501|dataset-19.")
    return ObjectRef(Kind(kind), whole_number(name, number))


def group_of_object(session: Session, ref: ObjectRef) -> int:
    """The group an object lives in. Raises NotFound."""
    for one in session.browse.whereabouts([ref]):
        return one.group_id
    raise NotFound(ref.kind, ref.id)
