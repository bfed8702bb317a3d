"""Metadata of images."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from omeropyr.gateway.embedded import listings, rows
from omeropyr.gateway.embedded.access import Access
from omeropyr.gateway.embedded.codec import levels_from_json
from omeropyr.gateway.embedded.persons import person_columns
from omeropyr.gateway.embedded.plates import well_field, well_fields
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.schema import (
    ChannelRow,
    DatasetImageRow,
    DatasetRow,
    ExperimenterRow,
    GroupRow,
    ImageRow,
    OriginalFileRow,
    PixelsRow,
    ProjectDatasetRow,
    ProjectRow,
    WellSampleRow,
)
from omeropyr.gateway.embedded.statements import AnyRow, AnySelect
from omeropyr.gateway.model import (
    Channel,
    Dataset,
    Image,
    ImageSummary,
    Kind,
    OriginalFile,
    Page,
    Project,
    WellField,
)


class EmbeddedImages:
    """See `port.Images`."""

    def __init__(self, access: Access) -> None:
        self._access, self._viewer = access, access.viewer

    def get(self, image_id: int) -> Image:
        with self._access.reading() as connection:
            query = listings.images(self._viewer)
            summary = query.one(connection, Kind.IMAGE, image_id, lambda row: rows.summary_values(row, self._viewer))
            return Image(
                **summary,
                **_facts(connection, image_id),
                **self._surroundings(connection, image_id),
                channels=_channels(connection, image_id),
                files=_files(connection, summary["fileset_id"]),
            )

    def many(self, image_ids: Sequence[int]) -> Sequence[ImageSummary]:
        if not image_ids:
            return []
        query = listings.images(self._viewer, [among(ImageRow.id, image_ids)])
        with self._access.reading() as connection:
            found = query.fetch(connection, Page(), lambda row: rows.image_summary(row, self._viewer))
        by_id = {image.id: image for image in found.items}
        return [by_id[image_id] for image_id in dict.fromkeys(image_ids) if image_id in by_id]

    def _surroundings(self, connection: Connection, image_id: int) -> dict[str, Any]:
        """The containers and wells it is in, as far as the user may see them."""
        return {
            "datasets": self._datasets(connection, image_id),
            "projects": self._projects(connection, image_id),
            "fields": self._fields(connection, image_id),
        }

    def _datasets(self, connection: Connection, image_id: int) -> tuple[Dataset, ...]:
        holding = select(DatasetImageRow.parent_id).where(DatasetImageRow.child_id == image_id)
        query = listings.datasets(self._viewer, [DatasetRow.id.in_(holding)])
        return tuple(query.fetch(connection, Page(), lambda row: rows.dataset(row, self._viewer)).items)

    def _projects(self, connection: Connection, image_id: int) -> tuple[Project, ...]:
        holding = (
            select(ProjectDatasetRow.parent_id)
            .join(DatasetImageRow, DatasetImageRow.parent_id == ProjectDatasetRow.child_id)
            .where(DatasetImageRow.child_id == image_id)
        )
        query = listings.projects(self._viewer, [ProjectRow.id.in_(holding)])
        return tuple(query.fetch(connection, Page(), lambda row: rows.project(row, self._viewer)).items)

    def _fields(self, connection: Connection, image_id: int) -> tuple[WellField, ...]:
        found = well_fields(self._viewer).where(WellSampleRow.image_id == image_id)
        return tuple(well_field(row) for row in connection.execute(found))


PIXEL_FACTS = (
    "pixel_type",
    "tile_width",
    "tile_height",
    "physical_size_x_um",
    "physical_size_y_um",
    "physical_size_z_um",
    "nominal_magnification",
)


def _facts(connection: Connection, image_id: int) -> dict[str, Any]:
    """What stands in the tables of pixels, owner and group."""
    row = connection.execute(_facts_statement().where(ImageRow.id == image_id)).one()
    return {
        **{name: getattr(row, name) for name in PIXEL_FACTS},
        "levels": levels_from_json(row.levels),
        "owner": rows.experimenter(row, "by_"),
        "group": rows.group(row),
    }


def _facts_statement() -> AnySelect:
    pixels = [getattr(PixelsRow, name) for name in (*PIXEL_FACTS, "levels")]
    return (
        select(*pixels, *person_columns(ExperimenterRow, "by_"), *GroupRow.__table__.columns)
        .select_from(ImageRow)
        .join(PixelsRow, PixelsRow.image_id == ImageRow.id)
        .join(ExperimenterRow, ExperimenterRow.id == ImageRow.owner_id)
        .join(GroupRow, GroupRow.id == ImageRow.group_id)
    )


def _channels(connection: Connection, image_id: int) -> tuple[Channel, ...]:
    found = select(*ChannelRow.__table__.columns).where(ChannelRow.image_id == image_id).order_by(ChannelRow.index)
    return tuple(_channel(row) for row in connection.execute(found))


def _channel(row: AnyRow) -> Channel:
    values = dict(row._mapping)
    del values["image_id"]
    return Channel(**values)


def _files(connection: Connection, fileset_id: int | None) -> tuple[OriginalFile, ...]:
    if fileset_id is None:
        return ()
    file = OriginalFileRow
    found = select(file.id, file.name, file.path, file.size)
    found = found.where(file.fileset_id == fileset_id).order_by(file.position)
    return tuple(OriginalFile(*row) for row in connection.execute(found))
