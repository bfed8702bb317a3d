"""Addresses that take nothing from the saved settings: what they must be told, checked in the order clients know."""

from __future__ import annotations

import json
from collections.abc import Mapping

from omeropyr.api import Invalid

from .channels import parse_channels

_CHANNELS_FORM = "Give each channel its window and its colour, as in c=1|0:255$FF0000,2|10:400$cool.lut."


def require_complete(query: Mapping[str, str]) -> None:
    """Raises Invalid naming the first of `c`, `m` and `maps` that is not complete."""
    entries = parse_channels(_needed(query, "c"))
    if any(entry.window is None for entry in entries):
        raise Invalid("c", "A channel has no window. " + _CHANNELS_FORM)
    if not all(entry.has_color for entry in entries):
        raise Invalid("c", "A channel has no colour. " + _CHANNELS_FORM)
    if query.get("m") not in ("g", "c"):
        raise Invalid("m", "Say m=g for greyscale or m=c for colour.")
    if "maps" in query:
        _require_maps(query["maps"], query["c"].count(",") + 1)


def _needed(query: Mapping[str, str], name: str) -> str:
    if name not in query:
        raise Invalid(name, "This address needs it. " + _CHANNELS_FORM)
    return query[name]


def _require_maps(text: str, pieces: int) -> None:
    try:
        maps = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid("maps", "It must be a JSON array.") from error
    if not isinstance(maps, list) or len(maps) != pieces:
        raise Invalid("maps", f"It must be a JSON array with one element for each of the {pieces} entries of c.")
