"""How an image was taken, as tables of labels and values: what the file does not say is not shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from omeropyr.api import (
    ChannelAcquisition,
    Image,
    PlaneInfo,
    Quantity,
    Session,
)

from .contexts import Fact

_FRACTIONS = frozenset({"transmittance", "attenuation", "humidity", "co2_percent", "nd_filter"})
_LABELS: Mapping[str, str] = {
    "lens_na": "Numerical aperture",
    "co2_percent": "CO₂",
    "nd_filter": "Neutral density",
    "cut_in": "Cut in",
    "cut_out": "Cut out",
    "x": "X",
    "y": "Y",
    "z": "Z",
}
_PARTS = frozenset({"detector", "light_source", "filters", "index"})
MOST_PLANES = 2000
"""Rows of the table of planes."""


@dataclass(frozen=True, slots=True)
class Device:
    """A heading and what is known of what it names; `inner` are parts of it."""

    title: str
    facts: Sequence[Fact]
    inner: Sequence[Device] = ()
    color: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.facts) or any(part.is_known for part in self.inner)


@dataclass(frozen=True, slots=True, kw_only=True)
class AcquisitionPage:
    """`webclient/acquisition.jinja2`. `planes` are rows of texts: T, Z, C, time, exposure, x, y, z."""

    image: Image
    microscope: Sequence[Device]
    settings: Sequence[Device]
    channels: Sequence[Device]
    planes: Sequence[Sequence[str]]
    plane_count: int
    has_original: bool

    @property
    def is_silent(self) -> bool:
        return not (self.microscope or self.settings or self.channels or self.planes)


def acquisition_page(session: Session, image_id: int) -> AcquisitionPage:
    """Raises NotFound."""
    image, taken = session.images.get(image_id), session.images.acquisition(image_id)
    planes = session.images.planes(image_id)
    devices = [
        Device("Microscope", facts_in(taken.microscope)),
        Device("Objective", facts_in(taken.objective)),
        *_numbered("Detector", taken.detectors),
        *_numbered("Light source", taken.light_sources),
        *_numbered("Filter", taken.filters),
    ]
    experiment = (("Type", taken.experiment_type), ("Description", taken.experiment_description))
    settings = [
        Device("Experiment", [Fact(label=label, value=text) for label, text in experiment if text]),
        Device("Environment", facts_in(taken.environment)),
        Device("Stage", facts_in(taken.stage)),
    ]
    return AcquisitionPage(
        image=image,
        microscope=_known(devices),
        settings=_known(settings),
        channels=_known([_channel(image, channel) for channel in taken.channels]),
        planes=[_plane(plane) for plane in planes[:MOST_PLANES]],
        plane_count=len(planes),
        has_original=bool(taken.original_metadata),
    )


def _known(devices: Sequence[Device]) -> list[Device]:
    return [device for device in devices if device.is_known]


def _numbered(title: str, values: Sequence[Any]) -> list[Device]:
    many = len(values) > 1
    return [Device(f"{title} {at}" if many else title, facts_in(value)) for at, value in enumerate(values, start=1)]


def _channel(image: Image, taken: ChannelAcquisition) -> Device:
    known = next((channel for channel in image.channels if channel.index == taken.index), None)
    inner = [
        Device("Detector", facts_in(taken.detector)),
        Device("Light source", facts_in(taken.light_source)),
        *_numbered("Filter", taken.filters),
    ]
    title = known.label if known else taken.name or f"Channel {taken.index + 1}"
    return Device(title, facts_in(taken), _known(inner), known.color if known else "")


def facts_in(value: Any) -> list[Fact]:
    """Everything that is said in one of the values of the port, in their order; none of None."""
    return list(_said(value)) if value is not None else []


def _said(value: Any) -> Iterator[Fact]:
    for field in fields(value):
        said = getattr(value, field.name)
        if said is None or said == "" or field.name in _PARTS:
            continue
        label = _LABELS.get(field.name) or field.name.replace("_", " ").capitalize()
        yield Fact(label=label, value=_words(field.name, said), exact=_exact(said))


def _words(name: str, said: Any) -> str:
    if isinstance(said, bool):
        return "yes" if said else "no"
    if isinstance(said, Quantity):
        return quantity(said)
    if isinstance(said, float | int) and name in _FRACTIONS:
        return percentage(said)
    return f"{said:.6g}" if isinstance(said, float) else str(said)


def quantity(said: Quantity) -> str:
    return f"{said.value:.6g} {said.unit}"


def percentage(fraction: float) -> str:
    """One decimal below one percent, else whole."""
    percent = fraction * 100
    return f"{percent:.1f} %" if abs(percent) < 1 else f"{percent:.0f} %"


def _exact(said: Any) -> str:
    return f"{said.value!r} {said.unit}" if isinstance(said, Quantity) else ""


def _plane(plane: PlaneInfo) -> list[str]:
    """Planes count from 1 for people."""
    said = (plane.delta_t, plane.exposure_time, plane.position_x, plane.position_y, plane.position_z)
    numbers = [str(plane.t + 1), str(plane.z + 1), str(plane.c + 1)]
    return [*numbers, *(quantity(value) if value else "" for value in said)]
