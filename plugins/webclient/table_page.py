"""A table as a page for people: rows piece by piece, a condition, links to what rows are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from omeropyr.api import Column, ColumnType, Invalid, OriginalFile, TableRows

from .marshal import Json
from .table_queries import ALL, TableQuery, table_query
from .table_views import matching, page_facts

_LINKED = {ColumnType.IMAGE: "image", ColumnType.WELL: "well", ColumnType.DATASET: "dataset"}
_NUMERIC = (ColumnType.DOUBLE, ColumnType.LONG)


@dataclass(frozen=True, slots=True)
class Cell:
    """`show` names the object that a number stands for."""

    text: str
    show: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePage:
    """`webclient/table.jinja2`. `meta` is that of the JSON; it and the rows are empty where `error` says why."""

    name: str
    query: TableQuery
    base: str
    columns: Sequence[Column] = ()
    rows: Sequence[Sequence[Cell]] = ()
    meta: Json
    example: str = ""
    """A condition that this table understands."""
    error: str = ""

    @property
    def is_filtered(self) -> bool:
        return self.query.condition != ALL

    def link(self, form: str = "", *, whole: bool = False) -> str:
        """The same piece as JSON or CSV; `whole`: without the condition."""
        return f"{self.base}{form}" if whole else self.query.link(f"{self.base}{form}", self.query.page.offset)


@view_config(route_name="omero_table", renderer="webclient/table.jinja2")
def table_page(request: Request) -> dict[str, Any]:
    asked, file_id = table_query(request), int(request.matchdict["id"])
    file = request.gateway.files.get(file_id)
    try:
        page = _page(request, file, asked)
    except Invalid as error:
        page = TablePage(name=file.name, query=asked, base=request.path, meta={}, error=str(error))
    return {"page": page}


def _page(request: Request, file: OriginalFile, asked: TableQuery) -> TablePage:
    found = matching(request, file.id, asked)
    rows = request.gateway.tables.rows(file.id, found.on_page, columns=found.columns)
    return TablePage(
        name=found.table.name,
        query=asked,
        base=request.path,
        columns=rows.columns,
        rows=_cells(rows),
        meta=page_facts(request.path, found, asked),
        example=_example(found.table.columns),
    )


def _cells(rows: TableRows) -> list[list[Cell]]:
    kinds = [_LINKED.get(column.type, "") for column in rows.columns]
    values = zip(*(array.tolist() for array in rows.values), strict=True)
    return [
        [Cell(str(value), f"{kind}-{value}" if kind else "") for kind, value in zip(kinds, row, strict=True)]
        for row in values
    ]


def _example(columns: Sequence[Column]) -> str:
    names = (column.name for column in columns if column.type in _NUMERIC and column.name.isidentifier())
    return next((f"{name} > 10" for name in names), "")
