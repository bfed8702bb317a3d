"""Words, tags and keys that begin so, out of what somebody may read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from omeropyr.gateway.embedded.rights import Viewer
from omeropyr.gateway.embedded.searching.finding import Search
from omeropyr.gateway.embedded.searching.query import Query, Term, Text
from omeropyr.gateway.embedded.searching.words import folded, places, words_of
from omeropyr.gateway.embedded.statements import AnyRow
from omeropyr.gateway.model import Page, Scope

LOOKED_AT = 300
"""Documents: the best and newest that have such a word."""


def suggestions(connection: Connection, viewer: Viewer, prefix: str, limit: int) -> Sequence[str]:
    """Most frequent first; none for a prefix without letters and digits."""
    words = words_of(prefix)
    if not words:
        return []
    query = Query(((Term(Text(words, prefix=True)),),))
    search = Search(connection, viewer, query, (), Scope())
    found = search.rows(Page(0, LOOKED_AT))
    counted = Counter(said for row in found for said in set(_said(row, folded(prefix.strip()))))
    return [said for said, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:limit]]


def _said(row: AnyRow, beginning: str) -> Iterator[str]:
    keys = (line.partition(": ")[0] for line in row.keyvalues.splitlines())
    for whole in (*row.tags.splitlines(), *keys):
        if folded(whole).startswith(beginning):
            yield whole
    for text in (row.name, row.description, row.comments, row.files):
        for place in places(text):
            if place.word.startswith(beginning):
                yield place.word
