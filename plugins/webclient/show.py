"""What `?show=` names: `type-id` or `type.key-value` items, separated by `|`; `=` may stand for `-`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from omeropyr.api import Kind, ObjectRef

_ITEM = re.compile(r"(?P<kind>[a-z]+)(?:\.(?P<key>\w+))?[-=](?P<value>.+)", re.DOTALL)
_WELL = re.compile(r"(?P<letters>[A-Za-z]{1,3})(?P<number>[0-9]{1,4})|(?P<first>[0-9]{1,4})(?P<last>[A-Za-z]{1,3})")
_ALIASES = {"run": "acquisition"}
_SHOWN = frozenset({"project", "dataset", "image", "screen", "plate", "acquisition", "well", "tag", "tagset"})
NAMED = _SHOWN | {"roi", "fileset"}
"""Types that can be named; what is no node of the tree leads to one."""
_DIGITS = 18
"""What always fits a database integer."""


@dataclass(frozen=True, slots=True)
class ShowItem:
    """One item as it is written: `key` is `id`, or an attribute whose value is meant."""

    kind: Kind
    key: str
    value: str

    @property
    def ref(self) -> ObjectRef | None:
        """The object, if it is named by its id."""
        return ObjectRef(self.kind, int(self.value)) if self.key == "id" and _is_id(self.value) else None


def parse_items(text: str) -> list[ShowItem]:
    """In order. Items of unknown types, or of no shape, are ignored."""
    found = (_parse_item(item.strip()) for item in text.split("|"))
    return [item for item in found if item is not None]


def parse_show(text: str) -> tuple[ObjectRef, ...]:
    """The nodes of the tree that are named by id, in order, each once."""
    refs = (item.ref for item in parse_items(text) if item.kind in _SHOWN)
    return tuple(dict.fromkeys(ref for ref in refs if ref is not None))


def format_show(refs: tuple[ObjectRef, ...]) -> str:
    """The opposite of `parse_show`."""
    return "|".join(str(ref) for ref in refs)


def parse_well_label(text: str) -> tuple[int, int] | None:
    """(row, column), 0-based: `B3` has letters for the row, `2C` digits. Letters count A..Z, AA.. ; None for others."""
    match = _WELL.fullmatch(text)
    if match is None:
        return None
    if match["letters"]:
        row, column = _letters(match["letters"]), int(match["number"])
    else:
        row, column = int(match["first"]), _letters(match["last"])
    return (row - 1, column - 1) if row and column else None


def _letters(text: str) -> int:
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _parse_item(item: str) -> ShowItem | None:
    match = _ITEM.fullmatch(item)
    if match is None:
        return None
    kind = _ALIASES.get(match["kind"], match["kind"])
    return ShowItem(Kind(kind), match["key"] or "id", match["value"]) if kind in NAMED else None


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= _DIGITS
