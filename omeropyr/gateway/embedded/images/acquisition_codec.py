"""Values of acquisition as columns and back: a quantity is two of them, `power` and `power_unit`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

from omeropyr.imaging.acquisition import Quantity

T = TypeVar("T")
UNIT = "_unit"


def to_columns(value: Any, *, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Of a value of `imaging.acquisition`; quantities that are None have None in both columns."""
    result: dict[str, Any] = {}
    for one in fields(value):
        if one.name in without:
            continue
        content = getattr(value, one.name)
        if _is_quantity(one.type):
            result[one.name] = None if content is None else content.value
            result[one.name + UNIT] = None if content is None else content.unit
        else:
            result[one.name] = content
    return result


def from_columns(kind: type[T], row: Mapping[Any, Any], *, prefix: str = "", **known: Any) -> T:
    """The value that `to_columns` took apart; `known` are fields that stand elsewhere."""
    values = {
        one.name: _field(row, prefix + one.name, is_quantity=_is_quantity(one.type))
        for one in fields(kind)  # type: ignore[arg-type]
        if one.name not in known
    }
    return kind(**values, **known)


def _field(row: Mapping[Any, Any], name: str, *, is_quantity: bool) -> Any:
    content = row[name]
    return content if not is_quantity or content is None else Quantity(content, row[name + UNIT] or "")


def _is_quantity(annotation: object) -> bool:
    """Annotations are texts in modules of this project."""
    return str(annotation).startswith("Quantity")


def prefixed(columns: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {prefix + name: value for name, value in columns.items()}
