"""Tables as JSON and CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from omeropyr.api import Invalid, Session, Table, TableRows, csv_pieces, made_response

from .json_settings import MAX_TABLE_ROWS
from .json_views import json_view
from .marshal import Json
from .table_queries import TableQuery, table_query


@dataclass(frozen=True, slots=True)
class Matching:
    """The rows of a table that a query is about: their numbers, and those on the page."""

    table: Table
    columns: Sequence[int]
    numbers: Sequence[int]
    on_page: Sequence[int]


TableView = Callable[[Request, Matching, TableQuery], Any]


def told_inside(view: TableView) -> Callable[[Request], Any]:
    """What is wrong with a query is answered 200 `{"error": ...}`: clients of these addresses look there.

    Numbers that cannot be (`limit`, `offset`) are 400 as everywhere.
    """

    def answer(request: Request) -> Any:
        asked = table_query(request)
        file_id = int(request.matchdict["id"])
        request.gateway.files.get(file_id)
        try:
            return view(request, matching(request, file_id, asked), asked)
        except Invalid as error:
            return {"error": str(error)}

    return answer


def matching(request: Request, file_id: int, asked: TableQuery) -> Matching:
    """Raises NotFound, Invalid for no table, for a condition that cannot be understood, and for too many rows."""
    session: Session = request.gateway
    table = session.tables.get(file_id)
    condition = asked.condition_on(table)
    numbers = range(table.row_count) if condition is None else session.tables.query(file_id, condition)
    on_page = numbers[asked.page.offset : asked.page.offset + asked.limit]
    most = request.config[MAX_TABLE_ROWS]
    if len(on_page) > most:
        raise Invalid("limit", f"{len(on_page):,} rows are more than the {most:,} that can be had at once.")
    return Matching(table, asked.columns_of(table), numbers, on_page)


@json_view(route_name="omero_table_json")
@told_inside
def table_json(request: Request, found: Matching, asked: TableQuery) -> Json:
    table = found.table
    rows = request.gateway.tables.rows(table.file_id, found.on_page, columns=found.columns)
    return {"data": _data(table, rows), "meta": page_facts(request.path.removesuffix("json/"), found, asked)}


def _data(table: Table, rows: TableRows) -> Json:
    values = [array.tolist() for array in rows.values]
    return {
        "id": table.file_id,
        "name": table.name,
        "path": table.name,
        "columns": [column.name for column in rows.columns],
        "column_types": [f"{column.type}Column" for column in rows.columns],
        "rows": [list(row) for row in zip(*values, strict=True)],
    }


def page_facts(address: str, found: Matching, asked: TableQuery) -> Json:
    """Where in the table one is; `next` and `prev` lead to the page for people, at `address`."""
    offset, limit = asked.page.offset, asked.limit
    meta: Json = {
        "rowCount": found.table.row_count,
        "totalCount": len(found.numbers),
        "limit": limit,
        "offset": offset,
        "query": asked.condition,
        "url": address,
    }
    if offset % limit == 0:
        meta["page"] = offset // limit + 1
    if offset + limit < len(found.numbers):
        meta["next"] = asked.link(address, offset + limit)
    if offset > 0:
        meta["prev"] = asked.link(address, max(0, offset - limit))
    return meta


@json_view(route_name="omero_table_csv")
@told_inside
def table_csv(request: Request, found: Matching, asked: TableQuery) -> Response:
    """As many rows as the JSON; clients ask for the whole piece by piece. `header=false`: without names of columns."""

    def pieces() -> Iterator[bytes]:
        header = request.GET.get("header", "").lower() != "false"
        tables, file_id = request.gateway.tables, found.table.file_id
        for piece in csv_pieces(tables, file_id, columns=found.columns, row_numbers=found.on_page, header=header):
            yield piece.encode()

    return made_response(request, f"{found.table.name}.csv", pieces, content_type="text/csv")
