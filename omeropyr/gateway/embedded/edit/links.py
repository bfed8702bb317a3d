"""Which kind of container holds which kind of object, and the links between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Sight, Viewer
from omeropyr.gateway.embedded.schema import (
    AnnotationRow,
    DatasetImageRow,
    DatasetRow,
    ImageRow,
    PlateRow,
    ProjectDatasetRow,
    ProjectRow,
    ScreenPlateRow,
    ScreenRow,
    TagsetTagRow,
)
from omeropyr.gateway.model import Kind, ObjectRef, ParentLink


@dataclass(frozen=True, slots=True)
class Pair:
    """A container, what it holds, and the table that links them."""

    parent_kind: Kind
    child_kind: Kind
    parent: Any
    child: Any
    link: Any


PROJECT_DATASET = Pair(Kind.PROJECT, Kind.DATASET, ProjectRow, DatasetRow, ProjectDatasetRow)
DATASET_IMAGE = Pair(Kind.DATASET, Kind.IMAGE, DatasetRow, ImageRow, DatasetImageRow)
SCREEN_PLATE = Pair(Kind.SCREEN, Kind.PLATE, ScreenRow, PlateRow, ScreenPlateRow)
TAGSET_TAG = Pair(Kind.TAGSET, Kind.TAG, aliased(AnnotationRow), AnnotationRow, TagsetTagRow)

CONTAINERS = {
    (pair.parent_kind, pair.child_kind): pair for pair in (PROJECT_DATASET, DATASET_IMAGE, SCREEN_PLATE, TAGSET_TAG)
}


def parents_of(
    connection: Connection, viewer: Viewer, pair: Pair, children: Sequence[ObjectRef]
) -> Sequence[ParentLink]:
    """Links from readable containers of one kind to readable `children`; those of other kinds are passed over."""
    ids = [child.id for child in children if child.kind is pair.child_kind]
    if not ids:
        return []
    link, sight = pair.link, Sight(viewer, pair.child)
    found = (
        select(link.id, link.parent_id, link.child_id)
        .join(pair.child, pair.child.id == link.child_id)
        .join(pair.parent, pair.parent.id == link.parent_id)
        .where(among(link.child_id, ids), sight.sees_row(pair.parent))
        .order_by(link.id)
    )
    return [
        ParentLink(
            id=row.id,
            parent=ObjectRef(pair.parent_kind, row.parent_id),
            child=ObjectRef(pair.child_kind, row.child_id),
        )
        for row in connection.execute(sight.restrict(found))
    ]
