"""Places on a plate."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from omeropyr.imaging.acquisition import Quantity

WELL = re.compile(r"([A-Za-z]{1,2})0*([1-9][0-9]?)\Z")
MAX_ROWS, MAX_COLUMNS = 32, 48


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the microscope over a plate; OME calls it a plate acquisition."""

    name: str
    description: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WellPosition:
    """Where an image sits: `row`, `column` and `field` (within the well, over all runs) count from 0.

    `x` and `y` tell where in the well it was taken; `rows` and `columns` how large the plate is, 0 = not told.
    """

    plate: str
    row: int
    column: int
    field: int
    run: Run | None = None
    x: Quantity | None = None
    y: Quantity | None = None
    rows: int = 0
    columns: int = 0


def parse_well(text: str) -> tuple[int, int] | None:
    """(row, column), 0-based, of `A1`, `h12`, `AF48`; None for anything else, or off a plate of 1536 wells."""
    found = WELL.match(text)
    if found is None:
        return None
    row, column = parse_row(found.group(1)), int(found.group(2)) - 1
    return None if row is None or column >= MAX_COLUMNS else (row, column)


def parse_row(text: str) -> int | None:
    """0-based row of `A`..`AF`, or of a number from 1."""
    if text.isascii() and text.isdigit():
        number = int(text)
    elif re.fullmatch(r"[A-Za-z]{1,2}", text):
        number = 0
        for letter in text.upper():
            number = number * 26 + ord(letter) - ord("A") + 1
    else:
        return None
    return number - 1 if 1 <= number <= MAX_ROWS else None


def well_name(row: int, column: int) -> str:
    """`A01` for the first well."""
    high, low = divmod(row, 26)
    letters = (chr(ord("A") + high - 1) if high else "") + chr(ord("A") + low)
    return f"{letters}{column + 1:02d}"
