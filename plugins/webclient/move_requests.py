"""What is to be moved or given away: `Project=1,2&Image=3` in a form or query, and where to."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pyramid.request import Request
from webob.multidict import MultiDict

from omeropyr.api import Invalid, Kind, ObjectRef

from .answers import json_answer
from .params import whole_number

FIELDS: Mapping[str, Kind] = {
    "Project": Kind.PROJECT,
    "Dataset": Kind.DATASET,
    "Image": Kind.IMAGE,
    "Screen": Kind.SCREEN,
    "Plate": Kind.PLATE,
    "Fileset": Kind.FILESET,
}
"""The lists of a form, and the kinds that they name."""
TREE = tuple(name for name in FIELDS if name != "Fileset")


def refs_in(fields: MultiDict[str, str], names: Collection[str] = TREE) -> list[ObjectRef]:
    """Every object of the comma lists, each once. Raises Invalid for what is no number."""
    refs = (
        ObjectRef(FIELDS[name], whole_number(name, piece))
        for name in names
        for text in fields.getall(name)
        for piece in text.split(",")
        if piece.strip()
    )
    return list(dict.fromkeys(refs))


def required_refs(fields: MultiDict[str, str], names: Collection[str] = TREE) -> list[ObjectRef]:
    """Raises Invalid when nothing is named."""
    refs = refs_in(fields, names)
    if not refs:
        raise Invalid("Image", "Name at least one object, as in Image=1,2 or Dataset=3.")
    return refs


def refused(sentence: str) -> object:
    """How clients of these addresses expect to be told: 200, with the sentence under `Error`."""
    return json_answer({"Error": sentence}, 200)


def destination(request: Request, fields: Mapping[str, str], name: str) -> int | None:
    """The group or person that it goes to; None if none is named. Raises Invalid."""
    text = fields.get(name, "").strip()
    return whole_number(name, text) if text else None
