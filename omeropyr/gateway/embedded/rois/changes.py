"""Writing regions: every change is recorded with the rows that undo takes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select

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
from omeropyr.gateway.embedded.rois.codec import shape_values
from omeropyr.gateway.embedded.schema import RoiRow, ShapeRow, now
from omeropyr.gateway.embedded.statements import AnyRow
from omeropyr.gateway.embedded.targets import require_targets
from omeropyr.gateway.model import Kind, NewRoi, ObjectRef, Shape


def create(writing: Writing, image_id: int, rois: Sequence[NewRoi]) -> list[int]:
    """Ids in the order given; a few statements, however many there are."""
    (image,) = require_targets(writing.connection, writing.viewer, [ObjectRef(Kind.IMAGE, image_id)])
    image.require(Act.ANNOTATE)
    if not rois:
        return []
    shared = {"owner_id": writing.viewer.user_id, "group_id": image.group_id, "image_id": image_id}
    moment = dict.fromkeys(("created_at", "changed_at"), now())
    rows = [{"name": roi.name, "description": roi.description, **shared, **moment} for roi in rois]
    roi_ids = _insert_rois(writing.connection, image_id, rows)
    shapes = _insert_shapes(writing.connection, image_id, dict(zip(roi_ids, rois, strict=True)))
    for roi_id, row, roi in zip(roi_ids, rows, rois, strict=True):
        changes = [inserted(RoiRow, {"id": roi_id, **row}), *shapes.get(roi_id, [])]
        writing.record("create", Kind.ROI, roi_id, new=_described(image_id, roi), rows=changes)
    return roi_ids


def _described(image_id: int, roi: NewRoi) -> dict[str, Any]:
    """For the log."""
    return {"image_id": image_id, "name": roi.name, "description": roi.description, "shapes": len(roi.shapes)}


def _insert_rois(connection: Connection, image_id: int, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Ids in the order of the rows. They are numbered one after the other, and nobody else writes meanwhile."""
    of_image = RoiRow.image_id == image_id
    last = connection.execute(select(func.coalesce(func.max(RoiRow.id), 0)).where(of_image)).scalar_one()
    connection.execute(insert(RoiRow), rows)
    return list(connection.execute(select(RoiRow.id).where(of_image, RoiRow.id > last).order_by(RoiRow.id)).scalars())


def _insert_shapes(connection: Connection, image_id: int, rois: Mapping[int, NewRoi]) -> dict[int, list[RowChange]]:
    """Changes of each region. They need not repeat the shapes: `changed_at` tells whether somebody changed them."""
    numbered = [(roi_id, n, shape) for roi_id, roi in rois.items() for n, shape in enumerate(roi.shapes)]
    if numbered:
        connection.execute(insert(ShapeRow), [_row(shape, image_id, roi_id, n) for roi_id, n, shape in numbered])
    made = select(ShapeRow.id, ShapeRow.roi_id).where(ShapeRow.roi_id.between(min(rois), max(rois)))
    changes: dict[int, list[RowChange]] = {}
    for row in connection.execute(made.order_by(ShapeRow.roi_id, ShapeRow.position)):
        changes.setdefault(row.roi_id, []).append(inserted(ShapeRow, dict(row._mapping)))
    return changes


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
    named = {"name": roi.name, "description": roi.description, "changed_at": now()}
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
