"""Metadata of images."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Integer, bindparam, select

from omeropyr.errors import NotFound
from omeropyr.gateway.embedded import rows
from omeropyr.gateway.embedded.access import Access
from omeropyr.gateway.embedded.browse import listings
from omeropyr.gateway.embedded.browse.plates import well_field, well_fields
from omeropyr.gateway.embedded.codec import levels_from_json
from omeropyr.gateway.embedded.files.filesets import file_columns, filesets_of, original_file
from omeropyr.gateway.embedded.images.acquisition import acquisition_of, planes_of
from omeropyr.gateway.embedded.images.likeness import kindred
from omeropyr.gateway.embedded.people.persons import person_columns
from omeropyr.gateway.embedded.query import among, is_id
from omeropyr.gateway.embedded.rights import VIEWER_ID, Viewer, any_viewer
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
from omeropyr.gateway.embedded.targets import AT_ONCE, find_targets
from omeropyr.gateway.model import (
    Acquisition,
    Channel,
    Fileset,
    Image,
    ImageSummary,
    Kind,
    ObjectRef,
    Page,
    PlaneInfo,
)

IMAGE_ID = bindparam("image_id", type_=Integer)


class EmbeddedImages:
    """See `port.Images`."""

    def __init__(self, access: Access) -> None:
        self._access, self._viewer = access, access.viewer

    def get(self, image_id: int) -> Image:
        if not is_id(image_id):
            raise NotFound(Kind.IMAGE, image_id)
        return self._access.store.recall.get(("image", self._viewer, image_id), lambda: self._look_up(image_id))

    def _look_up(self, image_id: int) -> Image:
        with self._access.reading() as connection:
            return _Reading(connection, self._viewer, image_id).image()

    def acquisition(self, image_id: int) -> Acquisition:
        with self._access.reading() as connection:
            self._require_readable(connection, image_id)
            return acquisition_of(connection, image_id)

    def planes(self, image_id: int) -> Sequence[PlaneInfo]:
        with self._access.reading() as connection:
            self._require_readable(connection, image_id)
            return planes_of(connection, image_id)

    def alike(self, image_id: int, image_ids: Sequence[int]) -> Sequence[int]:
        with self._access.reading() as connection:
            found = kindred(connection, self._viewer, [image_id])
            for start in range(0, len(image_ids), AT_ONCE):
                found |= kindred(connection, self._viewer, image_ids[start : start + AT_ONCE])
        if image_id not in found:
            raise NotFound(Kind.IMAGE, image_id)
        others = (other for other in dict.fromkeys(image_ids) if other != image_id)
        return [other for other in others if found.get(other) == found[image_id]]

    def _require_readable(self, connection: Connection, image_id: int) -> None:
        if not is_id(image_id) or not find_targets(connection, self._viewer, [ObjectRef(Kind.IMAGE, image_id)]):
            raise NotFound(Kind.IMAGE, image_id)

    def filesets(self, image_ids: Sequence[int]) -> Sequence[Fileset]:
        with self._access.reading() as connection:
            return filesets_of(connection, self._viewer, image_ids)

    def many(self, image_ids: Sequence[int]) -> Sequence[ImageSummary]:
        if not image_ids:
            return []
        query = listings.images(self._viewer, [among(ImageRow.id, image_ids)])
        with self._access.reading() as connection:
            found = query.fetch(connection, Page(), lambda row: rows.image_summary(row, self._viewer))
        by_id = {image.id: image for image in found.items}
        return [by_id[image_id] for image_id in dict.fromkeys(image_ids) if image_id in by_id]


class _Reading:
    """Everything about one image, by statements that are built once in a process."""

    def __init__(self, connection: Connection, viewer: Viewer, image_id: int) -> None:
        self._connection, self._viewer, self._image_id = connection, viewer, image_id

    def _rows(self, statement: AnySelect) -> Sequence[AnyRow]:
        wanted = {VIEWER_ID: self._viewer.user_id, "image_id": self._image_id}
        return self._connection.execute(statement, wanted).all()

    def image(self) -> Image:
        """Raises NotFound."""
        found = self._rows(_summary(self._viewer.is_admin))
        if not found:
            raise NotFound(Kind.IMAGE, self._image_id)
        is_admin, viewer = self._viewer.is_admin, self._viewer
        return Image(
            **rows.summary_values(found[0], viewer),
            **_fact_values(self._rows(_facts())[0]),
            channels=tuple(_channel(row) for row in self._rows(_channels())),
            files=tuple(original_file(row) for row in self._rows(_files())),
            datasets=tuple(rows.dataset(row, viewer) for row in self._rows(_datasets(is_admin))),
            projects=tuple(rows.project(row, viewer) for row in self._rows(_projects(is_admin))),
            fields=tuple(well_field(row) for row in self._rows(_fields(is_admin))),
        )


@cache
def _summary(is_admin: bool) -> AnySelect:
    return listings.images(any_viewer(is_admin), [ImageRow.id == IMAGE_ID]).statement(Page())


@cache
def _datasets(is_admin: bool) -> AnySelect:
    holding = select(DatasetImageRow.parent_id).where(DatasetImageRow.child_id == IMAGE_ID)
    return listings.datasets(any_viewer(is_admin), [DatasetRow.id.in_(holding)]).statement(Page())


@cache
def _projects(is_admin: bool) -> AnySelect:
    link = ProjectDatasetRow
    holding = select(link.parent_id).join(DatasetImageRow, DatasetImageRow.parent_id == link.child_id)
    where = [ProjectRow.id.in_(holding.where(DatasetImageRow.child_id == IMAGE_ID))]
    return listings.projects(any_viewer(is_admin), where).statement(Page())


@cache
def _fields(is_admin: bool) -> AnySelect:
    return well_fields(any_viewer(is_admin)).where(WellSampleRow.image_id == IMAGE_ID)


PIXEL_FACTS = (
    "pixel_type",
    "tile_width",
    "tile_height",
    "physical_size_x_um",
    "physical_size_y_um",
    "physical_size_z_um",
    "nominal_magnification",
)


@cache
def _facts() -> AnySelect:
    """What stands in the tables of pixels, owner and group."""
    pixels = [getattr(PixelsRow, name) for name in (*PIXEL_FACTS, "levels")]
    return (
        select(*pixels, *person_columns(ExperimenterRow, "by_"), *GroupRow.__table__.columns)
        .select_from(ImageRow)
        .join(PixelsRow, PixelsRow.image_id == ImageRow.id)
        .join(ExperimenterRow, ExperimenterRow.id == ImageRow.owner_id)
        .join(GroupRow, GroupRow.id == ImageRow.group_id)
        .where(ImageRow.id == IMAGE_ID)
    )


def _fact_values(row: AnyRow) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in PIXEL_FACTS},
        "levels": levels_from_json(row.levels),
        "owner": rows.experimenter(row, "by_"),
        "group": rows.group(row),
    }


@cache
def _channels() -> AnySelect:
    columns = [column for column in ChannelRow.__table__.columns if column.name != "image_id"]
    return select(*columns).where(ChannelRow.image_id == IMAGE_ID).order_by(ChannelRow.index)


def _channel(row: AnyRow) -> Channel:
    return Channel(**row._mapping)


@cache
def _files() -> AnySelect:
    file = OriginalFileRow
    found = select(*file_columns()).join(ImageRow, ImageRow.fileset_id == file.fileset_id)
    return found.where(ImageRow.id == IMAGE_ID).order_by(file.position)
