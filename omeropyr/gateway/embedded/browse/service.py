"""The tree, level by level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select

from omeropyr.errors import NotFound
from omeropyr.gateway.embedded import rows
from omeropyr.gateway.embedded.access import Access
from omeropyr.gateway.embedded.browse.ancestors import ancestors_of
from omeropyr.gateway.embedded.browse.inside import images_in
from omeropyr.gateway.embedded.browse.matching import Wanted, facets, ids_of_images, matching_page, values_of
from omeropyr.gateway.embedded.browse.names import ids_of_named, names_of
from omeropyr.gateway.embedded.browse.paths import paths_to
from omeropyr.gateway.embedded.browse.plates import fields_of_well, plate_grid, wells_where
from omeropyr.gateway.embedded.edit.links import CONTAINERS, parents_of
from omeropyr.gateway.embedded.levels import Asked, count_on_shelf, objects_of, one_of, page_of
from omeropyr.gateway.embedded.people.persons import is_member, may_know, person_columns
from omeropyr.gateway.embedded.query import among, as_listing, check_page, is_id
from omeropyr.gateway.embedded.rights import SEEN_BY_MEMBERS, rights_of_acts
from omeropyr.gateway.embedded.schema import (
    USER_GROUP,
    ExperimenterRow,
    GroupRow,
    MembershipRow,
)
from omeropyr.gateway.embedded.targets import find_targets
from omeropyr.gateway.model import (
    DataObject,
    Dataset,
    Descent,
    Experimenter,
    Group,
    ImageFacets,
    ImageFilter,
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
    Run,
    Scope,
    Screen,
    Sorting,
    Well,
    WellField,
    Whereabouts,
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
        for person in self.people([experimenter_id]):
            return person
        raise NotFound(Kind.EXPERIMENTER, experimenter_id)

    def people(self, user_ids: Sequence[int]) -> Sequence[Experimenter]:
        found = select(*person_columns()).where(
            among(ExperimenterRow.id, user_ids), may_know(self._viewer, ExperimenterRow.id)
        )
        with self._access.reading() as connection:
            return [rows.experimenter(row) for row in connection.execute(found.order_by(ExperimenterRow.id))]

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
        return self._listing(Asked(Kind.PROJECT, scope, tag_id=tag_id), page)

    def project(self, project_id: int) -> Project:
        found: Project = self._one(Kind.PROJECT, project_id)
        return found

    def datasets(
        self,
        scope: Scope = ANYWHERE,
        *,
        project_id: int | None = None,
        orphaned: bool = False,
        tag_id: int | None = None,
        page: Page = EVERYTHING,
    ) -> Listing[Dataset]:
        return self._listing(Asked(Kind.DATASET, scope, project_id, tag_id, orphaned), page)

    def dataset(self, dataset_id: int) -> Dataset:
        found: Dataset = self._one(Kind.DATASET, dataset_id)
        return found

    def screens(
        self, scope: Scope = ANYWHERE, *, tag_id: int | None = None, page: Page = EVERYTHING
    ) -> Listing[Screen]:
        return self._listing(Asked(Kind.SCREEN, scope, tag_id=tag_id), page)

    def screen(self, screen_id: int) -> Screen:
        found: Screen = self._one(Kind.SCREEN, screen_id)
        return found

    def plates(
        self,
        scope: Scope = ANYWHERE,
        *,
        screen_id: int | None = None,
        orphaned: bool = False,
        tag_id: int | None = None,
        page: Page = EVERYTHING,
    ) -> Listing[Plate]:
        return self._listing(Asked(Kind.PLATE, scope, screen_id, tag_id, orphaned), page)

    def plate(self, plate_id: int, *, run_id: int | None = None) -> PlateGrid:
        with self._access.reading() as connection:
            return plate_grid(connection, self._viewer, plate_id, run_id)

    def well(self, well_id: int) -> Sequence[WellField]:
        with self._access.reading() as connection:
            return fields_of_well(connection, self._viewer, well_id)

    def wells(self, scope: Scope = ANYWHERE, *, tag_id: int | None = None, page: Page = EVERYTHING) -> Listing[Well]:
        with self._access.reading() as connection:
            return wells_where(connection, self._viewer, scope, tag_id, page)

    def runs(
        self,
        scope: Scope = ANYWHERE,
        *,
        plate_id: int | None = None,
        tag_id: int | None = None,
        page: Page = EVERYTHING,
    ) -> Listing[Run]:
        return self._listing(Asked(Kind.ACQUISITION, scope, plate_id, tag_id), page)

    def run(self, run_id: int) -> Run:
        found: Run = self._one(Kind.ACQUISITION, run_id)
        return found

    def images(
        self,
        scope: Scope = ANYWHERE,
        *,
        dataset_id: int | None = None,
        orphaned: bool = False,
        tag_id: int | None = None,
        page: Page = EVERYTHING,
    ) -> Listing[ImageSummary]:
        return self._listing(Asked(Kind.IMAGE, scope, dataset_id, tag_id, orphaned), page)

    def matching_images(
        self,
        wanted: ImageFilter,
        sorting: Sorting,
        scope: Scope = ANYWHERE,
        *,
        dataset_id: int | None = None,
        orphaned: bool = False,
        tag_id: int | None = None,
        page: Page = EVERYTHING,
    ) -> Listing[ImageSummary]:
        asked = Asked(Kind.IMAGE, scope, dataset_id, tag_id, orphaned)
        with self._access.reading() as connection:
            return matching_page(connection, self._viewer, asked, Wanted(wanted, sorting, page))

    def image_facets(
        self,
        scope: Scope = ANYWHERE,
        *,
        dataset_id: int | None = None,
        orphaned: bool = False,
        tag_id: int | None = None,
    ) -> ImageFacets:
        images = ids_of_images(self._viewer, Asked(Kind.IMAGE, scope, dataset_id, tag_id, orphaned))
        with self._access.reading() as connection:
            return facets(connection, self._viewer, images)

    def image_values(
        self,
        key: str,
        text: str = "",
        scope: Scope = ANYWHERE,
        *,
        dataset_id: int | None = None,
        orphaned: bool = False,
        tag_id: int | None = None,
        limit: int = 20,
    ) -> Sequence[str]:
        images = ids_of_images(self._viewer, Asked(Kind.IMAGE, scope, dataset_id, tag_id, orphaned))
        with self._access.reading() as connection:
            return values_of(connection, self._viewer, images, key, text, limit)

    def objects(self, refs: Sequence[ObjectRef]) -> Mapping[ObjectRef, DataObject]:
        with self._access.reading() as connection:
            return objects_of(connection, self._viewer, refs)

    def images_in(self, containers: Sequence[ObjectRef]) -> Sequence[int]:
        with self._access.reading() as connection:
            return images_in(connection, self._viewer, containers)

    def orphaned_count(self, scope: Scope = ANYWHERE) -> int:
        with self._access.reading() as connection:
            return count_on_shelf(connection, self._viewer, Asked(Kind.IMAGE, scope, orphaned=True))

    def _listing(self, asked: Asked, page: Page) -> Listing[Any]:
        with self._access.reading() as connection:
            return page_of(connection, self._viewer, asked, page)

    def _one(self, kind: Kind, object_id: int) -> Any:
        with self._access.reading() as connection:
            return one_of(connection, self._viewer, kind, object_id)

    def parents(self, children: Sequence[ObjectRef]) -> Sequence[ParentLink]:
        with self._access.reading() as connection:
            found = (parents_of(connection, self._viewer, pair, children) for pair in CONTAINERS.values())
            return [link for links in found for link in links]

    def ancestors(self, refs: Sequence[ObjectRef]) -> Sequence[Descent]:
        with self._access.reading() as connection:
            return ancestors_of(connection, self._viewer, refs)

    def whereabouts(self, refs: Sequence[ObjectRef]) -> Sequence[Whereabouts]:
        with self._access.reading() as connection:
            found = find_targets(connection, self._viewer, refs).values()
            names = names_of(connection, [target.ref for target in found])
        return [
            Whereabouts(
                ref=target.ref,
                name=names[target.ref],
                owner_id=target.owner_id,
                group_id=target.group_id,
                rights=rights_of_acts(target.acts),
            )
            for target in found
        ]

    def named(self, kind: Kind, name: str) -> Sequence[int]:
        with self._access.reading() as connection:
            return ids_of_named(connection, self._viewer, kind, name)

    def paths(self, ref: ObjectRef) -> Sequence[Sequence[PathStep]]:
        with self._access.reading() as connection:
            return paths_to(connection, self._viewer, ref)


def _leads(user_id: int) -> ColumnElement[bool]:
    leading = select(MembershipRow.is_leader).where(
        MembershipRow.group_id == GroupRow.id, MembershipRow.user_id == user_id
    )
    return func.coalesce(leading.correlate(GroupRow).scalar_subquery(), False)
