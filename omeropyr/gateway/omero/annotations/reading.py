"""Annotations and links as the server sends them, to values of the port."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from omero.rtypes import unwrap

from omeropyr.gateway.model import (
    Annotation,
    AnnotationLink,
    AnnotationValue,
    Experimenter,
    Kind,
    ObjectRef,
    OriginalFile,
    Rights,
)
from omeropyr.gateway.model.annotations import TAGSET_NAMESPACE
from omeropyr.gateway.omero import rows
from omeropyr.gateway.omero.queries.running import Row

KINDS: Mapping[str, Kind] = {
    "CommentAnnotationI": Kind.COMMENT,
    "MapAnnotationI": Kind.MAP,
    "FileAnnotationI": Kind.FILE,
    "LongAnnotationI": Kind.LONG,
    "DoubleAnnotationI": Kind.DOUBLE,
    "BooleanAnnotationI": Kind.BOOLEAN,
    "TimestampAnnotationI": Kind.TIMESTAMP,
    "TermAnnotationI": Kind.TERM,
    "XmlAnnotationI": Kind.XML,
}

READ: Mapping[Kind, Callable[[Any], AnnotationValue]] = {
    Kind.TAG: lambda ann: unwrap(ann.textValue),
    Kind.TAGSET: lambda ann: unwrap(ann.textValue),
    Kind.COMMENT: lambda ann: unwrap(ann.textValue),
    Kind.XML: lambda ann: unwrap(ann.textValue),
    Kind.TERM: lambda ann: unwrap(ann.termValue),
    Kind.LONG: lambda ann: unwrap(ann.longValue),
    Kind.DOUBLE: lambda ann: unwrap(ann.doubleValue),
    Kind.BOOLEAN: lambda ann: unwrap(ann.boolValue),
    Kind.TIMESTAMP: lambda ann: rows.moment(unwrap(ann.timeValue)),
    Kind.MAP: lambda ann: tuple((pair.name, pair.value) for pair in ann.getMapValue() or ()),
    Kind.FILE: lambda ann: None if ann.file is None else original_file(ann.file),
}


def kind_of(ann: Any) -> Kind | None:
    """None for kinds that nobody sees, such as lists."""
    if type(ann).__name__ == "TagAnnotationI":
        return Kind.TAGSET if unwrap(ann.ns) == TAGSET_NAMESPACE else Kind.TAG
    return KINDS.get(type(ann).__name__)


def annotation(ann: Any, kind: Kind) -> Annotation:
    details, value = ann.details, READ[kind](ann)
    return Annotation(
        id=unwrap(ann.id),
        kind=kind,
        text=text_of(value),
        owner=experimenter(details.owner),
        group_id=unwrap(details.group.id),
        created_at=rows.known_moment(unwrap(details.creationEvent.time)),
        rights=rights(details.permissions),
        description=unwrap(ann.description) or "",
        namespace=unwrap(ann.ns),
        value=value,
    )


def link(found: Any, parent: Kind, kind: Kind) -> AnnotationLink:
    return AnnotationLink(
        id=unwrap(found.id),
        parent=ObjectRef(parent, unwrap(found.parent.id)),
        parent_name=unwrap(getattr(found.parent, "name", None)) or "",
        annotation=annotation(found.child, kind),
        owner=experimenter(found.details.owner),
        created_at=rows.known_moment(unwrap(found.details.creationEvent.time)),
        can_delete=bool(found.details.permissions.canDelete()),
    )


def tag(row: Row) -> Annotation:
    """From a row of `queries.annotations.TAGS`."""
    return Annotation(
        id=row["id"],
        kind=Kind.TAGSET if row["namespace"] == TAGSET_NAMESPACE else Kind.TAG,
        text=row["text"] or "",
        owner=rows.experimenter(row, "owner_"),
        group_id=row["group_id"],
        created_at=rows.known_moment(row["created"]),
        rights=rows.rights(row["obj_details_permissions"]),
        description=row["description"] or "",
        namespace=row["namespace"],
        child_count=row["child_count"],
        value=row["text"] or "",
    )


def text_of(value: AnnotationValue) -> str:
    """What people read of a value."""
    if isinstance(value, tuple):
        return ", ".join(f"{key}: {text}" for key, text in value)
    if isinstance(value, OriginalFile):
        return value.name
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else str(value)


def experimenter(person: Any) -> Experimenter:
    """Whether they are an administrator is not known here: their groups do not come along."""
    return Experimenter(
        id=unwrap(person.id),
        ome_name=unwrap(person.omeName),
        first_name=unwrap(person.firstName) or "",
        last_name=unwrap(person.lastName) or "",
        email=unwrap(person.email),
        middle_name=unwrap(person.middleName) or "",
        institution=unwrap(person.institution) or "",
    )


def rights(permissions: Any) -> Rights:
    """Of an object's permissions for whoever asks."""
    extended = tuple(permissions._extendedRestrictions or ())
    found = {
        "canAnnotate": permissions.canAnnotate(),
        "canEdit": permissions.canEdit(),
        "canDelete": permissions.canDelete(),
        "canLink": permissions.canLink(),
        "canChgrp": "CHGRP" not in extended,
        "canChown": "CHOWN" not in extended,
        "restrictions": extended,
    }
    return rows.rights(found)


def original_file(file: Any) -> OriginalFile:
    checksum = unwrap(file.hash)
    hasher = unwrap(file.hasher.value) if file.hasher is not None and file.hasher.isLoaded() else None
    return OriginalFile(
        id=unwrap(file.id),
        name=unwrap(file.name) or "",
        path=unwrap(file.path) or "",
        size=unwrap(file.size) or 0,
        mimetype=unwrap(file.mimetype),
        checksum=f"{hasher}:{checksum}" if checksum and hasher else None,
        owner_id=unwrap(file.details.owner.id),
        group_id=unwrap(file.details.group.id),
    )
