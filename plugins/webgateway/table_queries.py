"""Rows of a table that a request asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from omeropyr.api import Column, Invalid, Table, TableRows, Tables

from .numbers import integer

Json = dict[str, Any]
ALL = "*"
_SHORT = re.compile(r"(\w+)-(\d+)", re.ASCII)
_SPELLED = ("Image", "Roi", "Plate", "Well")
"""Columns that may be called the same in small letters."""


class TooMany(Exception):
    """More rows than one answer may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableQuery:
    """`names` are the columns to return, None for all; `offset` and `limit` cut the rows that were found."""

    query: str
    names: Sequence[str] | None = None
    offset: int = 0
    limit: int | None = None


def table_query(parameters: Any) -> TableQuery:
    """From a MultiDict. Raises Invalid: `query` is needed, `offset` and `limit` are whole numbers from 0 on."""
    if not parameters.get("query"):
        raise Invalid("query", "Say which rows, as in query=*, query=Well-7 or query=(area>20).")
    return TableQuery(
        query=parameters["query"],
        names=parameters.getall("col_names") or None,
        offset=natural(parameters, "offset") or 0,
        limit=natural(parameters, "limit"),
    )


def natural(parameters: Mapping[str, str], name: str) -> int | None:
    """None where it is not given. Raises Invalid for what is no whole number from 0 on."""
    if not parameters.get(name):
        return None
    number = integer(parameters[name])
    if number is None or number < 0:
        raise Invalid(name, "A whole number from 0 on is wanted.")
    return number


def chosen(columns: Sequence[Column], names: Sequence[str] | None) -> list[int]:
    """Numbers of the columns in the order named; names that no column has are passed over."""
    if names is None:
        return list(range(len(columns)))
    numbers = {column.name: number for number, column in enumerate(columns)}
    return [numbers[name] for name in names if name in numbers]


def condition(query: str, names: Sequence[str]) -> str:
    """`Well-7` and whatever follows is short for `Well==7`, or for `well==7` if there is only that column."""
    short = _SHORT.match(query)
    if short is None:
        return query
    name, number = short.groups()
    if name in _SPELLED and name not in names and name.lower() in names:
        name = name.lower()
    return f"{name}=={number}"


def rows_json(tables: Tables, table: Table, asked: TableQuery, most: int) -> Json:
    """The rows with their columns. Raises Invalid for a condition that fails, TooMany for more than `most` rows."""
    columns = chosen(table.columns, asked.names)
    numbers, total = _found(tables, table, asked, [table.columns[number].name for number in columns])
    if len(numbers) > most:
        raise TooMany(f"These are {len(numbers):,} rows, at most {most:,} are sent at once: use limit and offset.")
    described = [table.columns[number] for number in columns]
    return {
        "data": {
            "column_types": [column_type(column) for column in described],
            "columns": [column.name for column in described],
            "rows": _rows(tables, table, numbers, columns),
        },
        "meta": {
            "rowCount": table.row_count,
            "totalCount": total,
            "limit": asked.limit,
            "offset": asked.offset,
        },
    }


def _found(tables: Tables, table: Table, asked: TableQuery, names: Sequence[str]) -> tuple[Sequence[int], int]:
    """Numbers of the rows of the page, and how many there are on all pages."""
    hits = matching(tables, table, asked.query, names)
    stop = None if asked.limit is None else asked.offset + asked.limit
    return hits[asked.offset : stop], len(hits)


def matching(tables: Tables, table: Table, query: str, names: Sequence[str]) -> Sequence[int]:
    """Numbers of all rows that meet the query. Raises Invalid."""
    if query.strip() == ALL:
        return range(table.row_count)
    return tables.query(table.file_id, condition(query, names))


def _rows(tables: Tables, table: Table, numbers: Sequence[int], columns: Sequence[int]) -> list[list[Any]]:
    if not columns:
        return [[] for _ in numbers]
    if not numbers:
        return []
    found = taken(tables, table.file_id, numbers, columns)
    return [list(row) for row in zip(*(values.tolist() for values in found.values), strict=True)]


def taken(tables: Tables, file_id: int, numbers: Sequence[int], columns: Sequence[int]) -> TableRows:
    """A stretch of rows is read in one go."""
    if isinstance(numbers, range) and numbers:
        return tables.read(file_id, columns=columns, start=numbers.start, stop=numbers.stop)
    return tables.rows(file_id, numbers, columns=columns)


def column_type(column: Column) -> str:
    """The class that clients know."""
    return f"{column.type}Column"
