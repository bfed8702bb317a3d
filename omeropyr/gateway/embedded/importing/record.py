"""Writes a fileset and its images down, inside one transaction of the caller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert

from omeropyr.gateway.embedded.codec import levels_to_json, settings_to_json, source_to_json
from omeropyr.gateway.embedded.importing.describe import Described, describe
from omeropyr.gateway.embedded.importing.destinations import Destination, Owner, find_or_make_inner, plate_name
from omeropyr.gateway.embedded.importing.files import FileFacts
from omeropyr.gateway.embedded.importing.plate_writing import PlateWriter
from omeropyr.gateway.embedded.importing.prepare import Prepared
from omeropyr.gateway.embedded.pixels.pyramids import queue_pyramid
from omeropyr.gateway.embedded.schema import (
    NAME_LENGTH,
    ChannelRow,
    DatasetImageRow,
    EventRow,
    FilesetRow,
    ImageRow,
    ImportRow,
    OriginalFileRow,
    PixelsRow,
)
from omeropyr.gateway.model import Kind
from omeropyr.imaging.acquisition import AcquisitionMetadata
from omeropyr.imaging.defaults import channel_colors
from omeropyr.imaging.source import SourceInfo


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`path` as the store keeps it: below its own folder for copies, absolute for files registered in place.

    `mark` knows the content again: see `files.mark_of`.
    """

    path: str
    origin: FileFacts
    checksum: str | None
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A fileset that is ready to appear."""

    files: Sequence[StoredFile]
    images: Sequence[Prepared]
    fingerprint: str
    checksum: str | None
    content_mark: str | None = None
    acquisitions: Sequence[AcquisitionMetadata] = ()
    """How the images were taken, in the same order; empty if nothing is known."""

    @property
    def managed(self) -> bool:
        return self.checksum is not None


def record(connection: Connection, unit: Unit, owner: Owner, destination: Destination) -> tuple[int, ...]:
    """Ids of the new images. A fileset that somebody else recorded meanwhile violates a constraint."""
    inner_id = find_or_make_inner(connection, destination, owner)
    fileset_id = _insert(connection, FilesetRow, owner, managed=unit.managed)
    connection.execute(
        insert(ImportRow).values(
            fileset_id=fileset_id,
            target=destination.target(inner_id),
            fingerprint=unit.fingerprint,
            checksum=unit.checksum,
            content_mark=unit.content_mark,
            **owner.columns,
        )
    )
    _record_files(connection, unit, owner, fileset_id)
    image_ids = tuple(_record_image(connection, image, owner, fileset_id) for image in unit.images)
    _put_into(connection, unit, owner, destination, inner_id, image_ids)
    if unit.acquisitions:
        described = zip(image_ids, unit.images, unit.acquisitions, strict=True)
        describe(connection, fileset_id, [Described(number, image.info, said) for number, image, said in described])
    return image_ids


def _insert(connection: Connection, table: Any, owner: Owner, **values: Any) -> int:
    made: int = connection.execute(insert(table).values(**values, **owner.columns).returning(table.id)).scalar_one()
    return made


def _record_files(connection: Connection, unit: Unit, owner: Owner, fileset_id: int) -> None:
    rows = [
        {
            "fileset_id": fileset_id,
            "position": position,
            "name": file.origin.path.name[:NAME_LENGTH],
            "path": file.path,
            "client_path": str(file.origin.path),
            "size": file.origin.size,
            "modified_ns": file.origin.modified_ns,
            "checksum": file.checksum,
            "content_mark": file.mark,
            **owner.columns,
        }
        for position, file in enumerate(unit.files)
    ]
    connection.execute(insert(OriginalFileRow), rows)


def _record_image(connection: Connection, image: Prepared, owner: Owner, fileset_id: int) -> int:
    info, name = image.info, image.found.name[:NAME_LENGTH]
    image_id = _insert(
        connection,
        ImageRow,
        owner,
        fileset_id=fileset_id,
        name=name,
        description=info.description,
        acquired_at=info.acquired_at,
        size_x=info.size_x,
        size_y=info.size_y,
        size_z=info.size_z,
        size_c=info.size_c,
        size_t=info.size_t,
    )
    connection.execute(insert(PixelsRow).values(image_id=image_id, **_pixels(image)))
    connection.execute(insert(ChannelRow), _channels(image_id, image))
    new = {"name": name, "fileset": fileset_id}
    event = {"user_id": owner.owner_id, "action": "import", "kind": Kind.IMAGE, "object_id": image_id, "new": new}
    connection.execute(insert(EventRow).values(event))
    if image.needs_pyramid:
        queue_pyramid(connection, owner.owner_id, image_id, name)
    return image_id


def _pixels(image: Prepared) -> dict[str, Any]:
    info = image.info
    return {
        "pixel_type": info.pixel_type,
        "levels": levels_to_json(info.levels),
        "tile_width": info.tile_width,
        "tile_height": info.tile_height,
        "physical_size_x_um": info.physical_size_x_um,
        "physical_size_y_um": info.physical_size_y_um,
        "physical_size_z_um": info.physical_size_z_um,
        "nominal_magnification": info.nominal_magnification,
        "source": source_to_json(image.found.spec),
        "defaults": settings_to_json(image.settings),
    }


def _channels(image_id: int, image: Prepared) -> list[dict[str, Any]]:
    colors = channel_colors(image.info)
    return [
        {
            "image_id": image_id,
            "index": index,
            "label": channel_label(image.info, index),
            "color": color,
            "minimum": found.minimum,
            "maximum": found.maximum,
            "emission_wavelength_nm": channel.emission_wavelength_nm,
            "excitation_wavelength_nm": channel.excitation_wavelength_nm,
        }
        for index, (channel, found, color) in enumerate(zip(image.info.channels, image.ranges, colors, strict=True))
    ]


def channel_label(info: SourceInfo, index: int) -> str:
    """The name, else the emission wavelength, else the number: what OMERO's clients show."""
    channel = info.channels[index]
    if channel.name:
        return channel.name[:NAME_LENGTH]
    wavelength = channel.emission_wavelength_nm
    return str(index) if wavelength is None else f"{wavelength:g}"


def _put_into(
    connection: Connection,
    unit: Unit,
    owner: Owner,
    destination: Destination,
    inner_id: int,
    image_ids: Sequence[int],
) -> None:
    if not destination.is_plate:
        for image_id in image_ids:
            _insert(connection, DatasetImageRow, owner, parent_id=inner_id, child_id=image_id)
        return
    # images outside all wells stay outside; fields in their order, so that runs are numbered in theirs
    wells = [(image.found.well, image_id) for image_id, image in zip(image_ids, unit.images, strict=True)]
    placed = [(well, image_id) for well, image_id in wells if well is not None]
    plates = {destination.inner: PlateWriter(connection, owner, inner_id)}
    for well, image_id in sorted(placed, key=lambda pair: (pair[0].row, pair[0].column, pair[0].field)):
        name = plate_name(well)
        if name not in plates:  # a file may hold several plates
            other_id = find_or_make_inner(connection, destination.called(name), owner)
            plates[name] = PlateWriter(connection, owner, other_id)
        plates[name].place(well, image_id)
    for plate in plates.values():
        plate.finish()
