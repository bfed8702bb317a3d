"""Attributes of OME-XML elements as typed values; None for what is absent or makes no sense."""

from __future__ import annotations

import math
from xml.etree.ElementTree import Element

from omeropyr.imaging.acquisition import Quantity

MAX_WORD = 255
MAX_UNIT = 32
TRUE, FALSE = ("true", "1"), ("false", "0")
LIMIT = 2**31 - 1


def word(element: Element, name: str) -> str | None:
    return (element.get(name) or "").strip()[:MAX_WORD] or None


def number(element: Element, name: str) -> float | None:
    try:
        value = float(element.get(name) or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def whole_number(element: Element, name: str) -> int | None:
    value = number(element, name)
    return int(value) if value is not None and abs(value) <= LIMIT else None


def index(element: Element, name: str) -> int:
    """A number that counts from 0; 0 where it is absent. Raises ValueError for one that is none."""
    value = whole_number(element, name) if element.get(name) else 0
    if value is None or value < 0:
        raise ValueError(f"its {name} {(element.get(name) or '')[:20]!r} is no number from 0")
    return value


def truth(element: Element, name: str) -> bool | None:
    text = (element.get(name) or "").strip().lower()
    return True if text in TRUE else False if text in FALSE else None


def quantity(element: Element, name: str, unit: str) -> Quantity | None:
    """`unit` is what the schema takes for granted."""
    value = number(element, name)
    return None if value is None else Quantity(value, word(element, f"{name}Unit") or unit)
