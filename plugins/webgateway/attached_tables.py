"""Tables attached to objects: found by a path of OMERO's model from the annotated object down to one that is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from omeropyr.api import BULK_ANNOTATIONS, AnnotationLink, Invalid, Kind, ObjectRef, OriginalFile, Session

Json = dict[str, Any]
MIMETYPE = "OMERO.tables"
CLASSES: Mapping[str, Kind] = {
    "Project": Kind.PROJECT,
    "Dataset": Kind.DATASET,
    "Image": Kind.IMAGE,
    "Screen": Kind.SCREEN,
    "Plate": Kind.PLATE,
    "PlateAcquisition": Kind.ACQUISITION,
    "Well": Kind.WELL,
}
STEPS: Mapping[Kind, Mapping[str, Kind]] = {
    Kind.PROJECT: {"datasetLinks.child": Kind.DATASET},
    Kind.DATASET: {"imageLinks.child": Kind.IMAGE},
    Kind.SCREEN: {"plateLinks.child": Kind.PLATE},
    Kind.PLATE: {"wells": Kind.WELL, "plateAcquisitions": Kind.ACQUISITION},
    Kind.ACQUISITION: {"wellSample.image": Kind.IMAGE},
    Kind.WELL: {"wellSamples.image": Kind.IMAGE},
}
"""Ways from an object to what is in it."""


def parsed(path: str) -> tuple[Kind, Kind]:
    """Kinds of the first and the last object of `Plate.wells`. Raises Invalid."""
    name, _, rest = path.partition(".")
    if name not in CLASSES:
        raise Invalid("objtype", f"It begins with one of {', '.join(CLASSES)}.")
    kind = CLASSES[name]
    while rest:
        step = next((step for step in STEPS.get(kind, {}) if f"{rest}.".startswith(f"{step}.")), None)
        if step is None:
            raise Invalid(
                "objtype", f"From {kind} it goes on with one of {', '.join(STEPS.get(kind, {})) or 'nothing'}."
            )
        kind, rest = STEPS[kind][step], rest[len(step) + 1 :]
    return CLASSES[name], kind


def attached(session: Session, path: str, object_id: int) -> Sequence[AnnotationLink]:
    """Links of the tables on objects of the first kind that `object_id` is in, or is itself. Raises Invalid."""
    top, leaf = parsed(path)
    links = session.annotations.of(_holders(session, top, ObjectRef(leaf, object_id)), kinds=[Kind.FILE])
    return [link for link in links if is_table(link)]


def _holders(session: Session, top: Kind, ref: ObjectRef) -> Sequence[ObjectRef]:
    if ref.kind is top:
        return [ref]
    return [step.ancestor for step in session.browse.ancestors([ref]) if step.ancestor.kind is top]


def is_table(link: AnnotationLink) -> bool:
    """By its namespace, or by the type of its file."""
    file = link.annotation.value
    if not isinstance(file, OriginalFile):
        return False
    return link.annotation.namespace == BULK_ANNOTATIONS or file.mimetype == MIMETYPE


def file_of(link: AnnotationLink) -> OriginalFile:
    """Of a link that `attached` found."""
    file = link.annotation.value
    if not isinstance(file, OriginalFile):
        raise TypeError(file)
    return file


def where(link: AnnotationLink) -> Json:
    """On what the table is, and who put it there when (milliseconds since the epoch)."""
    names = {kind: name for name, kind in CLASSES.items()}
    return {
        "parentType": names[link.parent.kind],
        "parentId": link.parent.id,
        "owner": link.annotation.owner.full_name,
        "addedBy": link.owner.full_name,
        "addedOn": int(link.created_at.timestamp() * 1000),
    }


def annotation_json(link: AnnotationLink) -> Json:
    file = file_of(link)
    facts = {"id": link.annotation.id, "name": file.name, "file": file.id, "ns": link.annotation.namespace}
    return {**facts, **where(link)}
