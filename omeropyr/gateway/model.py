"""What the gateway returns: frozen values with the names of the OME model. No rows, no `omero.model` objects.

Ids are unique per kind, as in OMERO. Times are aware datetimes in UTC. A physical quantity carries its unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from omeropyr.imaging.source import LevelSize

T = TypeVar("T")


class Kind(StrEnum):
    """Kinds of objects, as they are spelled in URLs and JSON."""

    PROJECT = "project"
    DATASET = "dataset"
    IMAGE = "image"
    SCREEN = "screen"
    PLATE = "plate"
    ACQUISITION = "acquisition"
    WELL = "well"
    TAG = "tag"
    TAGSET = "tagset"
    COMMENT = "comment"
    EXPERIMENTER = "experimenter"
    GROUP = "group"


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


class PermissionLevel(StrEnum):
    """The four permission levels of an OMERO group, spelled as OMERO's clients spell them."""

    PRIVATE = "rw----"
    READ_ONLY = "rwr---"
    READ_ANNOTATE = "rwra--"
    READ_WRITE = "rwrw--"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What the asking user may do with one object."""

    can_annotate: bool = False
    can_edit: bool = False
    can_delete: bool = False
    can_link: bool = False
    can_chgrp: bool = False
    can_chown: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A slice of a listing. `limit` None means all."""

    offset: int = 0
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """One page of a listing and the number of items in all pages."""

    items: Sequence[T]
    total: int


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part of the store to look at; None means all that the user may read."""

    group_id: int | None = None
    owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Credentials:
    """A login by name and password. The password never shows in a repr."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Experimenter:
    id: int
    ome_name: str
    first_name: str
    last_name: str
    is_admin: bool = False
    email: str | None = None

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.ome_name


@dataclass(frozen=True, slots=True)
class Group:
    id: int
    name: str
    level: PermissionLevel
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventContext:
    """Who the session is, with OMERO's names."""

    user: Experimenter
    group: Group
    """The user's default group."""
    member_of: tuple[int, ...]
    leader_of: tuple[int, ...]

    @property
    def is_admin(self) -> bool:
        return self.user.is_admin


@dataclass(frozen=True, slots=True, kw_only=True)
class DataObject:
    """What every object of the tree has. `owner_id` and `group_id` are experimenter and group ids."""

    id: int
    name: str
    owner_id: int
    group_id: int
    rights: Rights
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(DataObject):
    child_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset(DataObject):
    child_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen(DataObject):
    child_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate(DataObject):
    """`child_count` is the number of runs (plate acquisitions)."""

    child_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WellField:
    """One field of view of a well: `field` counts from 0 within the well."""

    well_id: int
    row: int
    column: int
    field: int
    image_id: int
    image_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlateGrid:
    """Wells of a plate that hold images; rows and columns count from 0, `fields` is the largest number in a well."""

    plate: Plate
    rows: int
    columns: int
    fields: int
    wells: Sequence[WellField]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageSummary(DataObject):
    """An image as listings show it; sizes in pixels."""

    size_x: int
    size_y: int
    size_z: int
    size_c: int
    size_t: int
    imported_at: datetime
    acquired_at: datetime | None = None
    fileset_id: int | None = None
    thumb_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """`index` is 0-based. `minimum` and `maximum` are the statistics over the image, in pixel values."""

    index: int
    label: str
    color: str
    minimum: float
    maximum: float
    emission_wavelength_nm: float | None = None
    excitation_wavelength_nm: float | None = None


@dataclass(frozen=True, slots=True)
class OriginalFile:
    """A file as it was imported; `size` in bytes, `path` as the store keeps it."""

    id: int
    name: str
    path: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Image(ImageSummary):
    """Everything the inspector and `imgData` say of an image. `levels[0]` is full size."""

    pixel_type: str
    channels: tuple[Channel, ...]
    levels: tuple[LevelSize, ...]
    tile_width: int
    tile_height: int
    owner: Experimenter
    group: Group
    projects: tuple[Project, ...] = ()
    datasets: tuple[Dataset, ...] = ()
    fields: tuple[WellField, ...] = ()
    """The places in wells where this image sits; empty outside plates."""
    files: tuple[OriginalFile, ...] = ()
    physical_size_x_um: float | None = None
    physical_size_y_um: float | None = None
    physical_size_z_um: float | None = None
    nominal_magnification: float | None = None

    @property
    def is_tiled(self) -> bool:
        return len(self.levels) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """A tag, tag set or comment; `text` is what people read."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class PathStep:
    """One step from the owner down to an object; the counts are given for datasets (and orphans) only."""

    kind: str
    """A Kind, 'orphaned' (its id is the owner's) or 'wellsample' (a field of a well)."""
    id: int
    child_count: int | None = None
    child_index: int | None = None
    """0-based position of the next step among this one's children."""


@dataclass(frozen=True, slots=True)
class GatewayStatus:
    """Whether a store answers; `detail` is one sentence for administrators."""

    ok: bool
    detail: str
    latency_ms: float
    version: str
