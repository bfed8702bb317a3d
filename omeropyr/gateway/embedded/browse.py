"""The tree, level by level."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select

from omeropyr.errors import NotFound
from omeropyr.gateway.embedded import listings, rows
from omeropyr.gateway.embedded.access import Access
from omeropyr.gateway.embedded.links import CONTAINERS, parents_of
from omeropyr.gateway.embedded.paths import paths_to
from omeropyr.gateway.embedded.persons import is_member, may_know, person_columns
from omeropyr.gateway.embedded.plates import plate_grid
from omeropyr.gateway.embedded.query import among, as_listing, check_page, in_scope, is_id
from omeropyr.gateway.embedded.rights import SEEN_BY_MEMBERS
from omeropyr.gateway.embedded.schema import (
    USER_GROUP,
    DatasetImageRow,
    DatasetRow,
    ExperimenterRow,
    GroupRow,
    ImageRow,
    MembershipRow,
    PlateRow,
    ProjectDatasetRow,
    ProjectRow,
    ScreenPlateRow,
    ScreenRow,
)
from omeropyr.gateway.model import (
    Dataset,
    Experimenter,
    Group,
    ImageSummary,
    Kind,
    Listing,
    ObjectRef,
    Page,
    ParentLink,
    PathStep,
    Plate,
    PlateGrid,
    Project,
    Scope,
    Screen,
)
from omeropyr.gateway.port import ANYWHERE, EVERYTHING


class EmbeddedBrowse:
    """See `port.Browse`."""

    def __init__(self, access: Access) -> None:
        self._access, self._viewer = access, access.viewer

    def groups(self, *, member_id: int | None = None, page: Page = EVERYTHING) -> Listing[Group]:
        check_page(page)
        where = [GroupRow.id != USER_GROUP, *self._groups_known()]
        if member_id is not None:
            where.append(is_member(member_id) if is_id(member_id) else GroupRow.id.is_(None))
        total = select(func.count()).select_from(GroupRow).where(*where)
        found = select(*GroupRow.__table__.columns, func.count().over().label("total")).where(*where)
        found = found.order_by(GroupRow.sort_name, GroupRow.id).offset(page.offset or None).limit(page.limit)
        with self._access.reading() as connection:
            return as_listing(connection, found, total, page, rows.group)

    def _groups_known(self) -> list[ColumnElement[bool]]:
        return [] if self._viewer.is_admin else [is_member(self._viewer.user_id)]

    def experimenter(self, experimenter_id: int) -> Experimenter:
        found = select(*person_columns()).where(
            among(ExperimenterRow.id, [experimenter_id]), may_know(self._viewer, ExperimenterRow.id)
        )
        with self._access.reading() as connection:
            row = connection.execute(found).one_or_none()
        if row is None:
            raise NotFound(Kind.EXPERIMENTER, experimenter_id)
        return rows.experimenter(row)

    def members(self, group_id: int) -> Sequence[Experimenter]:
        viewer = self._viewer
        group = select(GroupRow.level, _leads(viewer.user_id).label("leads"))
        group = group.where(among(GroupRow.id, [group_id]), *self._groups_known())
        people = select(*person_columns()).join(MembershipRow, MembershipRow.user_id == ExperimenterRow.id)
        people = people.where(among(MembershipRow.group_id, [group_id]))
        order = (func.lower(ExperimenterRow.last_name), func.lower(ExperimenterRow.first_name), ExperimenterRow.id)
        with self._access.reading() as connection:
            known = connection.execute(group).one_or_none()
            if known is None:
                raise NotFound(Kind.GROUP, group_id)
            if not (viewer.is_admin or known.leads or known.level in SEEN_BY_MEMBERS):
                people = people.where(ExperimenterRow.id == viewer.user_id)
            return [rows.experimenter(row) for row in connection.execute(people.order_by(*order))]

    def projects(
        self, scope: Scope = ANYWHERE, *, tag_id: int | None = None, page: Page = EVERYTHING
    ) -> Listing[Project]:
        where = [*in_scope(ProjectRow, scope), *self._tagged(ProjectRow, Kind.PROJECT, tag_id)]
        with self._access.reading() as connection:
            query = listings.projects(self._viewer, where)
            return query.fetch(connection, page, lambda row: rows.project(row, self._viewer))

    def project(self, project_id: int) -> Project:
        with self._access.reading() as connection:
            query = listings.projects(self._viewer)
            return query.one(connection, Kind.PROJECT, project_id, lambda row: rows.project(row, self._viewer))

    def datasets(
        self,
        scope: Scope = ANYWHERE,
        *,
        project_id: int | None = None,
        orphaned: bool = False,
        tag_id: int | None = None,
        page: Page = EVERYTHING,
    ) -> Listing[Dataset]:
        where = listings.contained(scope, DatasetRow, ProjectDatasetRow, project_id, orphaned=orphaned)
        with self._access.reading() as connection:
            query = listings.datasets(self._viewer, [*where, *self._tagged(DatasetRow, Kind.DATASET, tag_id)])
            return query.fetch(connection, page, lambda row: rows.dataset(row, self._viewer))

    def dataset(self, dataset_id: int) -> Dataset:
        with self._access.reading() as connection:
            query = listings.datasets(self._viewer)
            return query.one(connection, Kind.DATASET, dataset_id, lambda row: rows.dataset(row, self._viewer))

    def screens(
        self, scope: Scope = ANYWHERE, *, tag_id: int | None = None, page: Page = EVERYTHING
    ) -> Listing[Screen]:
        where = [*in_scope(ScreenRow, scope), *self._tagged(ScreenRow, Kind.SCREEN, tag_id)]
        with self._access.reading() as connection:
            query = listings.screens(self._viewer, where)
            return query.fetch(connection, page, lambda row: rows.screen(row, self._viewer))

    def screen(self, screen_id: int) -> Screen:
        with self._access.reading() as connection:
            query = listings.screens(self._viewer)
            return query.one(connection, Kind.SCREEN, screen_id, lambda row: rows.screen(row, self._viewer))

    def plates(
        self,
        scope: Scope = ANYWHERE,
        *,
        screen_id: int | None = None,
        orphaned: bool = False,
        tag_id: int | None = None,
        page: Page = EVERYTHING,
    ) -> Listing[Plate]:
        where = listings.contained(scope, PlateRow, ScreenPlateRow, screen_id, orphaned=orphaned)
        with self._access.reading() as connection:
            query = listings.plates(self._viewer, [*where, *self._tagged(PlateRow, Kind.PLATE, tag_id)])
            return query.fetch(connection, page, lambda row: rows.plate(row, self._viewer))

    def plate(self, plate_id: int) -> PlateGrid:
        with self._access.reading() as connection:
            return plate_grid(connection, self._viewer, plate_id)

    def images(
        self,
        scope: Scope = ANYWHERE,
        *,
        dataset_id: int | None = None,
        orphaned: bool = False,
        tag_id: int | None = None,
        page: Page = EVERYTHING,
    ) -> Listing[ImageSummary]:
        where = [*listings.contained(scope, ImageRow, DatasetImageRow, dataset_id, orphaned=False)]
        if orphaned and dataset_id is None:
            where += listings.ORPHANED_IMAGE
        with self._access.reading() as connection:
            query = listings.images(self._viewer, [*where, *self._tagged(ImageRow, Kind.IMAGE, tag_id)])
            return query.fetch(connection, page, lambda row: rows.image_summary(row, self._viewer))

    def orphaned_count(self, scope: Scope = ANYWHERE) -> int:
        where = [*in_scope(ImageRow, scope), *listings.ORPHANED_IMAGE]
        with self._access.reading() as connection:
            return listings.images(self._viewer, where).count(connection)

    def parents(self, children: Sequence[ObjectRef]) -> Sequence[ParentLink]:
        with self._access.reading() as connection:
            found = (parents_of(connection, self._viewer, pair, children) for pair in CONTAINERS.values())
            return [link for links in found for link in links]

    def paths(self, ref: ObjectRef) -> Sequence[Sequence[PathStep]]:
        with self._access.reading() as connection:
            return paths_to(connection, self._viewer, ref)

    def _tagged(self, thing: Any, kind: Kind, tag_id: int | None) -> listings.Where:
        return listings.tagged(self._viewer, thing, kind, tag_id)


def _leads(user_id: int) -> ColumnElement[bool]:
    leading = select(MembershipRow.is_leader).where(
        MembershipRow.group_id == GroupRow.id, MembershipRow.user_id == user_id
    )
    return func.coalesce(leading.correlate(GroupRow).scalar_subquery(), False)
