"""Whether the search knows what is there: documents held against what a rebuild would write."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, Row, text

from omeropyr.gateway.embedded.maintenance.findings import Finding, Severity
from omeropyr.gateway.embedded.searching.documents import ANNOTATED, COLUMNS, DOCUMENTED, Documented

REMEDY = "Make the search index anew: omeropyr store reindex."
LISTS = (*ANNOTATED, "channels")
"""Columns of several lines, which come in any order."""
AT_ONCE = 500
DIFFER = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}


def document_findings(connection: Connection) -> Iterator[Finding]:
    """Documents that are missing, out of date, or of nothing."""
    for documented in DOCUMENTED:
        wanted, present = _counts(connection, documented)
        missing = stale = 0
        for row in _differing(connection, documented):
            missing += row.there is None
            stale += row.there is not None and _is_stale(row)
        surplus = present - (wanted - missing)
        if missing or stale or surplus:
            what = f"The search lacks {missing} of {wanted} documents of {documented.table} rows"
            yield Finding(Severity.ERROR, f"{what}, {stale} are out of date and {surplus} of nothing.", REMEDY)


def _counts(connection: Connection, documented: Documented) -> tuple[int, int]:
    """How many documents there should be, and how many there are."""
    things = f"(SELECT count(*) FROM {documented.table} AS thing WHERE {documented.only})"
    documents = f"(SELECT count(*) FROM search_document WHERE kind = '{documented.kind}')"
    wanted, present = connection.execute(text(f"SELECT {things}, {documents}")).one()
    return wanted, present


def _differing(connection: Connection, documented: Documented) -> Iterator[Row[tuple[object, ...]]]:
    """What a document should be and, as `found_...`, what it is; those with a difference, if only in order.

    The empty part of what is wanted gives its NULLs the types of the table.
    """
    dialect = connection.dialect.name
    empty = f"SELECT {', '.join(COLUMNS)} FROM search_document WHERE FALSE"
    wanted = f"{empty} UNION ALL {documented.select('TRUE', dialect)}"
    different = " OR ".join(f"wanted.{column} {DIFFER[dialect]} found.{column}" for column in COLUMNS)
    columns = ", ".join(f"wanted.{column} AS {column}, found.{column} AS found_{column}" for column in COLUMNS)
    statement = (
        f"SELECT found.id AS there, {columns} FROM ({wanted}) AS wanted"
        f" LEFT JOIN search_document AS found ON found.id = wanted.id WHERE {different}"
    )
    yield from connection.execute(text(statement).execution_options(yield_per=AT_ONCE))


def _is_stale(row: Row[tuple[object, ...]]) -> bool:
    said = row._mapping
    return any(_read(column, said[column]) != _read(column, said[f"found_{column}"]) for column in COLUMNS)


def _read(column: str, value: object) -> object:
    return sorted(str(value).splitlines()) if column in LISTS else value
