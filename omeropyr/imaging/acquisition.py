"""How an image was taken: microscope, light path, settings of each channel, and what each plane was exposed to.

Names are those of the OME model (2016-06). None means that the file is silent. A quantity carries its unit.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit as OME-XML spells it, e.g. `Quantity(63.2, "mW")`."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """What every piece of a microscope may say of itself."""

    model: str | None = None
    manufacturer: str | None = None
    serial_number: str | None = None
    lot_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Microscope(Device):
    type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective(Device):
    nominal_magnification: float | None = None
    calibrated_magnification: float | None = None
    lens_na: float | None = None
    immersion: str | None = None
    correction: str | None = None
    working_distance: Quantity | None = None
    iris: bool | None = None
    correction_collar: float | None = None
    medium: str | None = None
    refractive_index: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Detector(Device):
    """The detector and how it was set for one channel."""

    type: str | None = None
    gain: float | None = None
    offset: float | None = None
    voltage: Quantity | None = None
    zoom: float | None = None
    amplification_gain: float | None = None
    binning: str | None = None
    read_out_rate: Quantity | None = None
    integration: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LightSource(Device):
    """`kind` is laser, arc, filament, led or generic; `attenuation` a fraction."""

    kind: str
    type: str | None = None
    power: Quantity | None = None
    medium: str | None = None
    wavelength: Quantity | None = None
    pulse: str | None = None
    frequency_multiplication: int | None = None
    tuneable: bool | None = None
    pockel_cell: bool | None = None
    repetition_rate: Quantity | None = None
    attenuation: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter(Device):
    """`role` is excitation, emission or dichroic; the cuts are edges of its transmittance."""

    role: str
    type: str | None = None
    filter_wheel: str | None = None
    cut_in: Quantity | None = None
    cut_out: Quantity | None = None
    cut_in_tolerance: Quantity | None = None
    cut_out_tolerance: Quantity | None = None
    transmittance: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelAcquisition:
    """Settings of one channel; `index` is 0-based."""

    index: int
    name: str | None = None
    acquisition_mode: str | None = None
    illumination_type: str | None = None
    contrast_method: str | None = None
    fluor: str | None = None
    emission_wavelength: Quantity | None = None
    excitation_wavelength: Quantity | None = None
    pinhole_size: Quantity | None = None
    nd_filter: float | None = None
    pockel_cell_setting: int | None = None
    samples_per_pixel: int | None = None
    detector: Detector | None = None
    light_source: LightSource | None = None
    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaneInfo:
    """One plane; indices are 0-based, `delta_t` counts from the beginning of the acquisition."""

    z: int
    c: int
    t: int
    delta_t: Quantity | None = None
    exposure_time: Quantity | None = None
    position_x: Quantity | None = None
    position_y: Quantity | None = None
    position_z: Quantity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageLabel:
    name: str
    x: Quantity | None = None
    y: Quantity | None = None
    z: Quantity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Around the specimen; humidity and CO2 are fractions."""

    temperature: Quantity | None = None
    air_pressure: Quantity | None = None
    humidity: float | None = None
    co2_percent: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcquisitionMetadata:
    """What a file says of how one of its images was taken; `objective` as it was set for the image."""

    microscope: Microscope | None = None
    objective: Objective | None = None
    detectors: tuple[Detector, ...] = ()
    light_sources: tuple[LightSource, ...] = ()
    filters: tuple[Filter, ...] = ()
    channels: tuple[ChannelAcquisition, ...] = ()
    planes: tuple[PlaneInfo, ...] = ()
    """At most one for each plane, in the order of the file; only planes of which something is known."""
    stage: StageLabel | None = None
    environment: Environment | None = None
    experiment_type: str | None = None
    experiment_description: str | None = None
    original_metadata: tuple[tuple[str, str], ...] = ()
    """Whatever else the file says, as (name, text), sorted by name."""

    @property
    def is_silent(self) -> bool:
        """True if nothing at all is known."""
        return self == AcquisitionMetadata()
