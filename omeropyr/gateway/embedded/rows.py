"""Rows become the values of the model. Every row of an owned thing carries `level` and `leads` for its rights."""

from __future__ import annotations

from typing import Any

from omeropyr.gateway.embedded.people.persons import PERSON
from omeropyr.gateway.embedded.rights import Viewer, rights_on
from omeropyr.gateway.embedded.statements import AnyRow
from omeropyr.gateway.model import (
    Dataset,
    Experimenter,
    Group,
    ImageSummary,
    PermissionLevel,
    Plate,
    Project,
    Rights,
    Run,
    Screen,
)


def rights_of(row: AnyRow, viewer: Viewer) -> Rights:
    return rights_on(viewer, owner_id=row.owner_id, level=row.level, leads=row.leads)


def _shared(row: AnyRow, viewer: Viewer) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "description": row.description,
        "owner_id": row.owner_id,
        "group_id": row.group_id,
        "rights": rights_of(row, viewer),
    }


def project(row: AnyRow, viewer: Viewer) -> Project:
    return Project(**_shared(row, viewer), child_count=row.child_count)


def dataset(row: AnyRow, viewer: Viewer) -> Dataset:
    return Dataset(**_shared(row, viewer), child_count=row.child_count)


def screen(row: AnyRow, viewer: Viewer) -> Screen:
    return Screen(**_shared(row, viewer), child_count=row.child_count)


def plate(row: AnyRow, viewer: Viewer) -> Plate:
    return Plate(**_shared(row, viewer), child_count=row.child_count)


def run(row: AnyRow, viewer: Viewer) -> Run:
    own = {"plate_id": row.plate_id, "started_at": row.started_at, "ended_at": row.ended_at}
    return Run(**_shared(row, viewer), **own, field_count=row.field_count)


def summary_values(row: AnyRow, viewer: Viewer) -> dict[str, Any]:
    """What ImageSummary and Image share."""
    return {
        **_shared(row, viewer),
        "size_x": row.size_x,
        "size_y": row.size_y,
        "size_z": row.size_z,
        "size_c": row.size_c,
        "size_t": row.size_t,
        "imported_at": row.created_at,
        "acquired_at": row.acquired_at,
        "fileset_id": row.fileset_id,
        "thumb_version": row.thumb_version,
    }


def image_summary(row: AnyRow, viewer: Viewer) -> ImageSummary:
    return ImageSummary(**summary_values(row, viewer))


def group(row: AnyRow) -> Group:
    return Group(id=row.id, name=row.name, level=PermissionLevel(row.level), description=row.description)


def experimenter(row: AnyRow, prefix: str = "") -> Experimenter:
    """From the columns of `persons.person_columns(..., prefix)`."""
    values = row._mapping
    is_admin = bool(values[f"{prefix}is_admin"])
    return Experimenter(**{name: values[f"{prefix}{name}"] for name in PERSON}, is_admin=is_admin)
