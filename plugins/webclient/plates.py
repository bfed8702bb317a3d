"""What the centre shows of a plate, or of one of its runs: the extent of the grid, and one field of each well."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import groupby
from string import ascii_uppercase

from omeropyr.api import Kind, PlateGrid, Run, Session, WellField

from .contexts import PlateContents
from .marshal import run_name


class PlateLayout(StrEnum):
    """How much of a plate is drawn: whole 8 x 12 blocks, up to the last well, or from the first to the last well."""

    EXPAND = "expand"
    TRIM = "trim"
    SHRINK = "shrink"


BLOCK_ROWS, BLOCK_COLUMNS = 8, 12


def plate_contents(
    session: Session,
    kind: str,
    object_id: int,
    *,
    layout: PlateLayout = PlateLayout.EXPAND,
    field: int = 0,
    selected: int | None = None,
) -> PlateContents:
    """The plate, or the run of a plate, with one field of each well: the `field`-th that the well has of it.

    `selected` is an image id, whose field is then shown. Raises NotFound.
    """
    run = session.browse.run(object_id) if kind == Kind.ACQUISITION else None
    plate = session.browse.plate(run.plate_id, run_id=run.id) if run else session.browse.plate(object_id)
    places = fields_by_well(plate.wells)
    fields = max(map(len, places.values()), default=0)
    shown = _field_of(places.values(), selected)
    field = min(max(field, 0), max(fields - 1, 0)) if shown is None else shown
    rows, columns = extent(places, layout, plate)
    grid = [[_at(places, row, column, field) for column in columns] for row in rows]
    return PlateContents(
        plate=plate.plate,
        run=run,
        title=_title(plate, run),
        field=field,
        fields=fields,
        rows=rows,
        columns=columns,
        row_names=[row_name(row) for row in rows],
        column_names=[str(column + 1) for column in columns],
        grid=grid,
        filled=sum(well is not None for row in grid for well in row),
        has_positions=any(well.x_um is not None or well.x_frame is not None for well in plate.wells),
        selected=selected,
        kind=kind,
    )


def _title(plate: PlateGrid, run: Run | None) -> str:
    return f"{plate.plate.name} · {run_name(run)}" if run else plate.plate.name


Places = dict[tuple[int, int], list[WellField]]


def fields_by_well(wells: Iterable[WellField]) -> Places:
    """The fields of each (row, column), in the order of their numbers."""
    in_order = sorted(wells, key=lambda well: (well.row, well.column, well.field))
    return {place: list(fields) for place, fields in groupby(in_order, key=lambda well: (well.row, well.column))}


def _field_of(places: Iterable[Sequence[WellField]], image_id: int | None) -> int | None:
    """Which field of its well an image is."""
    found = (at for fields in places for at, well in enumerate(fields) if well.image_id == image_id)
    return next(found, None)


def _at(places: Places, row: int, column: int, field: int) -> WellField | None:
    fields = places.get((row, column), [])
    return fields[field] if field < len(fields) else None


def extent(places: Iterable[tuple[int, int]], layout: PlateLayout, plate: PlateGrid) -> tuple[range, range]:
    """Rows and columns that are drawn; what a plate says of its own size counts where it is drawn whole."""
    rows, columns = (sorted({place[axis] for place in places}) for axis in (0, 1))
    if layout is PlateLayout.EXPAND or not rows:
        return range(_whole(plate.rows, BLOCK_ROWS)), range(_whole(plate.columns, BLOCK_COLUMNS))
    first_row, first_column = (rows[0], columns[0]) if layout is PlateLayout.SHRINK else (0, 0)
    return range(first_row, rows[-1] + 1), range(first_column, columns[-1] + 1)


def _whole(count: int, block: int) -> int:
    return max(1, -(-count // block)) * block


def row_name(row: int) -> str:
    """A..Z, AA.. for a row that counts from 0."""
    name = ""
    row += 1
    while row:
        row, letter = divmod(row - 1, 26)
        name = ascii_uppercase[letter] + name
    return name
