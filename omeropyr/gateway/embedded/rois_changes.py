"""Writing regions: every change is recorded with the rows that undo takes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, insert, select

from omeropyr.errors import Invalid, NotFound
from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.history.rowchanges import (
    RowChange,
    delete_rows,
    insert_row,
    inserted,
    update_row,
)
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Act
from omeropyr.gateway.embedded.rois_codec import shape_values
from omeropyr.gateway.embedded.schema import RoiRow, ShapeRow, now
from omeropyr.gateway.embedded.statements import AnyRow
from omeropyr.gateway.embedded.targets import require_targets
from omeropyr.gateway.model import Kind, NewRoi, ObjectRef, Shape


def create(writing: Writing, image_id: int, rois: Sequence[NewRoi]) -> list[int]:
    """Ids in the order given; two statements and the log, however many there are."""
    (image,) = require_targets(writing.connection, writing.viewer, [ObjectRef(Kind.IMAGE, image_id)])
    image.require(Act.ANNOTATE)
    moment = now()
    values = [
        {
            "owner_id": writing.viewer.user_id,
            "group_id": image.group_id,
            "image_id": image_id,
            "name": roi.name,
            "description": roi.description,
            "created_at": moment,
            "updated_at": moment,
        }
        for roi in rois
    ]
    roi_ids = _insert(writing.connection, RoiRow, values)
    shapes = _create_shapes(writing.connection, image_id, dict(zip(roi_ids, rois, strict=True)))
    for roi_id, row, roi in zip(roi_ids, values, rois, strict=True):
        changes = [inserted(RoiRow, {"id": roi_id, **row}), *shapes.get(roi_id, [])]
        writing.record("create", Kind.ROI, roi_id, new=_described(image_id, roi), rows=changes)
    return roi_ids


def _described(image_id: int, roi: NewRoi) -> dict[str, Any]:
    """For the log."""
    return {"image_id": image_id, "name": roi.name, "description": roi.description, "shapes": len(roi.shapes)}


def _insert(connection: Connection, table: Any, values: Sequence[Mapping[str, Any]]) -> list[int]:
    """Ids in the order of the rows."""
    if not values:
        return []
    statement = insert(table).returning(table.id, sort_by_parameter_order=True)
    return list(connection.execute(statement, [dict(row) for row in values]).scalars())


def _create_shapes(connection: Connection, image_id: int, rois: Mapping[int, NewRoi]) -> dict[int, list[RowChange]]:
    """Changes of each region. They need not repeat the shapes: `updated_at` tells whether somebody changed them."""
    values = [
        _row(shape, image_id, roi_id, position)
        for roi_id, roi in rois.items()
        for position, shape in enumerate(roi.shapes)
    ]
    made = zip(_insert(connection, ShapeRow, values), values, strict=True)
    return {
        roi_id: [inserted(ShapeRow, {"id": shape_id, "roi_id": roi_id}) for shape_id, _ in group]
        for roi_id, group in groupby(made, key=lambda pair: pair[1]["roi_id"])
    }


def _row(shape: Shape, image_id: int, roi_id: int, position: int) -> dict[str, Any]:
    return {"roi_id": roi_id, "image_id": image_id, "position": position, **shape_values(shape)}


def update(writing: Writing, roi_id: int, roi: NewRoi) -> None:
    connection = writing.connection
    (target,) = require_targets(connection, writing.viewer, [ObjectRef(Kind.ROI, roi_id)])
    target.require(Act.EDIT)
    columns = (RoiRow.image_id, RoiRow.name, RoiRow.description)
    old = connection.execute(select(*columns).where(RoiRow.id == roi_id)).one()
    stored = _stored_shapes(connection, roi_id)
    _require_known(roi, roi_id, stored)
    named = {"name": roi.name, "description": roi.description, "updated_at": now()}
    changes = [update_row(connection, RoiRow, roi_id, named)]
    rows = [_row(shape, old.image_id, roi_id, position) for position, shape in enumerate(roi.shapes)]
    changes += _replace_shapes(connection, roi.shapes, rows, stored)
    before = {**old._mapping, "shapes": len(stored)}
    writing.record("edit", Kind.ROI, roi_id, old=before, new=_described(old.image_id, roi), rows=changes)


def _stored_shapes(connection: Connection, roi_id: int) -> Mapping[int, AnyRow]:
    found = select(*ShapeRow.__table__.columns).where(ShapeRow.roi_id == roi_id)
    return {row.id: row for row in connection.execute(found)}


def _require_known(roi: NewRoi, roi_id: int, stored: Mapping[int, AnyRow]) -> None:
    """Raises NotFound for a shape that is not of this region, Invalid for one that is named twice."""
    named: set[int] = set()
    for number, shape in enumerate(roi.shapes):
        if shape.id is not None and shape.id not in stored:
            raise NotFound(f"{Kind.SHAPE} of {Kind.ROI} {roi_id}:", shape.id)
        if shape.id in named:
            raise Invalid(f"roi.shapes[{number}].id", "must not be there twice")
        named |= {shape.id} if shape.id is not None else set()


def _replace_shapes(
    connection: Connection, shapes: Sequence[Shape], rows: Sequence[dict[str, Any]], stored: Mapping[int, AnyRow]
) -> Iterator[RowChange]:
    """Delete those that are missing, change those that differ, make those without an id."""
    missing = set(stored) - {shape.id for shape in shapes}
    if missing:
        yield from delete_rows(connection, ShapeRow, among(ShapeRow.id, missing))
    for shape, row in zip(shapes, rows, strict=True):
        if shape.id is None:
            yield insert_row(connection, ShapeRow, row)[1]
            continue
        old = stored[shape.id]._mapping
        changed = {name: value for name, value in row.items() if old[name] != value}
        if changed:
            yield update_row(connection, ShapeRow, shape.id, changed)


def delete(writing: Writing, roi_ids: Sequence[int]) -> int:
    """Number deleted."""
    connection = writing.connection
    refs = [ObjectRef(Kind.ROI, roi_id) for roi_id in dict.fromkeys(roi_ids)]
    for target in require_targets(connection, writing.viewer, refs):
        target.require(Act.DELETE)
    ids = [ref.id for ref in refs]
    shapes: dict[int, list[RowChange]] = {}
    for change in delete_rows(connection, ShapeRow, among(ShapeRow.roi_id, ids)):
        shapes.setdefault((change.old or {})["roi_id"], []).append(change)
    for change in delete_rows(connection, RoiRow, among(RoiRow.id, ids)):
        row = change.old or {}
        old = {name: row[name] for name in ("image_id", "name", "description")}
        writing.record("delete", Kind.ROI, row["id"], old=old, rows=[*shapes.get(row["id"], []), change])
    return len(ids)
