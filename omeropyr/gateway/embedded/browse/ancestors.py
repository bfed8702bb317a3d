"""What objects are in, however far up: datasets and projects, wells, runs, plates and screens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from omeropyr.gateway.embedded.edit.links import CONTAINERS, parents_of
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Sight, Viewer
from omeropyr.gateway.embedded.schema import AcquisitionRow, ImageRow, PlateRow, WellRow, WellSampleRow
from omeropyr.gateway.model import Descent, Kind, ObjectRef

LINKED = tuple(pair for pair in CONTAINERS.values() if pair.child_kind is not Kind.TAG)
ON_PLATES: Mapping[Kind, Any] = {Kind.WELL: WellRow, Kind.ACQUISITION: AcquisitionRow}

Above = dict[ObjectRef, list[ObjectRef]]


def ancestors_of(connection: Connection, viewer: Viewer, refs: Sequence[ObjectRef]) -> Sequence[Descent]:
    """Level by level, all objects of a level at once."""
    above: Above = {}
    level = list(dict.fromkeys(refs))
    while level:
        for child, parent in _steps_up(connection, viewer, level):
            above.setdefault(child, []).append(parent)
        found = dict.fromkeys(parent for child in level for parent in above.get(child, ()))
        level = [parent for parent in found if parent not in above]
    return [Descent(ref=ref, ancestor=ancestor) for ref in dict.fromkeys(refs) for ancestor in _all_above(above, ref)]


def _all_above(above: Above, ref: ObjectRef) -> dict[ObjectRef, None]:
    """Each once, the nearest first."""
    found: dict[ObjectRef, None] = {}
    waiting = list(above.get(ref, ()))
    while waiting:
        found |= dict.fromkeys(waiting)
        waiting = [parent for child in waiting for parent in above.get(child, ())]
    return found


def _steps_up(
    connection: Connection, viewer: Viewer, refs: Sequence[ObjectRef]
) -> Iterator[tuple[ObjectRef, ObjectRef]]:
    """Pairs (object, what it is in directly)."""
    for pair in LINKED:
        for link in parents_of(connection, viewer, pair, refs):
            yield link.child, link.parent
    yield from _fields(connection, viewer, [ref.id for ref in refs if ref.kind is Kind.IMAGE])
    for kind in ON_PLATES:
        yield from _on_plates(connection, viewer, kind, [ref.id for ref in refs if ref.kind is kind])


def _fields(connection: Connection, viewer: Viewer, image_ids: Sequence[int]) -> Iterator[tuple[ObjectRef, ObjectRef]]:
    """Images in wells, and in runs."""
    if not image_ids:
        return
    sight, field = Sight(viewer, ImageRow), WellSampleRow
    run_seen = (AcquisitionRow.id == field.acquisition_id) & sight.sees(AcquisitionRow.owner_id)
    found = (
        select(field.image_id, field.well_id, AcquisitionRow.id.label("run_id"))
        .select_from(field)
        .join(ImageRow, ImageRow.id == field.image_id)
        .join(WellRow, WellRow.id == field.well_id)
        .where(among(field.image_id, image_ids), sight.sees(WellRow.owner_id))
    )
    found = sight.restrict(found).join(AcquisitionRow, run_seen, isouter=True)
    for row in connection.execute(found):
        image = ObjectRef(Kind.IMAGE, row.image_id)
        yield image, ObjectRef(Kind.WELL, row.well_id)
        if row.run_id is not None:
            yield image, ObjectRef(Kind.ACQUISITION, row.run_id)


def _on_plates(
    connection: Connection, viewer: Viewer, kind: Kind, ids: Sequence[int]
) -> Iterator[tuple[ObjectRef, ObjectRef]]:
    """Wells, or runs, and their plates."""
    if not ids:
        return
    thing = ON_PLATES[kind]
    sight = Sight(viewer, thing)
    found = select(thing.id, thing.plate_id).join(PlateRow, PlateRow.id == thing.plate_id)
    found = found.where(among(thing.id, ids), sight.sees(PlateRow.owner_id))
    for row in connection.execute(sight.restrict(found)):
        yield ObjectRef(kind, row.id), ObjectRef(Kind.PLATE, row.plate_id)
