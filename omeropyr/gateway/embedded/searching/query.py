"""What was typed, as a value: clauses that must all hold, each of them with alternatives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from omeropyr.gateway.model import Kind


class Field(StrEnum):
    """Parts of a document that texts are looked for in; the names are columns of `search_document`."""

    NAME = "name"
    DESCRIPTION = "description"
    TAG = "tags"
    COMMENT = "comments"
    KEY_VALUE = "keyvalues"
    FILE = "files"
    CHANNEL = "channels"


READ = tuple(field for field in Field if field is not Field.CHANNEL)
"""Where words without a field are looked for."""


@dataclass(frozen=True, slots=True)
class Text:
    """Neighbouring words; with `prefix` the last of them may go on."""

    words: tuple[str, ...]
    prefix: bool = False
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class KeyValue:
    """A pair of this key; `value` "" = whatever value, with `prefix` one that begins so."""

    key: str
    value: str = ""
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Owner:
    """By user name or by any of their names; `me` is whoever asks."""

    name: str


@dataclass(frozen=True, slots=True)
class InGroup:
    name: str


MARKS = {"created_at": "i", "acquired_at": "t"}
FIRST_YEAR, LAST_YEAR = 1970, 2099
"""Images of other centuries are found by their dates all the same where no text is asked for."""
MOST_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Moments:
    """`column` is created_at or acquired_at; from `start` until before `end`, either may be open."""

    column: str
    start: datetime | None = None
    end: datetime | None = None

    @property
    def marks(self) -> list[str]:
        """Beginnings of the words of the index that say when: of its months, of years where they are many."""
        letter, years = MARKS[self.column], range(FIRST_YEAR, LAST_YEAR + 1)
        start = (FIRST_YEAR, 1) if self.start is None else (self.start.year, self.start.month)
        end = (LAST_YEAR, 12) if self.end is None else (self.end.year, self.end.month)
        months = [(year, month) for year in years for month in range(1, 13) if start <= (year, month) <= end]
        if len(months) <= MOST_MONTHS:
            return [f"{letter}{year:04}{month:02}" for year, month in months] or [f"{letter}none"]
        return [f"{letter}{year:04}" for year in dict.fromkeys(year for year, _ in months)]


@dataclass(frozen=True, slots=True)
class Sides:
    """Longest side in pixels, both ends included."""

    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class OfKind:
    kind: Kind


@dataclass(frozen=True, slots=True)
class WithId:
    ids: tuple[int, ...]


Meaning: TypeAlias = Text | KeyValue | Owner | InGroup | Moments | Sides | OfKind | WithId


@dataclass(frozen=True, slots=True)
class Term:
    meaning: Meaning
    negated: bool = False


Clause: TypeAlias = tuple[Term, ...]
"""Alternatives, at least one."""


@dataclass(frozen=True, slots=True)
class Query:
    """All clauses must hold. `numbers` are the ids it may also mean: it is nothing but numbers."""

    clauses: tuple[Clause, ...]
    numbers: tuple[int, ...] = ()

    def texts(self) -> Iterator[Text]:
        """What is looked for in documents, for showing where it was found."""
        for clause in self.clauses:
            for term in clause:
                if isinstance(term.meaning, Text) and not term.negated:
                    yield term.meaning
