"""What a query string asks of a table: a condition, some columns, a piece of the rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from pyramid.request import Request

from omeropyr.api import PAGE_SIZE, Invalid, Page, Table

from .params import number, page_from

ALL = "*"
_SHORTHAND = re.compile(r"(?P<name>\w+)-(?P<number>[0-9]{1,18})")
_LOWERED = frozenset({"Image", "Roi", "Plate", "Well"})
"""Columns that clients write with a capital, whether or not the table does."""


@dataclass(frozen=True, slots=True)
class TableQuery:
    """`condition` as it was written; `column_names` empty = all."""

    condition: str
    column_names: tuple[str, ...]
    page: Page

    @property
    def limit(self) -> int:
        return self.page.limit or 0

    def columns_of(self, table: Table) -> list[int]:
        """Numbers of the columns, in the order asked. Raises Invalid for one that is not there."""
        numbers = {column.name: index for index, column in reversed(list(enumerate(table.columns)))}
        for name in self.column_names:
            if name not in numbers:
                raise Invalid("col_names", f"The table has no column {name}.")
        return [numbers[name] for name in self.column_names]

    def condition_on(self, table: Table) -> str | None:
        """In the words of the table; None for every row. `Word-12` stands for `(Word==12)`."""
        condition = self.condition.strip()
        if condition in (ALL, ""):
            return None
        shorthand = _SHORTHAND.fullmatch(condition)
        if shorthand is None:
            return condition
        return f"({_column(shorthand['name'], table)}=={shorthand['number']})"

    def link(self, address: str, offset: int) -> str:
        """Where another piece is."""
        asked = [("query", self.condition)] if self.condition != ALL else []
        names = [("col_names", name) for name in self.column_names]
        return f"{address}?{urlencode([*asked, *names, ('limit', self.limit), ('offset', offset)])}"


def _column(name: str, table: Table) -> str:
    has = any(column.name == name for column in table.columns)
    return name.lower() if not has and name in _LOWERED else name


def table_query(request: Request) -> TableQuery:
    """Raises Invalid for a limit of 0, and for numbers that are none."""
    fields = request.GET
    page = page_from(number(fields, "offset", 0), number(fields, "limit", request.config[PAGE_SIZE]))
    return TableQuery(fields.get("query", ALL), tuple(fields.getall("col_names")), page)
