"""What annotations hold: from what people give to columns of the database, and back to what people read."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from omeropyr.errors import Invalid
from omeropyr.gateway.embedded.schema import NAME_LENGTH, VALUE_COLUMNS
from omeropyr.gateway.embedded.texts import TEXT_LENGTH, checked_text
from omeropyr.gateway.model import RATING, AnnotationValue, KeyValues, Kind, OriginalFile

MOST_PAIRS = 10_000
XML_LENGTH = 10_000_000
SMALLEST, LARGEST = -(2**63), 2**63 - 1
RATINGS = range(1, 6)


@dataclass(frozen=True, slots=True)
class Stored:
    """A value as the database has it: columns of the annotation, and the rows of a map."""

    columns: Mapping[str, Any]
    pairs: KeyValues | None = None


def checked_value(kind: Kind, value: AnnotationValue) -> Stored:
    """Raises Invalid for a value that does not fit the kind."""
    if kind is Kind.MAP:
        return Stored({}, checked_pairs(value))
    check = CHECKS.get(kind)
    if check is None:
        raise Invalid("kind", f"a {kind} is no annotation")
    return Stored({VALUE_COLUMNS.get(kind, "text"): check(kind, value)})


def checked_namespace(namespace: str | None) -> str | None:
    """Nothing at all for an empty one."""
    return checked_text("namespace", namespace, longest=NAME_LENGTH) or None if namespace is not None else None


def checked_rating(rating: object) -> int:
    if isinstance(rating, bool) or not isinstance(rating, int) or rating not in RATINGS:
        raise Invalid("rating", "must be a whole number from 1 to 5")
    return rating


def require_rating(namespace: str | None, columns: Mapping[str, Any]) -> None:
    """What is called a rating has to be one. Raises Invalid."""
    if namespace == RATING and columns.get("long_value") is not None:
        checked_rating(columns["long_value"])


def checked_pairs(value: object) -> KeyValues:
    """Raises Invalid naming the pair, counted from 1."""
    if isinstance(value, str) or not isinstance(value, (tuple, list)):
        raise Invalid("map", "must be a list of pairs of a key and a value")
    if len(value) > MOST_PAIRS:
        raise Invalid("map", f"must not have more than {MOST_PAIRS} pairs")
    return tuple(_checked_pair(number, pair) for number, pair in enumerate(value, start=1))


def _checked_pair(number: int, pair: object) -> tuple[str, str]:
    name = f"pair {number}"
    if not isinstance(pair, (tuple, list)) or len(pair) != 2 or not all(isinstance(part, str) for part in pair):
        raise Invalid(name, "must be a key and a value, both texts")
    key, value = pair
    if not key.strip() and not value.strip():
        raise Invalid(name, "must not be empty")
    return checked_text(name, key), checked_text(name, value)


def _text(kind: Kind, value: object) -> str:
    if not isinstance(value, str):
        raise Invalid(kind, "must be a text")
    longest = XML_LENGTH if kind is Kind.XML else TEXT_LENGTH
    return checked_text(kind, value, longest=longest, required=True)


def _long(kind: Kind, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Invalid(kind, "must be a whole number")
    if not SMALLEST <= value <= LARGEST:
        raise Invalid(kind, f"must be between {SMALLEST} and {LARGEST}")
    return value


def _double(kind: Kind, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Invalid(kind, "must be a number")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise Invalid(kind, "must be a finite number")
    return number


def _boolean(kind: Kind, value: object) -> bool:
    if not isinstance(value, bool):
        raise Invalid(kind, "must be true or false")
    return value


def _timestamp(kind: Kind, value: object) -> datetime:
    """In UTC; a moment without zone is taken for UTC."""
    if not isinstance(value, datetime):
        raise Invalid(kind, "must be a date with a time")
    try:
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except OverflowError as error:
        raise Invalid(kind, "must be a date between the years 1 and 9999") from error


def _file(kind: Kind, value: object) -> int:
    """Whether it is there, and whose it is, is asked when it is linked."""
    if not isinstance(value, OriginalFile):
        raise Invalid(kind, "must be an original file of the store")
    return value.id


CHECKS: Mapping[Kind, Callable[[Kind, object], object]] = {
    Kind.TAG: _text,
    Kind.TAGSET: _text,
    Kind.COMMENT: _text,
    Kind.TERM: _text,
    Kind.XML: _text,
    Kind.LONG: _long,
    Kind.DOUBLE: _double,
    Kind.BOOLEAN: _boolean,
    Kind.TIMESTAMP: _timestamp,
    Kind.FILE: _file,
}


def text_of(value: AnnotationValue) -> str:
    """What people read of a value."""
    if isinstance(value, tuple):
        return ", ".join(f"{key}: {text}" for key, text in value)
    if isinstance(value, OriginalFile):
        return value.name
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else str(value)
