"""The `maps` parameter: a JSON array whose elements say, entry by entry of `c`, inverted or not, and how quantized.

    [{"inverted": {"enabled": true}, "quantization": {"family": "exponential", "coefficient": 1.2}}, ...]

`reverse` is the old name of `inverted`. The two halves stand for themselves: something unreadable in one half drops
that half for the whole request, silently, because existing clients send such things.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from omeropyr.api import Family

from .channels import Quantization

MAX_COEFFICIENT = 10.0
"""Far beyond the curves that clients offer (0.1 to 4); larger ones overflow."""


@dataclass(frozen=True, slots=True)
class Maps:
    """What `maps` says of entry 0, 1, ... of `c`; entries beyond the end stay as they are."""

    inverted: tuple[bool, ...] = ()
    quantization: tuple[Quantization | None, ...] = ()

    def inverted_at(self, position: int) -> bool | None:
        return self.inverted[position] if position < len(self.inverted) else None

    def quantization_at(self, position: int) -> Quantization | None:
        return self.quantization[position] if position < len(self.quantization) else None


def parse_maps(text: str) -> Maps:
    """Never raises: what cannot be read changes nothing."""
    try:
        elements = json.loads(text)
    except (ValueError, RecursionError):
        return Maps()
    if not isinstance(elements, list) or not all(isinstance(element, dict) for element in elements):
        return Maps()
    return Maps(_inversions(elements), _quantizations(elements))


def _inversions(elements: Sequence[dict[str, Any]]) -> tuple[bool, ...]:
    switches = [element.get("inverted", element.get("reverse", {})) for element in elements]
    if not all(isinstance(switch, dict) for switch in switches):
        return ()
    return tuple(switch.get("enabled") is True or switch.get("enabled") == "true" for switch in switches)


def _quantizations(elements: Sequence[dict[str, Any]]) -> tuple[Quantization | None, ...]:
    try:
        return tuple(_quantization(element) for element in elements)
    except (AttributeError, OverflowError, TypeError, ValueError):
        return ()


def _quantization(element: dict[str, Any]) -> Quantization | None:
    """Raises ValueError, TypeError or AttributeError for anything but a known family and a usable coefficient."""
    if "quantization" not in element:
        return None
    value = element["quantization"]
    coefficient = float(value.get("coefficient", 1.0))
    if not 0 < coefficient <= MAX_COEFFICIENT:
        raise ValueError(coefficient)
    return Quantization(Family(str(value.get("family"))), coefficient)
