"""The full text of PostgreSQL: a table of word vectors beside that of documents.

Words are made here as SQLite's index makes them, and not by PostgreSQL's parser, which takes `plate_A01.tif` for the
name of a host. Weights say where a word stands: A name, B tags, C files, D everything else. Whose a document is
(`#g7`) and its channels (`@dapi`) are words that nobody can type.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, FromClause, bindparam, cast, column, table
from sqlalchemy.dialects.postgresql import TSQUERY

from omeropyr.gateway.embedded.searching.query import MARKS, READ, Clause, Field, Term, Text
from omeropyr.gateway.embedded.triggers import Trigger

WEIGHTS = {Field.NAME: "A", Field.TAG: "B", Field.FILE: "C"}
LAST_WEIGHT = "D"

DATES = frozenset(MARKS.values())
"""Marks of months are looked for by their beginnings, which may be years."""

INDEX = table("search_index", column("id"), column("words"))
DOCUMENT_ID: ColumnElement[int] = INDEX.c.id

WORDS = r"""
CREATE OR REPLACE FUNCTION search_words(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT lower(regexp_replace(
        regexp_replace(normalize(coalesce(said, ''), NFD), '[\u0300-\u036F]', '', 'g'),
        '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00A9\u00AB-\u00B1\u00B4\u00B6-\u00B8\u00BB\u00BF\u00D7\u00F7'
        '\u2000-\u206F\u2190-\u2BFF\u3000-\u3003\u3008-\u3011\uFF01-\uFF0F]+', ' ', 'g'))
$$"""
VECTOR = r"""
CREATE OR REPLACE FUNCTION search_vector(document search_document) RETURNS tsvector LANGUAGE sql STABLE AS $$
    SELECT setweight(to_tsvector('simple', search_words(document.name)), 'A')
        || setweight(to_tsvector('simple', search_words(document.tags)), 'B')
        || setweight(to_tsvector('simple', search_words(document.files)), 'C')
        || setweight(to_tsvector('simple', search_words(document.description)), 'D')
        || setweight(to_tsvector('simple', search_words(document.comments)), 'D')
        || setweight(to_tsvector('simple', search_words(document.keyvalues)), 'D')
        || array_to_tsvector(array(
            SELECT '#' || word FROM regexp_split_to_table(document.room, ' ') AS word
            UNION SELECT '@' || word FROM regexp_split_to_table(search_words(document.channels), ' +') AS word
            WHERE word <> ''))
$$"""


def rebuild(connection: Connection) -> None:
    for statement in (
        "DROP TABLE IF EXISTS search_index",
        WORDS,
        VECTOR,
        "CREATE TABLE search_index (id bigint PRIMARY KEY, words tsvector NOT NULL)",
        "INSERT INTO search_index SELECT document.id, search_vector(document) FROM search_document AS document",
        "CREATE INDEX ix_search_index_words ON search_index USING gin (words)",
    ):
        connection.exec_driver_sql(statement)


def triggers() -> Iterator[Trigger]:
    added = "INSERT INTO search_index VALUES (NEW.id, search_vector(NEW))"
    yield Trigger("search_document_added", "AFTER INSERT", "search_document", [added])
    removed = "DELETE FROM search_index WHERE id = OLD.id"
    yield Trigger("search_document_removed", "AFTER DELETE", "search_document", [removed])


def source() -> FromClause:
    return INDEX


def matches(name: str) -> ColumnElement[bool]:
    """Whether the index row fulfils the expression bound as `name`."""
    return INDEX.c.words.op("@@")(cast(bindparam(name), TSQUERY))


def expression(clauses: Sequence[Clause], marks: Sequence[Sequence[str]], fields: Sequence[Field] = READ) -> str:
    """Of clauses that are all about texts; words without a field are looked for in `fields`.

    `marks` are words of `room`, one of each of them must be there.
    """
    parts = [" | ".join(_text(term, fields) for term in clause) for clause in clauses if not clause[0].negated]
    parts += [f"!({_text(clause[0], READ)})" for clause in clauses if clause[0].negated]
    parts += [" | ".join(f"'#{word}'{':*' if word[0] in DATES else ''}" for word in words) for words in marks]
    return " & ".join(f"({part})" for part in parts)


def _text(term: Term, fields: Sequence[Field]) -> str:
    meaning = typing.cast(Text, term.meaning)
    *first, last = meaning.words
    if meaning.field is Field.CHANNEL:
        words = [f"'@{word}'" for word in first] + [f"'@{last}'{':*' if meaning.prefix else ''}"]
        return f"({' & '.join(words)})"
    wanted = fields if meaning.field is None else (meaning.field,)
    weights = "" if len(wanted) == len(READ) else "".join(sorted({WEIGHTS.get(field, LAST_WEIGHT) for field in wanted}))
    marks = [f":{weights}" if weights else ""] * len(first) + [f":{'*' if meaning.prefix else ''}{weights}".rstrip(":")]
    return f"({' <-> '.join(f'{quoted}{mark}' for quoted, mark in zip(_quoted(meaning.words), marks, strict=True))})"


def _quoted(words: Sequence[str]) -> list[str]:
    """Words are letters and digits only."""
    return [f"'{word}'" for word in words]
