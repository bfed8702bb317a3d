"""Plates: the grid of their wells."""

from __future__ import annotations

from typing import Any

from omeropyr.errors import NotFound
from omeropyr.gateway.model import Kind, Listing, Page, PlateGrid, Scope, Well, WellField
from omeropyr.gateway.omero import rows
from omeropyr.gateway.omero.lease import Lease
from omeropyr.gateway.omero.queries import plates
from omeropyr.gateway.omero.queries.levels import LEVELS, OWNED, THESE
from omeropyr.gateway.omero.queries.running import LARGEST_ID, check_page, ids, number
from omeropyr.gateway.omero.queries.running import rows as ask_rows

NUMBERS = "number"
LETTERS = "letter"


def plate_grid(lease: Lease, plate_id: int, run_id: int | None) -> PlateGrid:
    """Two projections, or three with a run. Raises NotFound."""
    found = ask_rows(lease, LEVELS[Kind.PLATE].listing([THESE]), {"ids": ids([plate_id])})
    if not found:
        raise NotFound(Kind.PLATE, plate_id)
    wells = _fields_of(lease, plate_id, run_id)
    plate, row = rows.plate(found[0]), found[0]
    return PlateGrid(
        plate=plate,
        rows=max([row["rows"] or 0, *(field.row + 1 for field in wells)]),
        columns=max([row["columns"] or 0, *(field.column + 1 for field in wells)]),
        fields=max([0, *(field.field + 1 for field in wells)]),
        wells=wells,
        rows_are_letters=(row["row_names"] or LETTERS) == LETTERS,
        columns_are_letters=(row["column_names"] or NUMBERS) == LETTERS,
    )


def _fields_of(lease: Lease, plate_id: int, run_id: int | None) -> list[WellField]:
    if run_id is None:
        return [rows.field(row) for row in ask_rows(lease, plates.OF_PLATE, {"plate_id": plate_id})]
    on_plate = ["obj.plate.id = :container_id", THESE]
    is_there = ask_rows(lease, LEVELS[Kind.ACQUISITION].ids(on_plate), {"container_id": plate_id, "ids": ids([run_id])})
    if not is_there:
        raise NotFound(Kind.ACQUISITION, run_id)
    found = ask_rows(lease, plates.OF_RUN, {"plate_id": plate_id, "run_id": run_id})
    return [rows.field(row) for row in found]


def fields_of_well(lease: Lease, well_id: int) -> list[WellField]:
    """Raises NotFound for a well that is not there; an empty one has no fields."""
    found = ask_rows(lease, plates.OF_WELL, {"well_id": well_id}) if 0 <= well_id <= LARGEST_ID else []
    if not found and not wells_of(lease, [well_id]):
        raise NotFound(Kind.WELL, well_id)
    return [rows.field(row) for row in found]


def wells_of(lease: Lease, well_ids: list[int]) -> list[Well]:
    """The readable ones, by id."""
    found = ask_rows(lease, plates.WELLS.format(where=f"where {THESE}"), {"ids": ids(well_ids)})
    return [rows.well(row) for row in found]


def wells_where(lease: Lease, scope: Scope, tag_id: int | None, page: Page) -> Listing[Well]:
    """With a tag, or all."""
    check_page(page)
    wanted = {plates.WELL_TAGGED: ("tag_id", tag_id), OWNED: ("owner_id", scope.owner_id)}
    conditions = [condition for condition, (_, value) in wanted.items() if value is not None]
    values: dict[str, Any] = {name: value for name, value in wanted.values() if value is not None}
    where = "where " + " and ".join(conditions) if conditions else ""
    found = ask_rows(lease, plates.WELLS.format(where=where), values, group_id=scope.group_id, page=page)
    total = number(lease, plates.WELLS_TOTAL.format(where=where), values, group_id=scope.group_id)
    return Listing([rows.well(row) for row in found], total)
