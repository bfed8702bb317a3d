"""What objects of any kind are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Sight, Viewer
from omeropyr.gateway.embedded.schema import AnnotationRow, OriginalFileRow, WellRow, sort_key
from omeropyr.gateway.embedded.statements import AnySelect
from omeropyr.gateway.embedded.targets import TABLES
from omeropyr.gateway.model import ANNOTATION_KINDS, Kind, ObjectRef, well_label

NUMBERED: Mapping[Kind, str] = {Kind.ACQUISITION: "Run", Kind.FILESET: "Fileset", Kind.ROI: "ROI"}
"""What is called by its number when it has no name."""


def names_of(connection: Connection, refs: Sequence[ObjectRef]) -> Mapping[ObjectRef, str]:
    """One statement for each kind; rights are the caller's business."""
    names: dict[ObjectRef, str] = {}
    for kind in dict.fromkeys(ref.kind for ref in refs):
        found = _statement(kind).where(among(TABLES[kind].id, [ref.id for ref in refs if ref.kind is kind]))
        for row in connection.execute(found):
            names[ObjectRef(kind, row[0])] = _name(kind, row)
    return names


def ids_of_named(connection: Connection, viewer: Viewer, kind: Kind, name: str) -> Sequence[int]:
    """Ascending; `sort_name` narrows the search by its index."""
    table: Any = TABLES.get(kind)
    if kind in (Kind.TAG, Kind.TAGSET):
        where = [AnnotationRow.kind == kind, AnnotationRow.text == name]
    elif hasattr(table, "sort_name"):
        where = [table.sort_name == sort_key(name), table.name == name]
    else:
        return []
    found = Sight(viewer, table).restrict(select(table.id)).where(*where).order_by(table.id)
    return connection.scalars(found).all()


def _statement(kind: Kind) -> AnySelect:
    table: Any = TABLES[kind]
    if kind is Kind.WELL:
        return select(WellRow.id, WellRow.row, WellRow.column)
    if kind is Kind.FILESET:
        return select(table.id, table.id)
    if kind in ANNOTATION_KINDS:
        file = OriginalFileRow
        text = func.coalesce(file.name, AnnotationRow.text)
        return select(AnnotationRow.id, text).join(file, file.id == AnnotationRow.file_id, isouter=True)
    return select(table.id, table.name)


def _name(kind: Kind, row: Any) -> str:
    if kind is Kind.WELL:
        return well_label(row[1], row[2])
    if kind is Kind.FILESET or (kind in NUMBERED and not row[1]):
        return f"{NUMBERED[kind]} {row[0]}"
    return row[1] or ""
