"""The rendering parameters of a query string, read once into one typed value; shared by every view that renders.

Nothing here knows of an image: what a request means for a given image is in `apply.py`.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from omeropyr.api import Invalid, Model, Projection, ProjectionKind

from .channels import ChannelEntry, parse_channels
from .maps import parse_maps
from .numbers import decimal, integer

_MODELS = {"g": Model.GREYSCALE, "c": Model.COLOR}
_NAMES = ("c", "maps", "m", "p", "q")
_KEPT, _LONGEST_KEPT = 256, 2000
"""Requests whose meaning is remembered, and the characters of the longest: the tiles of a view differ in place only."""
_QUALITY_FORM = "The JPEG quality is a number from 0 to 1, as in q=0.9."


class QualityOutOfRange(Invalid):
    """`q` is a number, but none from 0 to 1: existing clients of regions know another status for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderingRequest:
    """What the query string asks for."""

    channels: tuple[ChannelEntry, ...] | None = None
    """None: as saved. Else channels without an entry are off."""
    model: Model | None = None
    """None: as saved."""
    projection: Projection | None = None
    quality: float | None = None
    """JPEG quality 0..1; None: the server's default."""


def parse_rendering(query: Mapping[str, str], without: Container[str] = ()) -> RenderingRequest:
    """Reads `c`, `maps`, `m`, `p` and `q`, but for those of `without`; everything else is left alone.

    Raises nothing but Invalid.
    """
    texts = [None if name in without else query.get(name) for name in _NAMES]
    parse = _remembered if sum(map(len, filter(None, texts))) <= _LONGEST_KEPT else _parsed
    return parse(*texts)


def _parsed(c: str | None, maps: str | None, m: str | None, p: str | None, q: str | None) -> RenderingRequest:
    return RenderingRequest(
        channels=None if c is None else _channels(c, maps or ""),
        model=_MODELS.get(m or ""),
        projection=parse_projection(p or ""),
        quality=None if q is None else parse_quality(q),
    )


_remembered = lru_cache(_KEPT)(_parsed)


def _channels(text: str, maps_text: str) -> tuple[ChannelEntry, ...]:
    """Entries of `c`, each with its element of `maps`; without `c` there is nothing that `maps` could belong to."""
    maps = parse_maps(maps_text)
    return tuple(
        replace(
            entry,
            inverted=maps.inverted_at(entry.position),
            quantization=maps.quantization_at(entry.position),
        )
        for entry in parse_channels(text)
    )


def parse_projection(text: str) -> Projection | None:
    """`intmax|0:5`; an unknown name is no projection, an unreadable range is the whole stack."""
    name, _, span = text.partition("|")
    if name not in set(ProjectionKind):
        return None
    first, _, last = span.partition(":")
    start, end = integer(first), integer(last)
    if start is None or end is None:
        start = end = None
    return Projection(ProjectionKind(name), start, end)


def parse_quality(text: str) -> float:
    """Raises Invalid, or its QualityOutOfRange for a number that is none from 0 to 1."""
    quality = decimal(text)
    if quality is None:
        raise Invalid("q", _QUALITY_FORM)
    if not 0 <= quality <= 1:
        raise QualityOutOfRange("q", _QUALITY_FORM)
    return quality
