"""Where a document fulfils a query, as people are shown it."""

from __future__ import annotations

from collections.abc import Sequence

from omeropyr.gateway.embedded.searching.query import READ, Field, Query, Text
from omeropyr.gateway.embedded.searching.words import Place, places
from omeropyr.gateway.embedded.statements import AnyRow

NAMES = {
    Field.NAME: "name",
    Field.TAG: "tag",
    Field.KEY_VALUE: "keyvalue",
    Field.FILE: "file",
    Field.DESCRIPTION: "description",
    Field.COMMENT: "comment",
    Field.CHANNEL: "channel",
}
"""In the order of how much a match there means."""
LONGEST = 160
"""Characters of a snippet, about."""
BEFORE = 50


def shown(query: Query, row: AnyRow) -> tuple[str, str]:
    """(field, snippet with « and » around the words); the name where no text was asked for."""
    if row.object_id in query.numbers:
        return "id", f"«{row.object_id}»"
    texts = list(query.texts())
    best: tuple[int, str, str] = (0, "name", row.name[:LONGEST])
    for field, name in NAMES.items():
        said = row._mapping[field]
        spans = [span for text in texts if field in _fields(text) for span in _spans(text, list(places(said)))]
        number = len({said[start:end].lower() for start, end in spans})
        if number > best[0]:
            best = (number, name, _snippet(said, sorted(set(spans))))
    return best[1], best[2]


def _fields(text: Text) -> Sequence[Field]:
    return READ if text.field is None else (text.field,)


def _spans(text: Text, found: Sequence[Place]) -> Sequence[tuple[int, int]]:
    """Where the words stand, one after the other."""
    length = len(text.words)
    return [
        (found[first].start, found[first + length - 1].end)
        for first in range(len(found) - length + 1)
        if _follows(text, [place.word for place in found[first : first + length]])
    ]


def _follows(text: Text, words: Sequence[str]) -> bool:
    if text.prefix:
        return tuple(words[:-1]) == text.words[:-1] and words[-1].startswith(text.words[-1])
    return tuple(words) == text.words


def _snippet(said: str, spans: Sequence[tuple[int, int]]) -> str:
    """Around the first match, with marks around every match that is in it."""
    start = max(0, spans[0][0] - BEFORE)
    end = min(len(said), start + LONGEST)
    parts, position = ["…" if start else ""], start
    for first, last in spans:
        if first < position or last > end:
            continue
        parts += [said[position:first], "«", said[first:last], "»"]
        position = last
    return "".join([*parts, said[position:end], "…" if end < len(said) else ""])
