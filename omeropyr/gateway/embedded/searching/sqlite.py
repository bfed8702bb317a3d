"""The full text of SQLite: an FTS5 index over the table of documents."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, FromClause, bindparam, column, table

from omeropyr.gateway.embedded.searching.query import MARKS, READ, Clause, Field, Term, Text
from omeropyr.gateway.embedded.triggers import Trigger

FIELDS = ", ".join((*Field, "room"))
TOKENS = "unicode61 remove_diacritics 2"
"""Letters and digits make words, everything else parts them: `plate_A01_s1.tif` has four."""

PREFIXES = "2 3"
"""Beginnings of so many letters have lists of their own: all words that begin so need not be put together."""

EVERYWHERE = ["all"]
"""A mark of every document: something must be looked for, even where only something else is not wanted."""

DATES = frozenset(MARKS.values())
"""Marks of months are looked for by their beginnings, which may be years."""

INDEX = table("search_index", column("rowid"), column("search_index"))
DOCUMENT_ID: ColumnElement[int] = INDEX.c.rowid


def rebuild(connection: Connection) -> None:
    connection.exec_driver_sql("DROP TABLE IF EXISTS search_index")
    connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE search_index USING fts5({FIELDS}, content='search_document', content_rowid='id',"
        f" tokenize='{TOKENS}', prefix='{PREFIXES}')"
    )
    connection.exec_driver_sql("INSERT INTO search_index (search_index) VALUES ('rebuild')")


def triggers() -> Iterator[Trigger]:
    """An index without content of its own has to be told what it forgets."""
    columns = {row: ", ".join(f"{row}.{field}" for field in (*Field, "room")) for row in ("OLD", "NEW")}
    added = f"INSERT INTO search_index (rowid, {FIELDS}) VALUES (NEW.id, {columns['NEW']})"
    removed = f"INSERT INTO search_index (search_index, rowid, {FIELDS}) VALUES ('delete', OLD.id, {columns['OLD']})"
    yield Trigger("search_document_added", "AFTER INSERT", "search_document", [added])
    yield Trigger("search_document_removed", "AFTER DELETE", "search_document", [removed])


def source() -> FromClause:
    return INDEX


def matches(name: str) -> ColumnElement[bool]:
    """Whether the index row fulfils the expression bound as `name`."""
    return INDEX.c.search_index.op("MATCH")(bindparam(name))


def expression(clauses: Sequence[Clause], marks: Sequence[Sequence[str]], fields: Sequence[Field] = READ) -> str:
    """Of clauses that are all about texts; words without a field are looked for in `fields`.

    `marks` are words of `room`, one of each of them must be there.
    """
    wanted = [" OR ".join(_text(term, fields) for term in clause) for clause in clauses if not clause[0].negated]
    wanted += [f"room : ({' OR '.join(_mark(word) for word in words)})" for words in (EVERYWHERE, *marks)]
    unwanted = [_text(clause[0], READ) for clause in clauses if clause[0].negated]
    found = " AND ".join(f"({one})" for one in wanted)
    return f"({found}) NOT ({' OR '.join(unwanted)})" if unwanted else found


def _mark(word: str) -> str:
    return f"{word}*" if word[0] in DATES else word


def _text(term: Term, fields: Sequence[Field]) -> str:
    """Words are letters and digits only; between quotes they are no operators."""
    meaning = typing.cast(Text, term.meaning)
    where = meaning.field or " ".join(fields)
    star = "*" if meaning.prefix else ""
    return f'{{{where}}} : "{" ".join(meaning.words)}"{star}'
