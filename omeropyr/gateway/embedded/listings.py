"""One listing query for each kind of object in the tree, with what is counted or looked up beside its rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from omeropyr.gateway.embedded.query import ListingQuery, among, in_scope
from omeropyr.gateway.embedded.rights import Sight, Viewer, can_see
from omeropyr.gateway.embedded.schema import (
    AcquisitionRow,
    AnnotationLinkRow,
    AnnotationRow,
    DatasetImageRow,
    DatasetRow,
    ImageRow,
    PlateRow,
    ProjectDatasetRow,
    ProjectRow,
    RenderingRow,
    ScreenPlateRow,
    ScreenRow,
    WellSampleRow,
)
from omeropyr.gateway.embedded.statements import AnySelect
from omeropyr.gateway.model import Kind, Scope

Where = Sequence[ColumnElement[bool]]
Extras = Callable[[Any], Sequence[ColumnElement[Any]]]

ORPHANED_IMAGE = (
    ~exists().where(DatasetImageRow.child_id == ImageRow.id).correlate_except(DatasetImageRow),
    ~exists().where(WellSampleRow.image_id == ImageRow.id).correlate_except(WellSampleRow),
)


def projects(viewer: Viewer, where: Where = ()) -> ListingQuery:
    extras = _count_linked(viewer, ProjectRow, ProjectDatasetRow, DatasetRow)
    return ListingQuery(viewer, ProjectRow, where=where, extras=extras)


def datasets(viewer: Viewer, where: Where = ()) -> ListingQuery:
    extras = _count_linked(viewer, DatasetRow, DatasetImageRow, ImageRow)
    return ListingQuery(viewer, DatasetRow, where=where, extras=extras)


def screens(viewer: Viewer, where: Where = ()) -> ListingQuery:
    extras = _count_linked(viewer, ScreenRow, ScreenPlateRow, PlateRow)
    return ListingQuery(viewer, ScreenRow, where=where, extras=extras)


def plates(viewer: Viewer, where: Where = ()) -> ListingQuery:
    return ListingQuery(viewer, PlateRow, where=where, extras=_count_runs(viewer))


def images(viewer: Viewer, where: Where = ()) -> ListingQuery:
    """With `thumb_version`: how often the viewer saved how the image looks."""

    def extras(page: Any) -> Sequence[ColumnElement[Any]]:
        mine = select(RenderingRow.version).where(
            RenderingRow.image_id == page.c.id, RenderingRow.owner_id == viewer.user_id
        )
        return [mine.scalar_subquery().label("thumb_version")]

    return ListingQuery(viewer, ImageRow, where=where, extras=extras)


def contained(scope: Scope, thing: Any, link: Any, parent_id: int | None, *, orphaned: bool) -> Where:
    """In the scope, and in one container; or with `orphaned` in none."""
    where = in_scope(thing, scope)
    if parent_id is not None:
        inside: AnySelect = select(link.child_id).where(among(link.parent_id, [parent_id]))
        return [*where, thing.id.in_(inside)]
    if orphaned:
        return [*where, ~exists().where(link.child_id == thing.id).correlate_except(link)]
    return where


def tagged(viewer: Viewer, thing: Any, kind: Kind, tag_id: int | None) -> Where:
    """With the tag `tag_id`, if the viewer may see it; no condition for None."""
    if tag_id is None:
        return []
    target = getattr(AnnotationLinkRow, f"{kind}_id")
    links = select(target).join(AnnotationRow, AnnotationRow.id == AnnotationLinkRow.annotation_id)
    links = Sight(viewer, AnnotationRow).restrict(links).where(among(AnnotationRow.id, [tag_id]), target.is_not(None))
    return [thing.id.in_(links)]


def _count_linked(viewer: Viewer, parent: Any, link: Any, child: Any) -> Extras:
    def extras(page: Any) -> Sequence[ColumnElement[Any]]:
        linked, counted = aliased(link), aliased(child)
        count = (
            select(func.count())
            .select_from(linked)
            .join(counted, counted.id == linked.child_id)
            .where(linked.parent_id == page.c.id, can_see(viewer, counted.owner_id, page.c.level, page.c.leads))
        )
        return [count.correlate(page).scalar_subquery().label("child_count")]

    return extras


def _count_runs(viewer: Viewer) -> Extras:
    def extras(page: Any) -> Sequence[ColumnElement[Any]]:
        seen = can_see(viewer, AcquisitionRow.owner_id, page.c.level, page.c.leads)
        count = select(func.count()).select_from(AcquisitionRow).where(AcquisitionRow.plate_id == page.c.id, seen)
        return [count.correlate(page).scalar_subquery().label("child_count")]

    return extras


def before(thing: Any, other: Any) -> ColumnElement[bool]:
    """Whether rows of `thing` come before the row of `other` in the order of names."""
    return or_(
        thing.sort_name < other.sort_name,
        and_(thing.sort_name == other.sort_name, thing.id < other.id),
    )
