"""Tables as CSV (RFC 4180), written while they are read."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from numpy.typing import NDArray

from omeropyr.gateway.model import TableRows
from omeropyr.gateway.port import Tables

AT_ONCE = 10_000
"""Rows that are read at a time."""


def csv_pieces(
    tables: Tables,
    file_id: int,
    *,
    columns: Sequence[int] = (),
    row_numbers: Sequence[int] | None = None,
    header: bool = True,
) -> Iterator[str]:
    """The table, or some columns and rows of it, as text: names of the columns first (`header`), then pieces of rows.

    Numbers are written so that reading them gives the same number, arrays as JSON in one field. Raises NotFound,
    Invalid before the first piece.
    """
    table = tables.get(file_id)
    chosen = columns or range(len(table.columns))
    if header:
        yield _lines([[table.columns[column].name for column in chosen]])
    if row_numbers is None:
        for start in range(0, table.row_count, AT_ONCE):
            stop = min(start + AT_ONCE, table.row_count)
            yield _rows(tables.read(file_id, columns=columns, start=start, stop=stop))
        return
    waiting = iter(row_numbers)
    while some := list(islice(waiting, AT_ONCE)):
        yield _rows(tables.rows(file_id, some, columns=columns))


def _rows(found: TableRows) -> str:
    return _lines(zip(*(_fields(values) for values in found.values), strict=True))


def _fields(values: NDArray[Any]) -> Iterable[Any]:
    """Texts of arrays; everything else the writer knows itself, floats with all their digits."""
    return map(_array, values.tolist()) if values.ndim > 1 else values.tolist()


def _lines(rows: Iterable[Iterable[Any]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()


def _array(numbers: list[Any]) -> str:
    return json.dumps([None if isinstance(one, float) and not math.isfinite(one) else one for one in numbers])
