"""The tables of the embedded store, and which of them holds which kind of object."""

from __future__ import annotations

from omeropyr.gateway.embedded.schema.annotations import PARENT_COLUMNS, AnnotationLinkRow, AnnotationRow, TagsetTagRow
from omeropyr.gateway.embedded.schema.base import NAME_LENGTH, Base, Named, Owned, now, sort_key
from omeropyr.gateway.embedded.schema.images import (
    ChannelRow,
    FilesetRow,
    ImageRow,
    ImportRow,
    OriginalFileRow,
    PixelsRow,
    RenderingRow,
)
from omeropyr.gateway.embedded.schema.log import EventRow
from omeropyr.gateway.embedded.schema.people import (
    GUEST_GROUP,
    ROOT_USER,
    SYSTEM_GROUP,
    USER_GROUP,
    ExperimenterRow,
    GroupRow,
    LoginRow,
    MembershipRow,
)
from omeropyr.gateway.embedded.schema.tree import (
    AcquisitionRow,
    DatasetImageRow,
    DatasetRow,
    PlateRow,
    ProjectDatasetRow,
    ProjectRow,
    ScreenPlateRow,
    ScreenRow,
    WellRow,
    WellSampleRow,
)

__all__ = [
    "GUEST_GROUP",
    "NAME_LENGTH",
    "PARENT_COLUMNS",
    "ROOT_USER",
    "SYSTEM_GROUP",
    "USER_GROUP",
    "AcquisitionRow",
    "AnnotationLinkRow",
    "AnnotationRow",
    "Base",
    "ChannelRow",
    "DatasetImageRow",
    "DatasetRow",
    "EventRow",
    "ExperimenterRow",
    "FilesetRow",
    "GroupRow",
    "ImageRow",
    "ImportRow",
    "LoginRow",
    "MembershipRow",
    "Named",
    "OriginalFileRow",
    "Owned",
    "PixelsRow",
    "PlateRow",
    "ProjectDatasetRow",
    "ProjectRow",
    "RenderingRow",
    "ScreenPlateRow",
    "ScreenRow",
    "TagsetTagRow",
    "WellRow",
    "WellSampleRow",
    "now",
    "sort_key",
]
