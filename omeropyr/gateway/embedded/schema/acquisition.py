"""Tables of how images were taken: instruments with their parts, and the settings of images, channels and planes.

A quantity is two columns, the number and its unit as OME-XML spells it (`power`, `power_unit`). One instrument serves
all images of a fileset. A part stands once for each way it was set; those that are no more than a setting of a channel
or an image are not `listed`, the others are what the file declares as parts of its microscope.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from omeropyr.gateway.embedded.schema.base import NAME_LENGTH, Base, Numbered

UNIT_LENGTH = 32


def _word() -> Mapped[str | None]:
    return mapped_column(String(NAME_LENGTH))


def _unit() -> Mapped[str | None]:
    return mapped_column(String(UNIT_LENGTH))


class DeviceColumns(Numbered):
    """What every piece of a microscope may say of itself."""

    model: Mapped[str | None] = _word()
    manufacturer: Mapped[str | None] = _word()
    serial_number: Mapped[str | None] = _word()
    lot_number: Mapped[str | None] = _word()


class InstrumentRow(Base, DeviceColumns):
    """The microscope itself."""

    __tablename__ = "instrument"

    fileset_id: Mapped[int] = mapped_column(ForeignKey("fileset.id", ondelete="CASCADE"), index=True)
    type: Mapped[str | None] = _word()


class PartColumns(DeviceColumns):
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument.id", ondelete="CASCADE"), index=True)
    listed: Mapped[bool]


class ObjectiveRow(Base, PartColumns):
    __tablename__ = "objective"

    nominal_magnification: Mapped[float | None]
    calibrated_magnification: Mapped[float | None]
    lens_na: Mapped[float | None]
    immersion: Mapped[str | None] = _word()
    correction: Mapped[str | None] = _word()
    working_distance: Mapped[float | None]
    working_distance_unit: Mapped[str | None] = _unit()
    iris: Mapped[bool | None]
    correction_collar: Mapped[float | None]
    medium: Mapped[str | None] = _word()
    refractive_index: Mapped[float | None]


class DetectorRow(Base, PartColumns):
    __tablename__ = "detector"

    type: Mapped[str | None] = _word()
    gain: Mapped[float | None]
    offset: Mapped[float | None]
    voltage: Mapped[float | None]
    voltage_unit: Mapped[str | None] = _unit()
    zoom: Mapped[float | None]
    amplification_gain: Mapped[float | None]
    binning: Mapped[str | None] = _word()
    read_out_rate: Mapped[float | None]
    read_out_rate_unit: Mapped[str | None] = _unit()
    integration: Mapped[int | None]


class LightSourceRow(Base, PartColumns):
    """`kind` is laser, arc, filament, led or generic; `attenuation` a fraction."""

    __tablename__ = "light_source"

    kind: Mapped[str] = mapped_column(String(16))
    type: Mapped[str | None] = _word()
    power: Mapped[float | None]
    power_unit: Mapped[str | None] = _unit()
    medium: Mapped[str | None] = _word()
    wavelength: Mapped[float | None]
    wavelength_unit: Mapped[str | None] = _unit()
    pulse: Mapped[str | None] = _word()
    frequency_multiplication: Mapped[int | None]
    tuneable: Mapped[bool | None]
    pockel_cell: Mapped[bool | None]
    repetition_rate: Mapped[float | None]
    repetition_rate_unit: Mapped[str | None] = _unit()
    attenuation: Mapped[float | None]


class FilterRow(Base, PartColumns):
    """`role` is excitation, emission or dichroic."""

    __tablename__ = "filter"

    role: Mapped[str] = mapped_column(String(16))
    type: Mapped[str | None] = _word()
    filter_wheel: Mapped[str | None] = _word()
    cut_in: Mapped[float | None]
    cut_in_unit: Mapped[str | None] = _unit()
    cut_out: Mapped[float | None]
    cut_out_unit: Mapped[str | None] = _unit()
    cut_in_tolerance: Mapped[float | None]
    cut_in_tolerance_unit: Mapped[str | None] = _unit()
    cut_out_tolerance: Mapped[float | None]
    cut_out_tolerance_unit: Mapped[str | None] = _unit()
    transmittance: Mapped[float | None]


class ImageAcquisitionRow(Base):
    """What was the same for all planes of an image."""

    __tablename__ = "image_acquisition"

    image_id: Mapped[int] = mapped_column(ForeignKey("image.id", ondelete="CASCADE"), primary_key=True)
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument.id", ondelete="CASCADE"), index=True)
    objective_id: Mapped[int | None] = mapped_column(ForeignKey("objective.id", ondelete="SET NULL"), index=True)
    stage_name: Mapped[str | None] = _word()
    stage_x: Mapped[float | None]
    stage_x_unit: Mapped[str | None] = _unit()
    stage_y: Mapped[float | None]
    stage_y_unit: Mapped[str | None] = _unit()
    stage_z: Mapped[float | None]
    stage_z_unit: Mapped[str | None] = _unit()
    temperature: Mapped[float | None]
    temperature_unit: Mapped[str | None] = _unit()
    air_pressure: Mapped[float | None]
    air_pressure_unit: Mapped[str | None] = _unit()
    humidity: Mapped[float | None]
    co2_percent: Mapped[float | None]
    experiment_type: Mapped[str | None] = _word()
    experiment_description: Mapped[str | None] = mapped_column(Text)


class ChannelAcquisitionRow(Base):
    """Settings of one channel."""

    __tablename__ = "channel_acquisition"

    image_id: Mapped[int] = mapped_column(
        ForeignKey("image_acquisition.image_id", ondelete="CASCADE"), primary_key=True
    )
    index: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = _word()
    acquisition_mode: Mapped[str | None] = _word()
    illumination_type: Mapped[str | None] = _word()
    contrast_method: Mapped[str | None] = _word()
    fluor: Mapped[str | None] = _word()
    emission_wavelength: Mapped[float | None]
    emission_wavelength_unit: Mapped[str | None] = _unit()
    excitation_wavelength: Mapped[float | None]
    excitation_wavelength_unit: Mapped[str | None] = _unit()
    pinhole_size: Mapped[float | None]
    pinhole_size_unit: Mapped[str | None] = _unit()
    nd_filter: Mapped[float | None]
    pockel_cell_setting: Mapped[int | None]
    samples_per_pixel: Mapped[int | None]
    detector_id: Mapped[int | None] = mapped_column(ForeignKey("detector.id", ondelete="SET NULL"), index=True)
    light_source_id: Mapped[int | None] = mapped_column(ForeignKey("light_source.id", ondelete="SET NULL"), index=True)


class ChannelFilterRow(Base):
    """The filters in the light path of a channel, in their order."""

    __tablename__ = "channel_filter"
    __table_args__ = (
        ForeignKeyConstraint(
            ["image_id", "index"],
            ["channel_acquisition.image_id", "channel_acquisition.index"],
            name="fk_channel_filter_image_id",
            ondelete="CASCADE",
        ),
    )

    image_id: Mapped[int] = mapped_column(primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    filter_id: Mapped[int] = mapped_column(ForeignKey("filter.id", ondelete="CASCADE"), index=True)


class PlaneRow(Base):
    """What is known of single planes; indices count from 0."""

    __tablename__ = "plane_info"

    image_id: Mapped[int] = mapped_column(ForeignKey("image.id", ondelete="CASCADE"), primary_key=True)
    t: Mapped[int] = mapped_column(primary_key=True)
    z: Mapped[int] = mapped_column(primary_key=True)
    c: Mapped[int] = mapped_column(primary_key=True)
    delta_t: Mapped[float | None]
    delta_t_unit: Mapped[str | None] = _unit()
    exposure_time: Mapped[float | None]
    exposure_time_unit: Mapped[str | None] = _unit()
    position_x: Mapped[float | None]
    position_x_unit: Mapped[str | None] = _unit()
    position_y: Mapped[float | None]
    position_y_unit: Mapped[str | None] = _unit()
    position_z: Mapped[float | None]
    position_z_unit: Mapped[str | None] = _unit()


class OriginalMetadataRow(Base, Numbered):
    """Whatever else a file says: names and texts as they stand there. `image_id` None = it is said of all images."""

    __tablename__ = "original_metadata"
    __table_args__ = (Index(None, "fileset_id", "image_id", "id"), {"sqlite_autoincrement": True})

    fileset_id: Mapped[int] = mapped_column(ForeignKey("fileset.id", ondelete="CASCADE"))
    image_id: Mapped[int | None] = mapped_column(ForeignKey("image.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(Text)
    value: Mapped[str] = mapped_column(Text)
