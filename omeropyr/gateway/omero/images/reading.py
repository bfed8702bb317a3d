"""One image with everything around it: as many projections as there are kinds of things around it."""

from __future__ import annotations

from typing import Any

from omeropyr.errors import NotFound
from omeropyr.gateway.model import Channel, Group, Image, Kind, ObjectRef, OriginalFile
from omeropyr.gateway.omero import rows
from omeropyr.gateway.omero.lease import Lease
from omeropyr.gateway.omero.pixels.engines import Opening, describe
from omeropyr.gateway.omero.queries import images, plates
from omeropyr.gateway.omero.queries.running import LARGEST_ID, Row
from omeropyr.gateway.omero.queries.running import rows as ask_rows
from omeropyr.imaging.lengths import nanometres
from omeropyr.imaging.source import LevelSize


def image_of(lease: Lease, viewer_id: int, image_id: int) -> Image:
    """Raises NotFound."""
    return _known(lease, viewer_id, image_id)[0]


def opening_of(lease: Lease, viewer_id: int, image_id: int) -> Opening:
    """What services of pixels are opened on. Raises NotFound."""
    return _known(lease, viewer_id, image_id)[1]


def _known(lease: Lease, viewer_id: int, image_id: int) -> tuple[Image, Opening]:
    if not 0 <= image_id <= LARGEST_ID:
        raise NotFound(Kind.IMAGE, image_id)
    found: tuple[Image, Opening] = lease.joined.memory.get(
        ("image", image_id), lambda: _look_up(lease, viewer_id, image_id)
    )
    return found


def _look_up(lease: Lease, viewer_id: int, image_id: int) -> tuple[Image, Opening]:
    found = ask_rows(lease, images.IMAGE, {"id": image_id, "viewer_id": viewer_id})
    if not found:
        raise NotFound(Kind.IMAGE, image_id)
    row = found[0]
    opening = Opening(row["id"], row["pixels_id"] or 0, row["group_id"])
    return _image(lease, row, opening), opening


def _image(lease: Lease, row: Row, opening: Opening) -> Image:
    levels, tile = _levels(lease, row, opening)
    return Image(
        **rows.image_facts(row),
        pixel_type=row["pixel_type"] or "uint8",
        channels=channels_of(lease, row["id"]),
        levels=levels,
        tile_width=tile[0],
        tile_height=tile[1],
        owner=rows.experimenter(row, "owner_by_"),
        group=Group(
            row["group_id"],
            row["group_name"],
            rows.level(row["group_permissions"]["perm"]),
            row["group_description"] or "",
        ),
        **_around(lease, row),
        physical_size_x_um=rows.micrometres_of(row["physical_x"]),
        physical_size_y_um=rows.micrometres_of(row["physical_y"]),
        physical_size_z_um=rows.micrometres_of(row["physical_z"]),
        nominal_magnification=row["magnification"],
    )


def _levels(lease: Lease, row: Row, opening: Opening) -> tuple[tuple[LevelSize, ...], tuple[int, int]]:
    """Images up to the server's largest plane have one level; for the others a rendering engine is asked."""
    size = LevelSize(row["size_x"] or 0, row["size_y"] or 0)
    width, height = lease.joined.largest_plane
    if size.width * size.height <= width * height:
        return (size,), (size.width, size.height)
    return lease.read(lambda joined: describe(joined, opening), ObjectRef(Kind.IMAGE, row["id"]))


def _around(lease: Lease, row: Row) -> dict[str, Any]:
    """What is asked only where the first answer says that there is something."""
    wanted = {"id": row["id"]}
    datasets = ask_rows(lease, images.DATASETS, wanted) if row["datasets"] else []
    projects = ask_rows(lease, images.PROJECTS, wanted) if row["datasets"] else []
    fields = ask_rows(lease, plates.OF_IMAGE, {"image_id": row["id"]}) if row["fields"] else []
    return {
        "datasets": tuple(rows.dataset(one) for one in datasets),
        "projects": tuple(rows.project(one) for one in projects),
        "fields": tuple(rows.field(one) for one in fields),
        "files": files_of(lease, row["id"]) if row["fileset_id"] is not None else (),
    }


def files_of(lease: Lease, image_id: int) -> tuple[OriginalFile, ...]:
    return tuple(original_file(row) for row in ask_rows(lease, images.FILES, {"ids": [image_id]}))


def original_file(row: Row) -> OriginalFile:
    checksum = f"{row['hasher']}:{row['hash']}" if row["hash"] and row["hasher"] else None
    return OriginalFile(
        id=row["id"],
        name=row["name"] or "",
        path=row["path"] or "",
        size=row["size"] or 0,
        mimetype=row["mimetype"],
        checksum=checksum,
        client_path=row["client_path"] or "",
        owner_id=row["owner_id"],
        group_id=row["group_id"],
        created_at=rows.moment(row["created"]),
    )


def channels_of(lease: Lease, image_id: int) -> tuple[Channel, ...]:
    return tuple(_channel(row) for row in ask_rows(lease, images.CHANNELS, {"id": image_id}))


def _channel(row: Row) -> Channel:
    return Channel(
        index=row["index"],
        label=row["label"] or str(row["index"]),
        color=rows.color(row),
        minimum=row["minimum"] or 0.0,
        maximum=row["maximum"] or 0.0,
        emission_wavelength_nm=_wavelength(row["emission"]),
        excitation_wavelength_nm=_wavelength(row["excitation"]),
    )


def _wavelength(length: dict[str, Any] | None) -> float | None:
    return None if length is None else nanometres(length["value"], length["symbol"])
