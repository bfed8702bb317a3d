"""The query language of `port.Search.find`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from omeropyr.errors import Invalid
from omeropyr.gateway.embedded.searching.meanings import MEANINGS, key_value, text
from omeropyr.gateway.embedded.searching.query import Clause, Query, Term

LONGEST = 2000
"""Characters; nobody types more, and every word costs."""
MOST = 50
"""Terms."""
PIECE = re.compile(r'(?P<sign>-?)(?:(?P<field>"[^"]*"|[^\s":]+):)?(?P<value>"[^"]*"\*?|[^\s"]+)?')
AND, OR, NOT = "AND", "OR", "NOT"


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands between blanks: `-field:value`."""

    written: str
    negated: bool
    field: str | None
    value: str

    @property
    def is_word(self) -> bool:
        return self.field is None and not self.negated and not self.value.startswith('"')


def parse(query: str) -> Query:
    """Raises Invalid that quotes the part that cannot be understood."""
    if len(query) > LONGEST:
        raise Invalid("query", f"must not have more than {LONGEST} characters")
    clauses = tuple(_clauses(list(_pieces(query))))
    if not clauses:
        raise Invalid("query", "there is nothing to search for; please enter a word")
    if sum(len(clause) for clause in clauses) > MOST:
        raise Invalid("query", f"must not have more than {MOST} words")
    return Query(clauses, _numbers(query))


def _pieces(query: str) -> Iterator[Piece]:
    position = 0
    while position < len(query):
        if query[position].isspace():
            position += 1
            continue
        yield _piece(query, position)
        found = PIECE.match(query, position)
        position = found.end() if found and found.end() > position else len(query)


def _piece(query: str, position: int) -> Piece:
    found = PIECE.match(query, position)
    if found is None or found.end() == position:
        raise Invalid("query", f"{query[position : position + 40]} has a quotation mark that is never closed")
    field, value = found["field"], found["value"] or ""
    if field is not None and value.startswith("//"):  # an address is no key
        field, value = None, f"{field}:{value}"
    return Piece(found.group(), found["sign"] == "-", None if field is None else field.strip('"'), value)


def _clauses(pieces: list[Piece]) -> Iterator[Clause]:
    """OR joins its neighbours, everything else is joined by AND."""
    alternatives: list[Term] = []
    joining = negating = False
    for piece in pieces:
        if piece.is_word and piece.value in (AND, NOT):
            negating = piece.value == NOT
        elif piece.is_word and piece.value == OR:
            if not alternatives or joining:
                raise Invalid("query", "OR needs a word on both sides")
            joining = True
        else:
            if alternatives and not joining:
                yield tuple(alternatives)
                alternatives = []
            alternatives.append(_term(piece, negating))
            joining = negating = False
    if joining or negating:
        raise Invalid("query", f"{OR if joining else NOT} needs a word after it")
    if alternatives:
        yield tuple(alternatives)


def _term(piece: Piece, negated: bool) -> Term:
    if piece.field is None:
        return Term(text(piece.value, piece.written), piece.negated or negated)
    if not piece.value.strip('"*'):
        raise Invalid("query", f"{piece.written} needs a value after the colon")
    make = MEANINGS.get(piece.field.casefold())
    meaning = key_value(piece.field, piece.value, piece.written) if make is None else make(piece.value, piece.written)
    return Term(meaning, piece.negated or negated)


def _numbers(query: str) -> tuple[int, ...]:
    """Ids, if the query is nothing but numbers."""
    if not re.fullmatch(r"[0-9]{1,10}(?:[\s,]+[0-9]{1,10})*\s*", query.strip()):
        return ()
    return tuple(int(number) for number in re.findall(r"[0-9]+", query))
