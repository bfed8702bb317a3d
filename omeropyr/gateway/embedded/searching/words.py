"""Words of a text, as both databases see them: letters and digits, without accents, in small letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f][^\W_]*)*")
"""A mark that belongs to the letter before it does not end a word."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folded word and where it stands in the text."""

    word: str
    start: int
    end: int


def folded(text: str) -> str:
    """Without accents, in small letters."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(character for character in apart if not unicodedata.combining(character)).lower()


def places(text: str) -> Iterator[Place]:
    for found in WORD.finditer(text):
        yield Place(folded(found.group()), found.start(), found.end())


def words_of(text: str) -> tuple[str, ...]:
    """Nothing but letters and digits, so that they can be put between quotes in any query language."""
    return tuple(word for place in places(text) for word in re.findall(r"[^\W_]+", place.word))
