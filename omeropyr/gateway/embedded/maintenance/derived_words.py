"""Whether the index of the search has the words of its documents."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from omeropyr.gateway.embedded.maintenance.findings import Finding, Severity
from omeropyr.gateway.embedded.store import Store

REMEDY = "Make the search index anew: omeropyr store reindex."

COUNTED = {
    "sqlite": (
        "SELECT (SELECT count(*) FROM search_document WHERE id NOT IN (SELECT id FROM search_index_docsize)),"
        " (SELECT count(*) FROM search_index_docsize WHERE id NOT IN (SELECT id FROM search_document)), 0"
    ),
    "postgresql": (
        "SELECT count(*) FILTER (WHERE there.id IS NULL), count(*) FILTER (WHERE document.id IS NULL),"
        " count(*) FILTER (WHERE there.id = document.id AND there.words IS DISTINCT FROM search_vector(document))"
        " FROM search_document AS document FULL JOIN search_index AS there ON there.id = document.id"
    ),
}
SQLITE_COMPARE = "INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)"
"""https://sqlite.org/fts5.html, 4.7: compares the index with the documents, and fails if they differ."""


def word_findings(store: Store) -> Iterator[Finding]:
    """At most one. SQLite compares under the write lock, which takes some seconds for a million documents."""
    what = _counted(store)
    if what is None and store.is_sqlite:
        what = _compared(store)
    if what is not None:
        yield Finding(Severity.ERROR, f"The index of the search {what}.", REMEDY)


def _counted(store: Store) -> str | None:
    """What is missing from the index, or too much in it; on PostgreSQL also what is said otherwise."""
    with store.reading() as connection:
        if not inspect(connection).has_table("search_index"):
            return "is missing"
        missing, surplus, other = connection.execute(text(COUNTED[connection.dialect.name])).one()
    if missing or surplus or other:
        return f"lacks {missing} documents, has other words for {other}, and has {surplus} that are gone"
    return None


def _compared(store: Store) -> str | None:
    with store.writing() as connection:
        try:
            connection.exec_driver_sql(SQLITE_COMPARE)
        except DatabaseError as error:
            if "malformed" not in str(error.orig):
                raise
            return "has other words than its documents"
    return None
