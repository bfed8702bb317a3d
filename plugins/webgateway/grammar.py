"""The rendering parameters of a query string, read once into one typed value; shared by every view that renders.

Nothing here knows of an image: what a request means for a given image is in `apply.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from omeropyr.api import Invalid, Model, Projection, ProjectionKind

from .channels import ChannelEntry, parse_channels
from .maps import parse_maps
from .numbers import decimal, integer

_MODELS = {"g": Model.GREYSCALE, "c": Model.COLOR}
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


def parse_rendering(query: Mapping[str, str]) -> RenderingRequest:
    """Reads `c`, `maps`, `m`, `p` and `q`; everything else is left alone. Raises nothing but Invalid."""
    return RenderingRequest(
        channels=_channels(query),
        model=_MODELS.get(query.get("m", "")),
        projection=parse_projection(query.get("p", "")),
        quality=parse_quality(query["q"]) if "q" in query else None,
    )


def _channels(query: Mapping[str, str]) -> tuple[ChannelEntry, ...] | None:
    """Entries of `c`, each with its element of `maps`; without `c` there is nothing that `maps` could belong to."""
    if "c" not in query:
        return None
    maps = parse_maps(query.get("maps", ""))
    return tuple(
        replace(
            entry,
            inverted=maps.inverted_at(entry.position),
            quantization=maps.quantization_at(entry.position),
        )
        for entry in parse_channels(query["c"])
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
