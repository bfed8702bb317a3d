"""Plates and wells of OME-Zarr: which field of which well lies where, and in which run it was taken.

Format: https://ngff.openmicroscopy.org/0.5/#plate-metadata and #well-metadata.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from omeropyr.imaging.readers.ngff import NotAnImage, mapping, mappings, safe_path
from omeropyr.imaging.wells import MAX_COLUMNS, MAX_ROWS, Run, parse_row

MAX_WELLS = MAX_ROWS * MAX_COLUMNS
MAX_FIELDS = 10_000


@dataclass(frozen=True, slots=True)
class WellFolder:
    """A well; `path` is that of its group within the plate."""

    path: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class PlateLayout:
    """`runs` by the ids that fields refer to."""

    name: str
    rows: int
    columns: int
    runs: Mapping[int, Run]
    wells: tuple[WellFolder, ...]


@dataclass(frozen=True, slots=True)
class FieldFolder:
    """A field of a well; `path` is that of its group within the well, `run` an id, if there is one."""

    path: str
    run: int | None


def plate_layout(attributes: Mapping[str, Any]) -> PlateLayout:
    """Raises NotAnImage for a plate that cannot be."""
    said = mapping(attributes.get("plate"))
    rows = [str(row.get("name", "")) for row in mappings(said.get("rows"))]
    columns = [str(column.get("name", "")) for column in mappings(said.get("columns"))]
    wells = mappings(said.get("wells"))
    if not wells:
        raise NotAnImage("it is a plate without wells.")
    if max(len(wells), len(rows) * len(columns)) > MAX_WELLS:
        raise NotAnImage(f"its plate has more than {MAX_WELLS} wells.")
    runs = {number: run for one in mappings(said.get("acquisitions")) for number, run in [_run(one)]}
    places = tuple(_well(well, rows, columns) for well in wells)
    return PlateLayout(str(said.get("name") or "")[:255], len(rows), len(columns), runs, places)


def _well(said: Mapping[str, Any], rows: list[str], columns: list[str]) -> WellFolder:
    path = safe_path(said.get("path"), "well")
    row, column = said.get("rowIndex"), said.get("columnIndex")
    if not (isinstance(row, int) and isinstance(column, int)):
        row, column = _by_names(path, rows, columns)
    if not (0 <= row < MAX_ROWS and 0 <= column < MAX_COLUMNS):
        raise NotAnImage(f"its well {path[:80]!r} is on no plate.")
    return WellFolder(path, row, column)


def _by_names(path: str, rows: list[str], columns: list[str]) -> tuple[int, int]:
    """Wells of versions before 0.4 have a path only: the names of row and column."""
    row, _, column = path.partition("/")
    if row in rows and column in columns:
        return rows.index(row), columns.index(column)
    index = parse_row(row)
    return (-1 if index is None else index), (int(column) - 1 if column.isascii() and column.isdigit() else -1)


def _run(said: Mapping[str, Any]) -> tuple[int, Run]:
    number = said.get("id")
    if not isinstance(number, int):
        raise NotAnImage("a run of its plate has no number.")
    return number, Run(
        name=str(said.get("name") or f"Run {number}")[:255],
        description=str(said.get("description") or ""),
        started_at=_moment(said.get("starttime")),
        ended_at=_moment(said.get("endtime")),
    )


def _moment(said: object) -> datetime | None:
    """From whole seconds since 1970."""
    try:
        return datetime.fromtimestamp(said, UTC) if isinstance(said, int) and said > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def well_fields(attributes: Mapping[str, Any]) -> tuple[FieldFolder, ...]:
    """Raises NotAnImage for a group that is no well."""
    if "well" not in attributes:
        raise NotAnImage("it is no well of a plate.")
    images = mappings(mapping(attributes.get("well")).get("images"))
    if len(images) > MAX_FIELDS:
        raise NotAnImage(f"its well has more than {MAX_FIELDS} fields.")
    return tuple(
        FieldFolder(safe_path(image.get("path"), "field"), _number(image.get("acquisition"))) for image in images
    )


def _number(said: object) -> int | None:
    return said if isinstance(said, int) else None
