"""Reading regions: one statement for any number of them with all of their shapes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from omeropyr.errors import Invalid, NotFound
from omeropyr.gateway.embedded import rows
from omeropyr.gateway.embedded.persons import person_columns
from omeropyr.gateway.embedded.query import ListingQuery, among, check_page, is_id
from omeropyr.gateway.embedded.rights import Sight, Viewer
from omeropyr.gateway.embedded.rois_codec import LEAST_REACH, MOST_REACH, shape_from
from omeropyr.gateway.embedded.schema import ExperimenterRow, ImageRow, RoiRow, ShapeRow
from omeropyr.gateway.embedded.statements import AnyRow, AnySelect
from omeropyr.gateway.model import Kind, Listing, Page, Roi

SHAPE = "shape_"
SHAPE_COLUMNS = ("id", "type", "z", "t", "c", "text", "geometry", "style", "bits")
Viewport = tuple[float, float, float, float]


def roi_listing(
    connection: Connection, viewer: Viewer, where: Sequence[ColumnElement[bool]], page: Page
) -> Listing[Roi]:
    """By id. Regions of images that the viewer does not see are left out."""
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
    listing = roi_listing(connection, viewer, [among(RoiRow.id, roi_ids)], Page())
    return {roi.id: roi for roi in listing.items}


def rois_of_shapes(connection: Connection, viewer: Viewer, shape_ids: Sequence[int]) -> Mapping[int, Roi]:
    """The region of each shape that the viewer sees."""
    holding = select(ShapeRow.roi_id).where(among(ShapeRow.id, shape_ids))
    listing = roi_listing(connection, viewer, [RoiRow.id.in_(holding)], Page())
    return {shape.id: roi for roi in listing.items for shape in roi.shapes if shape.id is not None}


def roi_counts(connection: Connection, viewer: Viewer, image_ids: Sequence[int]) -> Mapping[int, int]:
    """Of each image that the viewer sees, in the order asked; regions are in the group of their image."""
    sight = Sight(viewer, ImageRow)
    count = select(func.count()).where(RoiRow.image_id == ImageRow.id, sight.sees(RoiRow.owner_id))
    counting = count.select_from(RoiRow).correlate_except(RoiRow).scalar_subquery()
    asked = sight.restrict(select(ImageRow.id, counting.label("number"))).where(among(ImageRow.id, image_ids))
    found = {row.id: int(row.number) for row in connection.execute(asked)}
    return {image_id: found[image_id] for image_id in dict.fromkeys(image_ids) if image_id in found}


def require_image(connection: Connection, viewer: Viewer, image_id: int) -> None:
    """Raises NotFound."""
    seen = Sight(viewer, ImageRow).restrict(select(ImageRow.id)).where(among(ImageRow.id, [image_id]))
    if connection.execute(seen).one_or_none() is None:
        raise NotFound(Kind.IMAGE, image_id)


def of_image(image_id: int, z: int | None, t: int | None, viewport: Viewport | None) -> list[ColumnElement[bool]]:
    """Regions of an image with a shape on that plane and in that viewport. Raises Invalid."""
    where = [among(RoiRow.image_id, [image_id])]
    if z is None and t is None and viewport is None:
        return where
    shape = aliased(ShapeRow)
    on_it = [among(shape.image_id, [image_id])]
    for name, index in (("z", z), ("t", t)):
        if index is not None:
            column = getattr(shape, name)
            on_it.append(or_(column.is_(None), column == _plane_index(name, index)))
    if viewport is not None:
        on_it.append(_touches(shape, viewport))
    return [*where, RoiRow.id.in_(select(shape.roi_id).where(*on_it))]


def _plane_index(name: str, index: int) -> int:
    if not is_id(index):
        raise Invalid(name, "must be a whole number from 0 on")
    return index


def _touches(shape: Any, viewport: Viewport) -> ColumnElement[bool]:
    """Whether a bounding box touches the viewport; where it can begin depends on how high it is (see `ShapeRow`)."""
    x, y, width, height = viewport
    if not all(math.isfinite(number) for number in viewport) or width < 0 or height < 0:
        raise Invalid("viewport", "must be x, y, width and height, four finite numbers with sizes of 0 or more")
    bands = [
        and_(shape.reach == reach, shape.top.between(y - 2.0**reach, y + height))
        for reach in range(LEAST_REACH, MOST_REACH)
    ]
    highest = and_(shape.reach == MOST_REACH, shape.top <= y + height)
    return and_(or_(*bands, highest), shape.bottom >= y, shape.left <= x + width, shape.right >= x)


def _query(viewer: Viewer, where: Sequence[ColumnElement[bool]]) -> ListingQuery:
    owner = aliased(ExperimenterRow)
    shape_columns = [getattr(ShapeRow, name).label(SHAPE + name) for name in SHAPE_COLUMNS]

    def join(statement: AnySelect) -> AnySelect:
        with_owner = statement.join(owner, owner.id == RoiRow.owner_id)
        return with_owner.join(ShapeRow, ShapeRow.roi_id == RoiRow.id, isouter=True)

    return ListingQuery(
        viewer,
        RoiRow,
        where=[_on_a_seen_image(viewer), *where],
        order=(RoiRow.id,),
        extras=lambda page: [*shape_columns, *person_columns(owner, "by_")],
        join=join,
    )


def _on_a_seen_image(viewer: Viewer) -> ColumnElement[bool]:
    """People may have drawn on images of others before the group became private."""
    seen = Sight(viewer, ImageRow).restrict(select(ImageRow.id)).where(ImageRow.id == RoiRow.image_id)
    return exists(seen.correlate(RoiRow))


def _rois(found: Sequence[AnyRow], viewer: Viewer) -> Iterator[Roi]:
    """From one row for each shape, and one for a region without any."""
    for _, group in groupby(found, key=lambda row: row.id):
        of_one = list(group)
        first = of_one[0]
        yield Roi(
            id=first.id,
            image_id=first.image_id,
            name=first.name,
            description=first.description,
            owner=rows.experimenter(first, "by_"),
            group_id=first.group_id,
            rights=rows.rights_of(first, viewer),
            shapes=tuple(shape_from(row, SHAPE) for row in of_one if row.shape_id is not None),
        )
