"""Rows and columns of a table by number: `rows=0,4-6,12`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from omeropyr.api import Invalid

_SPAN = re.compile(r"\s*([0-9]{1,18})\s*(?:-\s*([0-9]{1,18})\s*)?")


def spans(name: str, text: str | None) -> Sequence[range]:
    """Of a list of numbers and ranges with both ends, in its order. Raises Invalid `name`."""
    if not text:
        raise Invalid(name, "Name them by number, counted from 0, as in 0,4-6,12.")
    return [_span(name, piece) for piece in text.split(",")]


def _span(name: str, piece: str) -> range:
    match = _SPAN.fullmatch(piece)
    if match is None:
        raise Invalid(name, f"{piece[:40]!r} is neither a number nor a range as in 4-6.")
    first = int(match[1])
    last = first if match[2] is None else int(match[2])
    if last < first:
        raise Invalid(name, f"{piece[:40]!r} ends before it begins.")
    return range(first, last + 1)


def size(found: Sequence[range]) -> int:
    """How many numbers there are; nothing is written out for it."""
    return sum(len(span) for span in found)


def within(name: str, found: Sequence[range], count: int) -> Sequence[range]:
    """The same. Raises Invalid for a number that none of `count` things has."""
    largest = max(span.stop for span in found) - 1
    if largest >= count:
        raise Invalid(name, f"There is no number {largest}: the table has {count}, counted from 0.")
    return found


def numbers(found: Sequence[range]) -> Iterator[int]:
    for span in found:
        yield from span
