"""Values of columns as JSON and back, exactly."""

from __future__ import annotations

import math
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Float, LargeBinary, Table

from omeropyr.gateway.embedded.schema.base import Moment

SPECIAL = (Moment, LargeBinary, Float)


def is_special(column: Column[Any]) -> bool:
    """Whether its values may be no JSON."""
    return isinstance(column.type, SPECIAL)


def to_json(value: Any) -> Any:
    """Moments as ISO texts, bytes in base 64, NaN and infinities as words; everything else is JSON already."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return b64encode(value).decode()
    if isinstance(value, float) and not math.isfinite(value):
        return repr(value)
    return value


def from_json(column: Column[Any], value: Any) -> Any:
    """The value as its column had it."""
    if not isinstance(value, str):
        return value
    if isinstance(column.type, Moment):
        return datetime.fromisoformat(value)
    if isinstance(column.type, LargeBinary):
        return b64decode(value)
    return float(value) if isinstance(column.type, Float) else value


def row_to_json(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: to_json(value) for name, value in values.items()}


def row_from_json(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: from_json(table.c[name], value) for name, value in values.items()}
