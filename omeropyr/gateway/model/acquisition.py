"""How an image was taken. The parts are values of imaging, which reads them; here is what the store knows of an image.

Names are those of the OME model (2016-06). None means that the file is silent. A quantity carries its unit.
"""

from __future__ import annotations

from dataclasses import dataclass

from omeropyr.imaging.acquisition import (
    ChannelAcquisition,
    Detector,
    Device,
    Environment,
    Filter,
    LightSource,
    Microscope,
    Objective,
    PlaneInfo,
    Quantity,
    StageLabel,
)

__all__ = [
    "Acquisition",
    "ChannelAcquisition",
    "Detector",
    "Device",
    "Environment",
    "Filter",
    "LightSource",
    "Microscope",
    "Objective",
    "PlaneInfo",
    "Quantity",
    "StageLabel",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquisition:
    """Everything that is known of how one image was taken."""

    image_id: int
    microscope: Microscope | None = None
    objective: Objective | None = None
    detectors: tuple[Detector, ...] = ()
    light_sources: tuple[LightSource, ...] = ()
    filters: tuple[Filter, ...] = ()
    channels: tuple[ChannelAcquisition, ...] = ()
    stage: StageLabel | None = None
    environment: Environment | None = None
    experiment_type: str | None = None
    experiment_description: str | None = None
    original_metadata: tuple[tuple[str, str], ...] = ()
    """Whatever else the file says, as (name, text), sorted by name; vendor tags above all."""
