"""Images in containers, however deep."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, or_, select

from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Sight, Viewer
from omeropyr.gateway.embedded.schema import (
    DatasetImageRow,
    ImageRow,
    ProjectDatasetRow,
    ScreenPlateRow,
    WellRow,
    WellSampleRow,
)
from omeropyr.gateway.embedded.statements import AnySelect
from omeropyr.gateway.model import Kind, ObjectRef

Ids = Sequence[int]


def _in_projects(ids: Ids) -> AnySelect:
    link = ProjectDatasetRow
    inside = select(DatasetImageRow.child_id).join(link, link.child_id == DatasetImageRow.parent_id)
    return inside.where(among(link.parent_id, ids))


def _in_datasets(ids: Ids) -> AnySelect:
    return select(DatasetImageRow.child_id).where(among(DatasetImageRow.parent_id, ids))


def _in_screens(ids: Ids) -> AnySelect:
    inside = select(WellSampleRow.image_id).join(WellRow, WellRow.id == WellSampleRow.well_id)
    inside = inside.join(ScreenPlateRow, ScreenPlateRow.child_id == WellRow.plate_id)
    return inside.where(among(ScreenPlateRow.parent_id, ids))


def _in_plates(ids: Ids) -> AnySelect:
    inside = select(WellSampleRow.image_id).join(WellRow, WellRow.id == WellSampleRow.well_id)
    return inside.where(among(WellRow.plate_id, ids))


def _in_runs(ids: Ids) -> AnySelect:
    return select(WellSampleRow.image_id).where(among(WellSampleRow.acquisition_id, ids))


def _in_wells(ids: Ids) -> AnySelect:
    return select(WellSampleRow.image_id).where(among(WellSampleRow.well_id, ids))


def _in_filesets(ids: Ids) -> AnySelect:
    return select(ImageRow.id).where(among(ImageRow.fileset_id, ids))


INSIDE: Mapping[Kind, Callable[[Ids], AnySelect]] = {
    Kind.PROJECT: _in_projects,
    Kind.DATASET: _in_datasets,
    Kind.SCREEN: _in_screens,
    Kind.PLATE: _in_plates,
    Kind.ACQUISITION: _in_runs,
    Kind.WELL: _in_wells,
    Kind.FILESET: _in_filesets,
}


def images_in(connection: Connection, viewer: Viewer, containers: Sequence[ObjectRef]) -> Sequence[int]:
    """Ids of the readable images in any of them, ascending; one statement."""
    conditions: list[ColumnElement[bool]] = []
    for kind in dict.fromkeys(ref.kind for ref in containers):
        ids = [ref.id for ref in containers if ref.kind is kind]
        if kind is Kind.IMAGE:
            conditions.append(among(ImageRow.id, ids))
        elif kind in INSIDE:
            conditions.append(ImageRow.id.in_(INSIDE[kind](ids)))
    if not conditions:
        return []
    found = Sight(viewer, ImageRow).restrict(select(ImageRow.id)).where(or_(*conditions)).order_by(ImageRow.id)
    return list(connection.execute(found).scalars())
