"""What annotations hold, as JSON: each class has a key of its own for its value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from omeropyr.api import RATING, Annotation, Kind, OriginalFile

CLASSES: Mapping[Kind, tuple[str, str]] = {
    Kind.TAG: ("TagAnnotationI", "textValue"),
    Kind.TAGSET: ("TagAnnotationI", "textValue"),
    Kind.COMMENT: ("CommentAnnotationI", "textValue"),
    Kind.XML: ("XmlAnnotationI", "textValue"),
    Kind.TERM: ("TermAnnotationI", "termValue"),
    Kind.LONG: ("LongAnnotationI", "longValue"),
    Kind.DOUBLE: ("DoubleAnnotationI", "doubleValue"),
    Kind.BOOLEAN: ("BooleanAnnotationI", "boolValue"),
    Kind.TIMESTAMP: ("TimestampAnnotationI", "timeValue"),
    Kind.MAP: ("MapAnnotationI", "values"),
    Kind.FILE: ("FileAnnotationI", "file"),
}
"""The name of the class, and the key of its value."""

SORTS: Mapping[str, tuple[Kind, ...]] = {
    "tag": (Kind.TAG, Kind.TAGSET),
    "file": (Kind.FILE,),
    "comment": (Kind.COMMENT,),
    "rating": (Kind.LONG,),
    "map": (Kind.MAP,),
    "custom": (Kind.LONG, Kind.DOUBLE, Kind.BOOLEAN, Kind.TIMESTAMP, Kind.TERM, Kind.XML),
}
"""The words of the parameter `type`. Numbers are ratings or custom: see `is_of_sort`."""


def is_of_sort(annotation: Annotation, sort: str) -> bool:
    """Whether an annotation belongs to one of `SORTS`; to an unknown one everything belongs."""
    if sort not in SORTS:
        return True
    is_rating = annotation.kind is Kind.LONG and annotation.namespace == RATING
    return annotation.kind in SORTS[sort] and is_rating == (sort == "rating")


def class_of(annotation: Annotation) -> str:
    return CLASSES[annotation.kind][0]


def value_of(annotation: Annotation) -> dict[str, Any]:
    """The key of the value, and the value: moments in milliseconds since 1970, pairs as lists."""
    value: Any = annotation.value
    if isinstance(value, datetime):
        value = round(value.timestamp() * 1000)
    elif isinstance(value, tuple):
        value = [list(pair) for pair in value]
    elif isinstance(value, OriginalFile):
        value = _file(value)
    return {CLASSES[annotation.kind][1]: annotation.text if value is None else value}


def _file(file: OriginalFile) -> dict[str, Any]:
    """Where it is kept is nobody's business: clients get the name as the path."""
    return {"id": file.id, "name": file.name, "size": file.size, "path": file.name, "mimetype": file.mimetype}
