"""Rendering parameters that must say everything: for settings that are saved, and for addresses ending in _rdef."""

from __future__ import annotations

import json
from collections.abc import Mapping

from omeropyr.api import Invalid

from .grammar import RenderingRequest, parse_rendering

_MODELS = ("g", "c")


def parse_complete(query: Mapping[str, str]) -> RenderingRequest:
    """As `parse_rendering`, but `c` with a window and a colour in every entry and `m` must be there.

    Raises Invalid for the first that is missing, in the order that clients know: `c`, windows, colours, `m`, `maps`.
    """
    if "c" not in query:
        raise Invalid("c", "Name the channels, as in c=1|0:255$FF0000,-2|10:400$00FF00.")
    asked = parse_rendering({name: value for name, value in query.items() if name != "p"})
    entries = asked.channels or ()
    pieces = query["c"].split(",")
    if any(entry.window is None for entry in entries):
        raise Invalid("c", "Every channel needs a window, as in c=1|0:255$FF0000.")
    if any("$" not in pieces[entry.position] for entry in entries):
        raise Invalid("c", "Every channel needs a colour, as in c=1|0:255$FF0000.")
    if query.get("m") not in _MODELS:
        raise Invalid("m", "The model is c for colour or g for greyscale.")
    if "maps" in query:
        _check_maps(query["maps"], len(pieces))
    return asked


def _check_maps(text: str, channels: int) -> None:
    """Raises Invalid unless it is a JSON array with an element for each channel."""
    try:
        maps = json.loads(text)
    except (ValueError, RecursionError):
        maps = None
    if not isinstance(maps, list):
        raise Invalid("maps", 'A JSON array is wanted, as in maps=[{"inverted": {"enabled": true}}].')
    if len(maps) != channels:
        raise Invalid("maps", f"It must have one element for each channel of c: {channels}, not {len(maps)}.")
