"""The grid of a plate: one image of each well, in rows and columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from omeropyr.api import ImageSummary, PlateGrid, WellField, well_label

from .listed import simple, taken_at

Json = dict[str, Any]
LAYOUTS = ("expand", "shrink", "trim")
ROWS, COLUMNS = 8, 12
"""Of the smallest plate that is sold; the others have twice as many each way, and so on."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Which rows and columns are shown, counted from 0."""

    rows: range
    columns: range


def extent(wells: Sequence[WellField], layout: str) -> Extent:
    """`trim`: A1 to the last well; `shrink`: the first to the last well; `expand`: a plate that is sold."""
    rows, columns = [well.row for well in wells], [well.column for well in wells]
    last_row, last_column = max(rows, default=-1), max(columns, default=-1)
    if layout == "trim":
        return Extent(range(last_row + 1), range(last_column + 1))
    if layout == "shrink":
        return Extent(range(min(rows, default=0), last_row + 1), range(min(columns, default=0), last_column + 1))
    times = 1
    while last_row >= ROWS * times or last_column >= COLUMNS * times:
        times *= 2
    return Extent(range(ROWS * times), range(COLUMNS * times))


def fields_shown(wells: Iterable[WellField], field: int, run_id: int | None) -> Mapping[tuple[int, int], WellField]:
    """The field of each well by row and column; of a run, counted from the first that the well has of it."""
    if run_id is None:
        return {(well.row, well.column): well for well in wells if well.field == field}
    of_run: dict[tuple[int, int], list[WellField]] = {}
    for well in wells:
        if well.acquisition_id == run_id:
            of_run.setdefault((well.row, well.column), []).append(well)
    return {
        place: sorted(fields, key=lambda well: well.field)[field]
        for place, fields in of_run.items()
        if field < len(fields)
    }


def cell(well: WellField, field: int, image: ImageSummary, author: str, thumb_url: str) -> Json:
    """Here the date is a whole number, other than everywhere else."""
    return {
        **simple(image),
        "author": author,
        "date": taken_at(image),
        "wellId": well.well_id,
        "field": field,
        "thumb_url": thumb_url,
    }


def grid_json(grid: PlateGrid, shown: Extent, cells: Mapping[tuple[int, int], Json]) -> Json:
    """Rows of cells, None where there is no image, and what rows and columns are called."""
    return {
        "grid": [[cells.get((row, column)) for column in shown.columns] for row in shown.rows],
        "collabels": labels(shown.columns, letters=grid.columns_are_letters),
        "rowlabels": labels(shown.rows, letters=grid.rows_are_letters),
    }


def labels(places: Iterable[int], *, letters: bool) -> Sequence[str | int]:
    """A, B, ... Z, AA, ... or 1, 2, ..."""
    return [well_label(place, 0).removesuffix("1") if letters else place + 1 for place in places]
