"""How an image was taken, read back from the tables of instruments and settings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Integer, bindparam, or_, select

from omeropyr.gateway.embedded.images.acquisition_codec import from_columns
from omeropyr.gateway.embedded.schema import (
    ChannelAcquisitionRow,
    ChannelFilterRow,
    DetectorRow,
    FilterRow,
    ImageAcquisitionRow,
    ImageRow,
    InstrumentRow,
    LightSourceRow,
    ObjectiveRow,
    OriginalMetadataRow,
    PlaneRow,
)
from omeropyr.gateway.embedded.statements import AnyRow, AnySelect
from omeropyr.gateway.model import (
    Acquisition,
    ChannelAcquisition,
    Detector,
    Device,
    Environment,
    Filter,
    LightSource,
    Microscope,
    Objective,
    PlaneInfo,
    StageLabel,
)

T = TypeVar("T", bound=Device)
IMAGE_ID = bindparam("image_id", type_=Integer)
PARTS: tuple[tuple[type[Device], Any], ...] = (
    (Objective, ObjectiveRow),
    (Detector, DetectorRow),
    (LightSource, LightSourceRow),
    (Filter, FilterRow),
)


def acquisition_of(connection: Connection, image_id: int) -> Acquisition:
    """Of an image that the user may see. Eight statements, whatever the number of channels."""
    said = connection.execute(_settings(), {"image_id": image_id}).one_or_none()
    lines = connection.execute(_lines(), {"image_id": image_id})
    metadata = tuple(sorted((row.name, row.value) for row in lines))
    if said is None:
        return Acquisition(image_id=image_id, original_metadata=metadata)
    return _Reading(connection, said).acquisition(metadata)


def planes_of(connection: Connection, image_id: int) -> Sequence[PlaneInfo]:
    """By t, z, c."""
    order = (PlaneRow.t, PlaneRow.z, PlaneRow.c)
    found = select(*PlaneRow.__table__.columns).where(PlaneRow.image_id == image_id).order_by(*order)
    return [from_columns(PlaneInfo, row._mapping) for row in connection.execute(found)]


class _Reading:
    """The parts of one instrument by id, and the settings that name them."""

    def __init__(self, connection: Connection, said: AnyRow) -> None:
        self._connection, self._said = connection, said
        self._parts: dict[type[Device], dict[int, Device]] = {}
        self._listed: dict[type[Device], tuple[Any, ...]] = {}
        for kind, table in PARTS:
            rows = connection.execute(_parts(table), {"instrument_id": said.instrument_id}).all()
            self._parts[kind] = {row.id: from_columns(kind, row._mapping) for row in rows}
            self._listed[kind] = tuple(self._parts[kind][row.id] for row in rows if row.listed)

    def acquisition(self, metadata: tuple[tuple[str, str], ...]) -> Acquisition:
        said = self._said._mapping
        microscope = from_columns(Microscope, said, prefix="scope_")
        environment = from_columns(Environment, said)
        stage = None if said["stage_name"] is None else from_columns(StageLabel, said, prefix="stage_")
        return Acquisition(
            image_id=said["image_id"],
            microscope=None if microscope == Microscope() else microscope,
            objective=self._part(Objective, said["objective_id"]),
            detectors=self._listed[Detector],
            light_sources=self._listed[LightSource],
            filters=self._listed[Filter],
            channels=self._channels(),
            stage=stage,
            environment=None if environment == Environment() else environment,
            experiment_type=said["experiment_type"],
            experiment_description=said["experiment_description"],
            original_metadata=metadata,
        )

    def _part(self, kind: type[T], part_id: int | None) -> T | None:
        found = None if part_id is None else self._parts[kind].get(part_id)
        return found if isinstance(found, kind) else None

    def _channels(self) -> tuple[ChannelAcquisition, ...]:
        image = {"image_id": self._said.image_id}
        filters: dict[int, list[Filter]] = {}
        for row in self._connection.execute(_filters(), image):
            if (found := self._part(Filter, row.filter_id)) is not None:
                filters.setdefault(row.channel, []).append(found)
        return tuple(
            from_columns(
                ChannelAcquisition,
                row._mapping,
                detector=self._part(Detector, row.detector_id),
                light_source=self._part(LightSource, row.light_source_id),
                filters=tuple(filters.get(row._mapping["index"], ())),
            )
            for row in self._connection.execute(_channels(), image)
        )


@cache
def _settings() -> AnySelect:
    """The row of the image, and its microscope with `scope_` before the names."""
    device = [column.label(f"scope_{column.name}") for column in InstrumentRow.__table__.columns]
    return (
        select(*ImageAcquisitionRow.__table__.columns, *device)
        .join(InstrumentRow, InstrumentRow.id == ImageAcquisitionRow.instrument_id)
        .where(ImageAcquisitionRow.image_id == IMAGE_ID)
    )


@cache
def _parts(table: Any) -> AnySelect:
    wanted = bindparam("instrument_id", type_=Integer)
    return select(*table.__table__.columns).where(table.instrument_id == wanted).order_by(table.id)


@cache
def _channels() -> AnySelect:
    row = ChannelAcquisitionRow
    return select(*row.__table__.columns).where(row.image_id == IMAGE_ID).order_by(row.index)


@cache
def _filters() -> AnySelect:
    row = ChannelFilterRow
    channel = row.index.label("channel")  # rows are tuples, which have an `index` of their own
    return select(channel, row.filter_id).where(row.image_id == IMAGE_ID).order_by(row.index, row.position)


@cache
def _lines() -> AnySelect:
    """Of the image, and of all images of its fileset."""
    row = OriginalMetadataRow
    found = select(row.name, row.value).join(ImageRow, ImageRow.fileset_id == row.fileset_id)
    return found.where(ImageRow.id == IMAGE_ID, or_(row.image_id.is_(None), row.image_id == IMAGE_ID))
