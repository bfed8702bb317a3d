"""Tables: rows by a query, slices by number, and those attached to objects.

Clients look for the key `error` in an answer that is none of an error's status.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from omeropyr.api import Invalid, NotFound, Table, dumps

from .attached_tables import annotation_json, attached, file_of, where
from .bitmasks import bitmask
from .jsonp import callback_name
from .numbers import integer
from .settings import MOST_TABLE_CELLS, MOST_TABLE_ROWS
from .table_queries import TableQuery, TooMany, chosen, column_type, matching, rows_json, table_query, taken
from .table_slices import numbers, size, spans, within

Json = dict[str, Any]
View = Callable[[Request], Any]
DEEPEST = 100
"""Levels of metadata."""


def telling(view: View) -> View:
    """What a table cannot do is told in the answer."""

    @functools.wraps(view)
    def answer(request: Request) -> Any:
        try:
            return view(request)
        except (Invalid, NotFound) as error:
            return {"error": str(error)}

    return answer


def _table(request: Request) -> Table:
    """Raises NotFound, Invalid for a file that is no table."""
    file_id = integer(request.matchdict["file"])
    if file_id is None:
        raise NotFound("table", request.matchdict["file"])
    table: Table = request.gateway.tables.get(file_id)
    return table


@view_config(route_name="webgateway_table_query", family="J", renderer="json")
def query(request: Request) -> Json:
    asked = table_query(request.GET) if request.GET.get("query") else None
    return _answered(request, asked, lambda: _table(request))


def _answered(request: Request, asked: TableQuery | None, table: Callable[[], Table]) -> Json:
    """Rows, or what is wrong with the query or the table."""
    if asked is None:
        return {"error": "query: Say which rows, as in query=*, query=Well-7 or query=(area>20)."}
    try:
        return rows_json(request.gateway.tables, table(), asked, request.config[MOST_TABLE_ROWS])
    except TooMany as error:
        return {"error": str(error), "status": 404}
    except Invalid as error:
        return {"error": f"The query {asked.query!r} cannot be answered: {error.reason}"}
    except NotFound as error:
        return {"error": str(error)}


@view_config(route_name="webgateway_table_attached", family="J", renderer="json")
def attached_query(request: Request) -> Json:
    """The newest file that can answer."""
    asked = table_query(request.GET) if request.GET.get("query") else None
    try:
        links = attached(request.gateway, request.matchdict["objtype"], _object_id(request))
    except (Invalid, NotFound) as error:
        return {"error": str(error)}
    answer: Json = {"error": "There is no table that you can see."}
    for link in sorted(links, key=lambda link: file_of(link).id, reverse=True):
        file_id = file_of(link).id
        answer = _answered(request, asked, functools.partial(request.gateway.tables.get, file_id))
        if "error" not in answer:
            return {**answer, "id": file_id, "annId": link.annotation.id, **where(link)}
    return answer


@view_config(route_name="webgateway_annotations", family="J", renderer="json")
@telling
def annotations_of(request: Request) -> Json:
    """Tables on an object, or on what it is in."""
    links = attached(request.gateway, request.matchdict["objtype"], _object_id(request))
    return {"data": [annotation_json(link) for link in links]}


def _object_id(request: Request) -> int:
    number = integer(request.matchdict["objid"])
    if number is None:
        raise NotFound("object", request.matchdict["objid"])
    return number


@view_config(route_name="webgateway_table_metadata", family="J", renderer="json")
@telling
def metadata(request: Request) -> Json:
    table = _table(request)
    columns = [
        {"name": column.name, "description": column.description, "type": column_type(column)}
        for column in table.columns
    ]
    told = {name: _unwrapped(value) for name, value in table.metadata.items()}
    return {"columns": columns, "totalCount": table.row_count, "user_metadata": told}


def _unwrapped(value: Any) -> Any:
    """Texts that are JSON are told as what they say."""
    if not isinstance(value, str):
        return value
    try:
        told = json.loads(value, parse_constant=lambda name: None)
    except (ValueError, RecursionError):
        return value
    return told if _is_flat(told) else value


def _is_flat(value: Any) -> bool:
    """What is nested deeper could be read, but not written again."""
    level = [value]
    for _ in range(DEEPEST):
        inside = [one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list)]
        level = [child for children in inside for child in children]
    return not level


@view_config(route_name="webgateway_table_rows", family="J", renderer="json")
@telling
def rows(request: Request) -> Json | Response:
    """Numbers of the rows that meet a condition, as far as they are searched at once."""
    text = request.GET.get("query")
    if not text:
        raise Invalid("query", "Say which rows, as in query=(area>20).")
    table, most = _table(request), request.config[MOST_TABLE_CELLS]
    start = max(integer(request.GET.get("start", "")) or 0, 0)
    end = min(start + most, table.row_count)
    found = list(request.gateway.tables.query(table.file_id, text, start=start, stop=end)) if start < end else []
    meta = {"partialCount": len(found), **_extent(table), "start": start, "end": end, "maxCells": most}
    return _compact(request, {"rows": found, "meta": meta})


def _extent(table: Table) -> Json:
    return {"rowCount": table.row_count, "columnCount": len(table.columns)}


@view_config(route_name="webgateway_table_slice", family="J", renderer="json", methods=("GET", "HEAD", "POST"))
@telling
def table_slice(request: Request) -> Json | Response:
    """Values of rows and columns by number, one list for each column."""
    asked: Mapping[str, Any] = request.POST if request.method == "POST" else request.GET
    row_spans, column_spans = (spans(name, _text(asked, name)) for name in ("rows", "columns"))
    table, most = _table(request), request.config[MOST_TABLE_CELLS]
    if size(row_spans) * size(column_spans) > most:
        raise Invalid("rows", f"At most {most:,} cells are sent at once.")
    columns = list(numbers(within("columns", column_spans, len(table.columns))))
    wanted = list(numbers(within("rows", row_spans, table.row_count)))
    found = request.gateway.tables.rows(table.file_id, wanted, columns=columns)
    meta = {"columns": [column.name for column in found.columns], **_extent(table), "maxCells": most}
    return _compact(request, {"columns": [values.tolist() for values in found.values], "meta": meta})


def _text(parameters: Mapping[str, Any], name: str) -> str | None:
    """None for what is not there, or is a file."""
    value = parameters.get(name)
    return value if isinstance(value, str) else None


@view_config(route_name="webgateway_table_bitmask", family="J", renderer="json")
@telling
def object_ids(request: Request) -> Json | Response:
    """Ids in a column of the rows that meet a query, as a mask; the first column unless another is there."""
    text = request.GET.get("query")
    if not text:
        raise Invalid("query", "Say which rows, as in query=* or query=(area>20).")
    table, tables = _table(request), request.gateway.tables
    (column,) = chosen(table.columns, [request.GET.get("col_name", "object")]) or [0]
    found = matching(tables, table, text, [known.name for known in table.columns])
    if not len(found):
        return Response(b"\0", content_type="application/octet-stream")
    (values,) = taken(tables, table.file_id, found, [column]).values
    return Response(bitmask(values), content_type="application/octet-stream")


def _compact(request: Request, value: Json) -> Json | Response:
    """Without blanks, unless it becomes the argument of a call."""
    if callback_name(request) is not None:
        return value
    return Response(dumps(value, compact=True).encode(), content_type="application/json")
