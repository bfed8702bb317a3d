"""What `?show=` names: `type-id` or `type.key-value` items, separated by `|`; `=` may stand for `-`."""

from __future__ import annotations

import re

from omeropyr.api import Kind, ObjectRef

_ITEM = re.compile(r"(?P<kind>[a-z]+)(?:\.(?P<key>\w+))?[-=](?P<value>.+)", re.DOTALL)
_ALIASES = {"run": "acquisition"}
_SHOWN = frozenset({"project", "dataset", "image", "screen", "plate", "acquisition", "well"})
_DIGITS = 18
"""What always fits a database integer."""


def parse_show(text: str) -> tuple[ObjectRef, ...]:
    """The objects named by id, in order, each once. Items of other types, other keys or no shape are ignored."""
    found = (_parse_item(item.strip()) for item in text.split("|"))
    return tuple(dict.fromkeys(ref for ref in found if ref is not None))


def format_show(refs: tuple[ObjectRef, ...]) -> str:
    """The opposite of `parse_show`."""
    return "|".join(str(ref) for ref in refs)


def _parse_item(item: str) -> ObjectRef | None:
    match = _ITEM.fullmatch(item)
    if match is None or match["key"] not in (None, "id"):
        return None
    kind = _ALIASES.get(match["kind"], match["kind"])
    return ObjectRef(Kind(kind), int(match["value"])) if kind in _SHOWN and _is_id(match["value"]) else None


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= _DIGITS
