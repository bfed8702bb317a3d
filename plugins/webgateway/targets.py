"""`toids` and `to_type` of a form: the images that a change of settings is for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyramid.request import Request

from omeropyr.api import Invalid, Kind, ObjectRef, Session

from .numbers import integer

MOST = 10_000
"""Objects that one form may name."""
KINDS: Mapping[str, Kind] = {
    kind: kind for kind in (Kind.IMAGE, Kind.DATASET, Kind.PROJECT, Kind.PLATE, Kind.SCREEN, Kind.ACQUISITION)
}


def requested_ids(request: Request) -> list[int]:
    """`toids` of the form, each once. Raises Invalid for what is no number, and for too many."""
    numbers = [integer(text) if isinstance(text, str) else None for text in request.POST.getall("toids")]
    if len(numbers) > MOST:
        raise Invalid("toids", f"At most {MOST:,} objects can be named at once.")
    found = [number for number in numbers if number is not None]
    if len(found) < len(numbers):
        raise Invalid("toids", "Objects are named by whole numbers, as in toids=1&toids=2.")
    return list(dict.fromkeys(found))


def requested_kind(request: Request) -> Kind:
    """`to_type` of the form in whatever case, images without one. Raises Invalid for another word."""
    word = str(request.POST.get("to_type") or Kind.IMAGE).lower()
    if word not in KINDS:
        raise Invalid("to_type", f"One of {', '.join(KINDS)} is wanted.")
    return KINDS[word]


def images_of(session: Session, kind: Kind, ids: Sequence[int]) -> Sequence[int]:
    """The images named, or the readable ones in the containers named."""
    if kind is Kind.IMAGE:
        return ids
    return session.browse.images_in([ObjectRef(kind, number) for number in ids])


def images_on_plates(session: Session, run_ids: Sequence[int]) -> Sequence[int]:
    """Every image of the plates that these runs were over."""
    descents = session.browse.ancestors([ObjectRef(Kind.ACQUISITION, number) for number in run_ids])
    return session.browse.images_in([step.ancestor for step in descents if step.ancestor.kind is Kind.PLATE])
