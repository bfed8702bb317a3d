"""The `c` parameter: which channels are on, with which window and colour.

    c       = entry *( "," entry )
    entry   = ["-"] channel [ "$" colour ] [ "|" [ window ] [ "$" colour ] ]
    channel = 1-based integer; a leading "-" turns it off
    window  = float ":" float, in pixel values
    colour  = 3, 4, 6 or 8 hex digits (RGB[A]) | file name of a look-up table, ending in ".lut"

Existing clients rely on its leniency: an unreadable window or colour leaves that of the channel as it is, and an entry
without a channel number is skipped as long as another one has one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from omeropyr.api import Family, Invalid

from .numbers import decimal, integer

_HEX = re.compile(r"[0-9A-Fa-f]+")
_LUT = re.compile(r"[^/\\\x00-\x1f]+\.lut")


@dataclass(frozen=True, slots=True)
class Window:
    """Pixel values shown darkest and brightest."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Quantization:
    family: Family
    coefficient: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelEntry:
    """One entry of `c`; None everywhere means: leave it as it is.

    `channel` counts from 1 and may lie beyond the image. `position` is the entry's place in `c`, counted from 0: the
    element of `maps` with the same place belongs to it.
    """

    channel: int
    active: bool
    position: int
    window: Window | None = None
    color: str | None = None
    """`RRGGBB`; also takes away a look-up table."""
    lut: str | None = None
    inverted: bool | None = None
    quantization: Quantization | None = None
    has_color: bool = False
    """A colour or a look-up table is written, readable or not."""


def parse_channels(text: str) -> tuple[ChannelEntry, ...]:
    """Entries in the order written; () for an empty text: every channel off. Raises Invalid "c"."""
    if not text.strip():
        return ()
    found = [_entry(position, piece) for position, piece in enumerate(text.split(","))]
    entries = tuple(entry for entry in found if entry is not None)
    if not entries:
        raise Invalid("c", "Name at least one channel by its number, counted from 1, as in c=1|0:255$FF0000,-2.")
    return entries


def _entry(position: int, piece: str) -> ChannelEntry | None:
    """One entry, or None if it does not begin with a channel number."""
    head, _, tail = piece.partition("|")
    if head.count("$") > 1:
        raise Invalid("c", "An entry has one colour at most before its |, as in c=1$FF0000.")
    number, _, head_color = head.partition("$")
    window, *tail_colors = tail.split("$")
    channel = integer(number)
    if channel is None:
        return None
    shade = (tail_colors[0] if tail_colors else head_color).strip()
    return ChannelEntry(
        channel=abs(channel),
        active=channel > 0,
        position=position,
        window=_window(window),
        color=_color(shade),
        lut=shade if _LUT.fullmatch(shade) else None,
        has_color="$" in piece,
    )


def _window(text: str) -> Window | None:
    start, colon, end = text.partition(":")
    low, high = decimal(start), decimal(end)
    if not colon or low is None or high is None:
        return None
    if low > high:
        raise Invalid("c", "A window starts at its smaller value, as in c=1|100:900.")
    return Window(low, high)


def _color(text: str) -> str | None:
    """`RRGGBB`, upper case. The alpha of the 4- and 8-digit forms has no meaning for a channel and is dropped."""
    if not _HEX.fullmatch(text) or len(text) not in (3, 4, 6, 8):
        return None
    digits = text if len(text) > 4 else "".join(digit * 2 for digit in text)
    return digits[:6].upper()
