"""Writes wells, runs and fields of a plate, inside one transaction of the caller."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from omeropyr.gateway.embedded.importing.destinations import Owner
from omeropyr.gateway.embedded.schema import NAME_LENGTH, AcquisitionRow, PlateRow, WellRow, WellSampleRow
from omeropyr.imaging.acquisition import Quantity
from omeropyr.imaging.lengths import micrometres
from omeropyr.imaging.wells import Run, WellPosition

MICROMETRE, FRAME = "µm", "reference frame"


class PlateWriter:
    """One plate during one import; remembers its wells and runs."""

    def __init__(self, connection: Connection, owner: Owner, plate_id: int) -> None:
        self._connection, self._owner, self._plate_id = connection, owner, plate_id
        found = connection.execute(select(WellRow.row, WellRow.column, WellRow.id).where(WellRow.plate_id == plate_id))
        self._wells = {(row, column): well_id for row, column, well_id in found}
        self._fields: dict[int, set[int]] = {}
        self._runs: dict[Run, int] = {}
        self._rows = self._columns = 0

    def place(self, well: WellPosition, image_id: int) -> None:
        """Put an image into its well, which may hold other fields already."""
        well_id = self._well(well.row, well.column)
        x, y, unit = _position(well.x, well.y)
        self._insert(
            WellSampleRow,
            well_id=well_id,
            image_id=image_id,
            field=self._free_field(well_id, well.field),
            acquisition_id=None if well.run is None else self._run(well.run),
            position_x=x,
            position_y=y,
            position_unit=unit,
        )
        self._rows, self._columns = max(self._rows, well.rows), max(self._columns, well.columns)

    def finish(self) -> None:
        """Note how large the plate is, and the most fields each run has in a well."""
        size = {PlateRow.rows: self._rows, PlateRow.columns: self._columns}
        for column, value in size.items():
            smaller = update(PlateRow).where(PlateRow.id == self._plate_id, column < value)
            self._connection.execute(smaller.values({column: value}))
        for run_id in self._runs.values():
            counted = select(func.count()).where(WellSampleRow.acquisition_id == run_id).group_by(WellSampleRow.well_id)
            most = max(self._connection.scalars(counted), default=0)
            self._connection.execute(update(AcquisitionRow).where(AcquisitionRow.id == run_id).values(field_count=most))

    def _well(self, row: int, column: int) -> int:
        if (row, column) not in self._wells:
            self._wells[row, column] = self._insert(WellRow, plate_id=self._plate_id, row=row, column=column)
        return self._wells[row, column]

    def _free_field(self, well_id: int, wanted: int) -> int:
        if well_id not in self._fields:
            taken = select(WellSampleRow.field).where(WellSampleRow.well_id == well_id)
            self._fields[well_id] = set(self._connection.scalars(taken))
        fields = self._fields[well_id]
        field = wanted if wanted not in fields else max(fields) + 1
        fields.add(field)
        return field

    def _run(self, run: Run) -> int:
        """The run of that name and beginning; fields that are imported later join it."""
        if run not in self._runs:
            same = (AcquisitionRow.plate_id == self._plate_id, AcquisitionRow.name == run.name[:NAME_LENGTH])
            began = AcquisitionRow.started_at.is_(None) if run.started_at is None else None
            known = select(AcquisitionRow.id).where(*same)
            known = known.where(AcquisitionRow.started_at == run.started_at if began is None else began)
            self._runs[run] = self._connection.scalar(known.limit(1)) or self._insert(
                AcquisitionRow,
                plate_id=self._plate_id,
                name=run.name[:NAME_LENGTH],
                description=run.description,
                started_at=run.started_at,
                ended_at=run.ended_at,
            )
        return self._runs[run]

    def _insert(self, table: Any, **values: Any) -> int:
        columns = {**values, **self._owner.columns}
        made: int = self._connection.execute(insert(table).values(columns).returning(table.id)).scalar_one()
        return made


def _position(x: Quantity | None, y: Quantity | None) -> tuple[float | None, float | None, str | None]:
    """In micrometres where the unit is a length, else as the file gives it."""
    said = [one for one in (x, y) if one is not None]
    if not said:
        return None, None, None
    factors = {one.unit: micrometres(1.0, one.unit) for one in said}
    unit = FRAME if None in factors.values() else MICROMETRE
    return _in_unit(x, factors, unit), _in_unit(y, factors, unit), unit


def _in_unit(said: Quantity | None, factors: Mapping[str, float | None], unit: str) -> float | None:
    if said is None:
        return None
    return said.value * (factors[said.unit] or 1.0) if unit == MICROMETRE else said.value
