"""How people look at images, and numbers made of pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from omeropyr.gateway.model.people import Experimenter
from omeropyr.imaging.settings import RenderSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderingDef:
    """The settings one user saved for one image. `version` grows with each save."""

    id: int
    image_id: int
    owner: Experimenter
    settings: RenderSettings
    version: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Histogram:
    """`counts[i]` pixels lie in the i-th of `len(counts)` equal parts of `minimum`..`maximum` (pixel values)."""

    counts: tuple[int, ...]
    minimum: float
    maximum: float


@dataclass(frozen=True, slots=True)
class LineProfile:
    """Intensities of one channel along a line, one for each pixel of its length, start first."""

    channel: int
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """Which images a change of settings reached, and which not because of rights or other channels."""

    done: Sequence[int]
    refused: Sequence[int]


@dataclass(frozen=True, slots=True)
class LookupTable:
    """A look-up table as clients know it, e.g. `fire.lut`; `length` is its number of colours."""

    id: int
    name: str
    path: str
    length: int
