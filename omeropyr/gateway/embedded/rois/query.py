"""Reading regions: one statement for any number of them with all of their shapes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Connection, func, or_, select, union_all
from sqlalchemy.orm import aliased

from omeropyr.errors import Invalid, NotFound
from omeropyr.gateway.embedded import rows
from omeropyr.gateway.embedded.people.persons import person_columns
from omeropyr.gateway.embedded.query import ListingQuery, among, check_page, is_id
from omeropyr.gateway.embedded.rights import Sight, Viewer
from omeropyr.gateway.embedded.rois.codec import REACHES, shape_from
from omeropyr.gateway.embedded.schema import ExperimenterRow, ImageRow, RoiRow, ShapeRow
from omeropyr.gateway.embedded.statements import AnyRow, AnySelect
from omeropyr.gateway.model import Experimenter, Kind, Listing, Page, Rights, Roi

SHAPE = "shape_"
SHAPE_COLUMNS = ("id", "type", "z", "t", "c", "text", "geometry", "style", "bits")
Viewport = tuple[float, float, float, float]


def rois_of_image(
    connection: Connection, viewer: Viewer, image_id: int, where: Sequence[ColumnElement[bool]], page: Page
) -> Listing[Roi]:
    """By id; `where` is from `of_image`."""
    seen = _seen_images(viewer, among(ImageRow.id, [image_id]))
    return _listing(connection, viewer, [RoiRow.image_id.in_(seen), *where], page)


def _listing(connection: Connection, viewer: Viewer, where: Sequence[ColumnElement[bool]], page: Page) -> Listing[Roi]:
    check_page(page)
    query = _query(viewer, where)
    found = connection.execute(query.statement(page).order_by(ShapeRow.position)).all()
    if found:
        return Listing(list(_rois(found, viewer)), found[0].total)
    beyond = page.offset > 0 or page.limit == 0
    return Listing([], query.count(connection) if beyond else 0)


def one_roi(connection: Connection, viewer: Viewer, roi_id: int) -> Roi:
    """Raises NotFound."""
    found = rois_by_id(connection, viewer, [roi_id])
    if roi_id not in found:
        raise NotFound(Kind.ROI, roi_id)
    return found[roi_id]


def rois_by_id(connection: Connection, viewer: Viewer, roi_ids: Sequence[int]) -> Mapping[int, Roi]:
    """Those that the viewer sees."""
    listing = _on_seen_images(connection, viewer, among(RoiRow.id, roi_ids))
    return {roi.id: roi for roi in listing.items}


def rois_of_shapes(connection: Connection, viewer: Viewer, shape_ids: Sequence[int]) -> Mapping[int, Roi]:
    """The region of each shape that the viewer sees."""
    holding = select(ShapeRow.roi_id).where(among(ShapeRow.id, shape_ids))
    listing = _on_seen_images(connection, viewer, RoiRow.id.in_(holding))
    return {shape.id: roi for roi in listing.items for shape in roi.shapes if shape.id is not None}


def _on_seen_images(connection: Connection, viewer: Viewer, where: ColumnElement[bool]) -> Listing[Roi]:
    """People may have drawn on images of others before the group became private: they do not see them any more."""
    seen = _seen_images(viewer, ImageRow.id == RoiRow.image_id).correlate(RoiRow).exists()
    return _listing(connection, viewer, [where, seen], Page())


def roi_counts(connection: Connection, viewer: Viewer, image_ids: Sequence[int]) -> Mapping[int, int]:
    """Of each image that the viewer sees, in the order asked; regions are in the group of their image."""
    sight = Sight(viewer, ImageRow)
    count = select(func.count()).where(RoiRow.image_id == ImageRow.id, sight.sees_row(RoiRow))
    counting = count.select_from(RoiRow).correlate_except(RoiRow).scalar_subquery()
    asked = sight.restrict(select(ImageRow.id, counting.label("number"))).where(among(ImageRow.id, image_ids))
    found = {row.id: int(row.number) for row in connection.execute(asked)}
    return {image_id: found[image_id] for image_id in dict.fromkeys(image_ids) if image_id in found}


def require_image(connection: Connection, viewer: Viewer, image_id: int) -> None:
    """Raises NotFound."""
    if connection.execute(_seen_images(viewer, among(ImageRow.id, [image_id]))).one_or_none() is None:
        raise NotFound(Kind.IMAGE, image_id)


def of_image(image_id: int, z: int | None, t: int | None, viewport: Viewport | None) -> list[ColumnElement[bool]]:
    """Regions of an image with a shape on that plane and in that viewport. Raises Invalid."""
    shape = aliased(ShapeRow)
    on_plane = select(shape.roi_id).where(among(shape.image_id, [image_id]), *_on_plane(shape, z, t))
    where = [among(RoiRow.image_id, [image_id])]
    if viewport is not None:
        return [*where, RoiRow.id.in_(_touching(on_plane, shape, viewport))]
    return [*where, RoiRow.id.in_(on_plane)] if (z, t) != (None, None) else where


def _on_plane(shape: Any, z: int | None, t: int | None) -> Iterator[ColumnElement[bool]]:
    for name, index in (("z", z), ("t", t)):
        if index is not None:
            column = getattr(shape, name)
            yield or_(column.is_(None), column == _plane_index(name, index))


def _plane_index(name: str, index: int) -> int:
    if not is_id(index):
        raise Invalid(name, "must be a whole number from 0 on")
    return index


def _touching(on_plane: AnySelect, shape: Any, viewport: Viewport) -> CompoundSelect[*tuple[Any, ...]]:
    """Those whose bounding box touches the viewport: for each reach (see `ShapeRow`) one range of the index."""
    x, y, width, height = viewport
    if not all(math.isfinite(number) for number in viewport) or width < 0 or height < 0:
        raise Invalid("viewport", "must be x, y, width and height, four finite numbers with sizes of 0 or more")
    near = on_plane.where(shape.bottom >= y, shape.left <= x + width, shape.right >= x)
    bands = [near.where(shape.reach == reach, shape.top.between(y - 2.0**reach, y + height)) for reach in REACHES[:-1]]
    return union_all(*bands, near.where(shape.reach == REACHES[-1], shape.top <= y + height))


def _query(viewer: Viewer, where: Sequence[ColumnElement[bool]]) -> ListingQuery:
    owner = aliased(ExperimenterRow)
    shape_columns = [getattr(ShapeRow, name).label(SHAPE + name) for name in SHAPE_COLUMNS]

    def join(statement: AnySelect) -> AnySelect:
        with_owner = statement.join(owner, owner.id == RoiRow.owner_id)
        return with_owner.join(ShapeRow, ShapeRow.roi_id == RoiRow.id, isouter=True)

    return ListingQuery(
        viewer,
        RoiRow,
        where=where,
        order=(RoiRow.id,),
        extras=lambda page: [*shape_columns, *person_columns(owner, "by_")],
        join=join,
    )


def _seen_images(viewer: Viewer, *where: ColumnElement[bool]) -> AnySelect:
    return Sight(viewer, ImageRow).restrict(select(ImageRow.id)).where(*where)


def _rois(found: Sequence[AnyRow], viewer: Viewer) -> Iterator[Roi]:
    """From one row for each shape, and one for a region without any."""
    owners: dict[tuple[int, int], tuple[Experimenter, Rights]] = {}
    for _, group in groupby(found, key=lambda row: row.id):
        of_one = list(group)
        first = of_one[0]
        whose = first.owner_id, first.group_id
        if whose not in owners:
            owners[whose] = rows.experimenter(first, "by_"), rows.rights_of(first, viewer)
        owner, rights = owners[whose]
        yield Roi(
            id=first.id,
            image_id=first.image_id,
            name=first.name,
            description=first.description,
            owner=owner,
            group_id=first.group_id,
            rights=rights,
            shapes=tuple(shape_from(row, SHAPE) for row in of_one if row.shape_id is not None),
        )
