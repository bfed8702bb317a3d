"""What the words and filters of a query mean, each read from its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial

from omeropyr.errors import Invalid
from omeropyr.gateway.embedded.searching.moments import moments
from omeropyr.gateway.embedded.searching.query import (
    Field,
    InGroup,
    KeyValue,
    Meaning,
    OfKind,
    Owner,
    Sides,
    Text,
    WithId,
)
from omeropyr.gateway.embedded.searching.words import words_of
from omeropyr.gateway.model import Kind

KINDS: Mapping[str, Kind] = {
    **{str(kind): kind for kind in (Kind.PROJECT, Kind.DATASET, Kind.IMAGE, Kind.SCREEN, Kind.PLATE, Kind.WELL)},
    "acquisition": Kind.ACQUISITION,
    "run": Kind.ACQUISITION,
}
LARGEST = 2**31 - 1


def text(value: str, written: str, field: Field | None = None) -> Text:
    """`"a phrase"`, `word`, `beginning*`."""
    prefix = value.endswith("*")
    bare = value.removesuffix("*").strip('"')
    if re.search(r"[*?]", bare) and not value.startswith('"'):
        raise Invalid("query", f"{written}: a star may stand at the end of a word only, and ? for nothing")
    words = words_of(bare)
    if not words:
        raise Invalid("query", f"{written} has neither letters nor digits to search for")
    return Text(words, prefix, field)


def key_value(key: str, value: str, written: str) -> KeyValue:
    """`key:value`, `key:beginning*`."""
    if not key.strip():
        raise Invalid("query", f"{written} needs a key before the colon")
    return KeyValue(key.strip(), value.removesuffix("*").strip('"').strip(), value.endswith("*"))


def owner(value: str, written: str) -> Owner:
    return Owner(value.strip('"'))


def group(value: str, written: str) -> InGroup:
    return InGroup(value.strip('"'))


def kind(value: str, written: str) -> OfKind:
    """In the singular or the plural."""
    name = value.strip('"').casefold()
    found = KINDS.get(name) or KINDS.get(name.removesuffix("s"))
    if found is None:
        raise Invalid("query", f"{written}: there are the types {', '.join(KINDS)}")
    return OfKind(found)


def with_id(value: str, written: str) -> WithId:
    """`12` or `12,13`."""
    numbers = value.strip('"').split(",")
    if not all(re.fullmatch(r"[0-9]{1,18}", number) for number in numbers):
        raise Invalid("query", f"{written}: ids are whole numbers, several of them with commas between")
    return WithId(tuple(int(number) for number in numbers))


def sides(value: str, written: str) -> Sides:
    """`2048`, `>2048`, `<=2048`, `1000..2000`."""
    found = re.fullmatch(r"(?P<sign>[<>]=?)?(?P<number>[0-9]{1,9})", value)
    if found is not None:
        return _compared(found["sign"], int(found["number"]))
    ends = re.fullmatch(r"([0-9]{0,9})\.\.([0-9]{0,9})", value)
    if ends is None or not any(ends.groups()):
        raise Invalid("query", f"{written}: sizes are given in pixels, as in size:>2048 or size:1000..2000")
    low, high = (int(end) if end else None for end in ends.groups())
    return Sides(low, high)


def _compared(sign: str | None, number: int) -> Sides:
    ends: dict[str | None, Sides] = {
        None: Sides(number, number),
        "<": Sides(None, number - 1),
        "<=": Sides(None, number),
        ">": Sides(number + 1, None),
        ">=": Sides(number, None),
    }
    return ends[sign]


MEANINGS: Mapping[str, Callable[[str, str], Meaning]] = {
    "name": partial(text, field=Field.NAME),
    "description": partial(text, field=Field.DESCRIPTION),
    "tag": partial(text, field=Field.TAG),
    "comment": partial(text, field=Field.COMMENT),
    "file": partial(text, field=Field.FILE),
    "channel": partial(text, field=Field.CHANNEL),
    "owner": owner,
    "group": group,
    "type": kind,
    "id": with_id,
    "size": sides,
    "date": partial(moments, "created_at"),
    "imported": partial(moments, "created_at"),
    "acquired": partial(moments, "acquired_at"),
}
"""Any other word before a colon is the key of a key-value pair."""
