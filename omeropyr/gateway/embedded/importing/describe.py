"""Writes down how the images of a fileset were taken, inside one transaction of the caller."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import Connection, insert

from omeropyr.gateway.embedded.images.acquisition_codec import prefixed, to_columns
from omeropyr.gateway.embedded.schema import (
    ChannelAcquisitionRow,
    ChannelFilterRow,
    DetectorRow,
    FilterRow,
    ImageAcquisitionRow,
    InstrumentRow,
    LightSourceRow,
    ObjectiveRow,
    OriginalMetadataRow,
    PlaneRow,
)
from omeropyr.imaging.acquisition import (
    AcquisitionMetadata,
    ChannelAcquisition,
    Detector,
    Device,
    Environment,
    Filter,
    LightSource,
    Microscope,
    Objective,
    StageLabel,
)
from omeropyr.imaging.source import SourceInfo

TABLES: dict[type[Device], Any] = {
    Objective: ObjectiveRow,
    Detector: DetectorRow,
    LightSource: LightSourceRow,
    Filter: FilterRow,
}
AT_ONCE = 5000
PARTS = ("detector", "light_source", "filters")


@dataclass(frozen=True, slots=True)
class Described:
    """An image that has been written down, and what its file says of it."""

    image_id: int
    info: SourceInfo
    metadata: AcquisitionMetadata


def describe(connection: Connection, fileset_id: int, images: Sequence[Described]) -> None:
    """Writes nothing for images whose files are silent."""
    microscopes: dict[tuple[Any, ...], _Instrument] = {}
    for image in images:
        _planes(connection, image)
        if not _has_settings(image.metadata):
            continue
        key = _instrument_key(image.metadata)
        if key not in microscopes:
            microscopes[key] = _Instrument.make(connection, fileset_id, image.metadata)
        _image(connection, image, microscopes[key])
    _original_metadata(connection, fileset_id, images)


def _has_settings(said: AcquisitionMetadata) -> bool:
    return any((said.microscope, said.objective, said.detectors, said.light_sources, said.filters, said.stage)) or any(
        (said.channels, said.environment, said.experiment_type, said.experiment_description)
    )


def _instrument_key(said: AcquisitionMetadata) -> tuple[Any, ...]:
    return said.microscope, said.detectors, said.light_sources, said.filters


@dataclass(slots=True)
class _Instrument:
    """One microscope of a fileset; its parts are written when they are first met, each way of setting them once."""

    connection: Connection
    id: int
    parts: dict[Device, int] = field(default_factory=dict)

    @classmethod
    def make(cls, connection: Connection, fileset_id: int, said: AcquisitionMetadata) -> _Instrument:
        values = to_columns(said.microscope or Microscope())
        made = insert(InstrumentRow).values(fileset_id=fileset_id, **values).returning(InstrumentRow.id)
        found = cls(connection, connection.execute(made).scalar_one())
        for part in (*said.detectors, *said.light_sources, *said.filters):
            found.part(part, listed=True)
        return found

    def part(self, part: Device | None, *, listed: bool = False) -> int | None:
        if part is None:
            return None
        if part not in self.parts:
            table = TABLES[type(part)]
            values = {"instrument_id": self.id, "listed": listed, **to_columns(part)}
            self.parts[part] = self.connection.execute(insert(table).values(values).returning(table.id)).scalar_one()
        return self.parts[part]


def _image(connection: Connection, image: Described, instrument: _Instrument) -> None:
    said = image.metadata
    stage = {} if said.stage is None else prefixed(to_columns(said.stage), "stage_")
    values = {
        "image_id": image.image_id,
        "instrument_id": instrument.id,
        "objective_id": instrument.part(said.objective, listed=True),
        "experiment_type": said.experiment_type,
        "experiment_description": said.experiment_description,
        **(stage or prefixed(to_columns(StageLabel(name="")), "stage_") | {"stage_name": None}),
        **to_columns(said.environment or Environment()),
    }
    connection.execute(insert(ImageAcquisitionRow).values(values))
    channels = [channel for channel in said.channels if channel.index < image.info.size_c]
    if not channels:
        return
    rows = [_channel(image.image_id, channel, instrument) for channel in channels]
    connection.execute(insert(ChannelAcquisitionRow), rows)
    filters = [
        {"image_id": image.image_id, "index": channel.index, "position": position, "filter_id": instrument.part(one)}
        for channel in channels
        for position, one in enumerate(channel.filters)
    ]
    if filters:
        connection.execute(insert(ChannelFilterRow), filters)


def _channel(image_id: int, channel: ChannelAcquisition, instrument: _Instrument) -> dict[str, Any]:
    return {
        "image_id": image_id,
        "detector_id": instrument.part(channel.detector),
        "light_source_id": instrument.part(channel.light_source),
        **to_columns(channel, without=PARTS),
    }


def _planes(connection: Connection, image: Described) -> None:
    info = image.info
    rows = (
        {"image_id": image.image_id, **to_columns(plane)}
        for plane in image.metadata.planes
        if plane.z < info.size_z and plane.c < info.size_c and plane.t < info.size_t
    )
    _in_batches(connection, PlaneRow, rows)


def _original_metadata(connection: Connection, fileset_id: int, images: Sequence[Described]) -> None:
    """What is said of every image alike is written once."""
    said = [image.metadata.original_metadata for image in images]
    common = set(said[0]).intersection(*said[1:]) if said else set()
    owners: list[tuple[int | None, Iterable[tuple[str, str]]]] = [(None, (one for one in said[0] if one in common))]
    for image, lines in zip(images, said, strict=True):
        owners.append((image.image_id, (one for one in lines if one not in common)))
    rows = (
        {"fileset_id": fileset_id, "image_id": image_id, "name": name, "value": value}
        for image_id, lines in owners
        for name, value in lines
    )
    _in_batches(connection, OriginalMetadataRow, rows)


def _in_batches(connection: Connection, table: Any, rows: Iterable[dict[str, Any]]) -> None:
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        connection.execute(insert(table), some)
