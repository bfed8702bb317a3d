"""Plates, their runs, wells and fields."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from omeropyr.gateway.conn.absent import Guided
from omeropyr.gateway.conn.objects import BlitzObject
from omeropyr.gateway.model import Kind, Plate, PlateGrid, Run, WellField

if TYPE_CHECKING:
    from omeropyr.gateway.conn.connection import BlitzConnection


def row_label(row: int) -> str:
    """A, B, ... Z, AA, AB, ...; `row` counts from 0."""
    return (row_label(row // 26 - 1) if row >= 26 else "") + chr(ord("A") + row % 26)


class BlitzPlate(BlitzObject[Plate]):
    OMERO_CLASS, KIND = "Plate", Kind.PLATE

    @cached_property
    def _grid(self) -> PlateGrid:
        grid: PlateGrid = self._session.browse.plate(self.getId())
        return grid

    def listChildren(self) -> Iterator[BlitzWell]:  # type: ignore[override]  # wells have no name and no form to edit
        """Its wells, by row and column."""
        ordered = sorted(self._grid.wells, key=lambda field: (field.row, field.column, field.field))
        for _, fields in groupby(ordered, key=lambda field: field.well_id):
            yield BlitzWell(self._conn, self._item, list(fields))

    def countChildren(self) -> int:
        """Number of wells with images."""
        return len({field.well_id for field in self._grid.wells})

    def listPlateAcquisitions(self) -> Iterator[BlitzObject[Any]]:
        """Its runs."""
        return self._conn.wrapped(self._session.browse.runs(plate_id=self.getId()).items)

    def countPlateAcquisitions(self) -> int:
        return self._item.child_count

    def getNumberOfFields(self, pid: int | None = None) -> tuple[int, int]:
        """Smallest and largest number of a field that wells have, 0-based; `pid` names a run."""
        fields = [field.field for field in self._grid.wells if pid in (None, field.acquisition_id)]
        return (min(fields), max(fields)) if fields else (0, 0)

    def getGridSize(self) -> dict[str, int]:
        """`{"rows": 8, "columns": 12}`."""
        return {"rows": self._grid.rows, "columns": self._grid.columns}

    def getRowLabels(self) -> list[str]:
        return [row_label(row) for row in range(self._grid.rows)]

    def getColumnLabels(self) -> list[int]:
        return list(range(1, self._grid.columns + 1))

    def getWellGrid(self, index: int = 0) -> list[list[dict[str, Any] | None]]:
        """Rows of columns: what is in field `index` of each well, as `{"type", "id", "wellId", "name"}`, or None."""
        grid: list[list[dict[str, Any] | None]] = [[None] * self._grid.columns for _ in range(self._grid.rows)]
        for field in self._grid.wells:
            if field.field == index:
                cell = {"type": "Image", "id": field.image_id, "wellId": field.well_id, "name": field.image_name}
                grid[field.row][field.column] = cell
        return grid


class BlitzPlateAcquisition(BlitzObject[Run]):
    OMERO_CLASS, KIND = "PlateAcquisition", Kind.ACQUISITION

    def getName(self) -> str:
        """Its name, or `Run 7` for a run without one."""
        return super().getName() or f"Run {self.getId()}"

    def getStartTime(self) -> datetime | None:
        return self._item.started_at

    def getEndTime(self) -> datetime | None:
        return self._item.ended_at

    def listParents(self) -> list[BlitzObject[Any]]:
        """Its plate."""
        plate = self._conn.getObject("Plate", self._item.plate_id)
        return [plate] if isinstance(plate, BlitzObject) else []


class BlitzWell(Guided):
    """One well; `row` and `column` count from 0."""

    OMERO_CLASS = "Well"

    def __init__(self, conn: BlitzConnection, plate: Plate | None, fields: list[WellField]) -> None:
        self._conn, self._plate, self._fields = conn, plate, fields

    @property
    def id(self) -> int:
        return self._fields[0].well_id

    @property
    def row(self) -> int:
        return self._fields[0].row

    @property
    def column(self) -> int:
        return self._fields[0].column

    def getId(self) -> int:
        return self.id

    def getWellPos(self) -> str:
        """Row letter and column number, e.g. `B3`."""
        return f"{row_label(self.row)}{self.column + 1}"

    def listChildren(self) -> Iterator[BlitzWellSample]:
        """Its fields."""
        return (BlitzWellSample(self._conn, field) for field in self._fields)

    def countWellSample(self) -> int:
        return len(self._fields)

    def getWellSample(self, index: int = 0) -> BlitzWellSample | None:
        """The field at a position, 0-based, or None."""
        return BlitzWellSample(self._conn, self._fields[index]) if 0 <= index < len(self._fields) else None

    def getImage(self, index: int = 0) -> BlitzObject[Any] | None:
        """The image of the field at a position."""
        sample = self.getWellSample(index)
        return sample.getImage() if sample else None

    def getParent(self) -> BlitzObject[Any] | None:
        """Its plate."""
        return None if self._plate is None else self._conn.wrap(self._plate)


class BlitzWellSample(Guided):
    """One field of a well."""

    OMERO_CLASS = "WellSample"

    def __init__(self, conn: BlitzConnection, field: WellField) -> None:
        self._conn, self._field = conn, field

    def getImage(self) -> BlitzObject[Any] | None:
        found = self._conn.getObject("Image", self._field.image_id)
        return found if isinstance(found, BlitzObject) else None

    def getPlateAcquisition(self) -> BlitzObject[Any] | None:
        """The run it was taken in, or None."""
        run = self._field.acquisition_id
        found = None if run is None else self._conn.getObject("PlateAcquisition", run)
        return found if isinstance(found, BlitzObject) else None
