"""Annotations and where they hang."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from omeropyr.gateway.model.files import OriginalFile
from omeropyr.gateway.model.kinds import Kind, ObjectRef
from omeropyr.gateway.model.people import Experimenter, Rights

KeyValues: TypeAlias = tuple[tuple[str, str], ...]
"""In the order people gave them; a key may occur several times."""
AnnotationValue: TypeAlias = str | int | float | bool | datetime | KeyValues | OriginalFile | None

RATING = "openmicroscopy.org/omero/insight/rating"
"""Namespace of a LONG from 1 to 5."""
CLIENT_MAP = "openmicroscopy.org/omero/client/mapAnnotation"
"""Namespace of the key-value pairs that people edit in a client."""
TAGSET_NAMESPACE = "openmicroscopy.org/omero/insight/tagset"
COMPANION_FILE = "openmicroscopy.org/omero/import/companionFile"
BULK_ANNOTATIONS = "openmicroscopy.org/omero/bulk_annotations"
"""Namespace of a FILE that is a table about what it is attached to."""
PHOTO = "openmicroscopy.org/omero/experimenter/photo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """One annotation; `text` is what people read of it, `value` what it holds."""

    id: int
    kind: Kind
    text: str
    owner: Experimenter
    group_id: int
    created_at: datetime
    rights: Rights
    description: str = ""
    namespace: str | None = None
    child_count: int = 0
    """Tags in a tag set; 0 for everything else."""
    value: AnnotationValue = None
    """tag, tag set, comment, term, XML: the text; map: KeyValues; file: OriginalFile; long: int; double: float;
    boolean: bool; timestamp: datetime."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotationLink:
    """One annotation on one object: the same tag on three images is three of these."""

    id: int
    parent: ObjectRef
    parent_name: str
    annotation: Annotation
    owner: Experimenter
    created_at: datetime
    can_delete: bool
