"""What kinds of objects there are, and how one is named."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Kinds of objects, as they are spelled in URLs and JSON."""

    PROJECT = "project"
    DATASET = "dataset"
    IMAGE = "image"
    SCREEN = "screen"
    PLATE = "plate"
    ACQUISITION = "acquisition"
    WELL = "well"
    FILESET = "fileset"
    ORIGINAL_FILE = "originalfile"
    ROI = "roi"
    SHAPE = "shape"
    TAG = "tag"
    TAGSET = "tagset"
    COMMENT = "comment"
    MAP = "map"
    FILE = "file"
    LONG = "long"
    DOUBLE = "double"
    BOOLEAN = "boolean"
    TIMESTAMP = "timestamp"
    TERM = "term"
    XML = "xml"
    EXPERIMENTER = "experimenter"
    GROUP = "group"


ANNOTATION_KINDS = frozenset(
    (
        Kind.TAG,
        Kind.TAGSET,
        Kind.COMMENT,
        Kind.MAP,
        Kind.FILE,
        Kind.LONG,
        Kind.DOUBLE,
        Kind.BOOLEAN,
        Kind.TIMESTAMP,
        Kind.TERM,
        Kind.XML,
    )
)
"""A rating is a LONG in the namespace `annotations.RATING`."""


@dataclass(frozen=True, slots=True)
class ObjectRef:
    """Names one object."""

    kind: Kind
    id: int

    def __str__(self) -> str:
        return f"{self.kind}-{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParentLink:
    """One object in one container."""

    id: int
    parent: ObjectRef
    child: ObjectRef
