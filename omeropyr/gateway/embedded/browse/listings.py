"""One listing query for each kind of object in the tree, with what is counted or looked up beside its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, exists, select

from omeropyr.gateway.embedded import rows
from omeropyr.gateway.embedded.annotations.rows import annotation_query, listed_annotation
from omeropyr.gateway.embedded.query import ListingQuery, among
from omeropyr.gateway.embedded.rights import Sight, Viewer, any_viewer
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
from omeropyr.gateway.embedded.shelves.catalogue import Shelf
from omeropyr.gateway.embedded.shelves.counts import Stretch, seen_owner
from omeropyr.gateway.embedded.statements import AnyRow, AnySelect
from omeropyr.gateway.model import Kind, Page

Where = Sequence[ColumnElement[bool]]
Extras = Callable[[Any], Sequence[ColumnElement[Any]]]
OBJECT_ID = bindparam("object_id", type_=Integer)


def _in_no(link: Any, child: Any, thing: Any) -> ColumnElement[bool]:
    return ~exists().where(child == thing.id).correlate_except(link)


ORPHANED: Mapping[Kind, Where] = {
    Kind.DATASET: [_in_no(ProjectDatasetRow, ProjectDatasetRow.child_id, DatasetRow)],
    Kind.PLATE: [_in_no(ScreenPlateRow, ScreenPlateRow.child_id, PlateRow)],
    Kind.IMAGE: [
        _in_no(DatasetImageRow, DatasetImageRow.child_id, ImageRow),
        _in_no(WellSampleRow, WellSampleRow.image_id, ImageRow),
    ],
}


def projects(viewer: Viewer, where: Where = ()) -> ListingQuery:
    extras = _count_inside(viewer, Shelf.DATASETS_OF_PROJECT)
    return ListingQuery(viewer, ProjectRow, where=where, extras=extras)


def datasets(viewer: Viewer, where: Where = ()) -> ListingQuery:
    extras = _count_inside(viewer, Shelf.IMAGES_OF_DATASET)
    return ListingQuery(viewer, DatasetRow, where=where, extras=extras)


def screens(viewer: Viewer, where: Where = ()) -> ListingQuery:
    extras = _count_inside(viewer, Shelf.PLATES_OF_SCREEN)
    return ListingQuery(viewer, ScreenRow, where=where, extras=extras)


def plates(viewer: Viewer, where: Where = ()) -> ListingQuery:
    return ListingQuery(viewer, PlateRow, where=where, extras=_count_inside(viewer, Shelf.RUNS_OF_PLATE))


def runs(viewer: Viewer, where: Where = ()) -> ListingQuery:
    return ListingQuery(viewer, AcquisitionRow, where=where, order=(AcquisitionRow.id,))


def images(viewer: Viewer, where: Where = (), order: Sequence[ColumnElement[Any]] | None = None) -> ListingQuery:
    """With `thumb_version`: how often the viewer saved how the image looks."""

    def extras(page: Any) -> Sequence[ColumnElement[Any]]:
        mine = select(RenderingRow.version).where(
            RenderingRow.image_id == page.c.id, RenderingRow.owner_id == viewer.user_id
        )
        return [mine.scalar_subquery().label("thumb_version")]

    return ListingQuery(viewer, ImageRow, where=where, order=order, extras=extras)


def tags(viewer: Viewer, where: Where = ()) -> ListingQuery:
    """Tags and tag sets."""
    return annotation_query(viewer, where)


@dataclass(frozen=True)
class Level:
    """How objects of one kind are listed: by which query, in containers linked by what."""

    kind: Kind
    thing: Any
    query: Callable[..., ListingQuery]
    make: Callable[[AnyRow, Viewer], Any]
    link: Any = None


LEVELS: Mapping[Kind, Level] = {
    level.kind: level
    for level in (
        Level(Kind.PROJECT, ProjectRow, projects, rows.project),
        Level(Kind.DATASET, DatasetRow, datasets, rows.dataset, ProjectDatasetRow),
        Level(Kind.SCREEN, ScreenRow, screens, rows.screen),
        Level(Kind.PLATE, PlateRow, plates, rows.plate, ScreenPlateRow),
        Level(Kind.ACQUISITION, AcquisitionRow, runs, rows.run),
        Level(Kind.IMAGE, ImageRow, images, rows.image_summary, DatasetImageRow),
        Level(Kind.TAG, AnnotationRow, tags, listed_annotation),
    )
}


@cache
def one_statement(kind: Kind, is_admin: bool) -> AnySelect:
    """The object OBJECT_ID, if the viewer may see it."""
    level = LEVELS[kind]
    return level.query(any_viewer(is_admin)).statement(Page(), level.thing.id == OBJECT_ID)


def contained(level: Level, container_id: int | None, *, orphaned: bool) -> Where:
    """In one container; or with `orphaned` in none."""
    thing, link = level.thing, level.link
    if container_id is not None and link is None:
        return [thing.plate_id == container_id]
    if container_id is not None:
        inside: AnySelect = select(link.child_id).where(link.parent_id == container_id)
        return [thing.id.in_(inside)]
    return ORPHANED[level.kind] if orphaned else []


def tagged(viewer: Viewer, thing: Any, kind: Kind, tag_id: int | None) -> Where:
    """With the tag `tag_id`, if the viewer may see it; no condition for None."""
    if tag_id is None:
        return []
    target = getattr(AnnotationLinkRow, f"{kind}_id")
    links = select(target).join(AnnotationRow, AnnotationRow.id == AnnotationLinkRow.annotation_id)
    links = Sight(viewer, AnnotationRow).restrict(links).where(among(AnnotationRow.id, [tag_id]), target.is_not(None))
    return [thing.id.in_(links)]


def _count_inside(viewer: Viewer, shelf: Shelf) -> Extras:
    """What of the container's content the viewer may see."""

    def extras(page: Any) -> Sequence[ColumnElement[Any]]:
        owner = seen_owner(viewer, page.c.level, page.c.leads)
        return [Stretch(shelf, page.c.group_id, owner, page.c.id).total().label("child_count")]

    return extras
