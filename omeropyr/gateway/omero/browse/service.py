"""The tree, level by level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from omeropyr.errors import NotFound, NotSupported
from omeropyr.gateway.model import (
    DataObject,
    Dataset,
    Descent,
    EventContext,
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
from omeropyr.gateway.omero.browse import people
from omeropyr.gateway.omero.browse.climbing import ancestors_of, images_in, parents_of
from omeropyr.gateway.omero.browse.levels import Asked, count, objects_of, one_of, page_of
from omeropyr.gateway.omero.browse.naming import ids_of_named, whereabouts_of
from omeropyr.gateway.omero.browse.paths import paths_to
from omeropyr.gateway.omero.browse.plates import fields_of_well, plate_grid, wells_where
from omeropyr.gateway.omero.lease import Lease
from omeropyr.gateway.port import ANYWHERE, EVERYTHING


class OmeroBrowse:
    """See `port.Browse`."""

    def __init__(self, lease: Lease, context: EventContext) -> None:
        self._lease, self._context = lease, context

    def _asked(self, kind: Kind, scope: Scope = ANYWHERE, **which: Any) -> Asked:
        return Asked(kind=kind, viewer_id=self._context.user.id, scope=scope, **which)

    def groups(self, *, member_id: int | None = None, page: Page = EVERYTHING) -> Listing[Group]:
        return people.group_page(self._lease, self._context, member_id, page)

    def experimenter(self, experimenter_id: int) -> Experimenter:
        for person in self.people([experimenter_id]):
            return person
        raise NotFound(Kind.EXPERIMENTER, experimenter_id)

    def people(self, user_ids: Sequence[int]) -> Sequence[Experimenter]:
        return people.known_people(self._lease, self._context, user_ids)

    def members(self, group_id: int) -> Sequence[Experimenter]:
        return people.members_of(self._lease, self._context, group_id)

    def projects(
        self, scope: Scope = ANYWHERE, *, tag_id: int | None = None, page: Page = EVERYTHING
    ) -> Listing[Project]:
        return page_of(self._lease, self._asked(Kind.PROJECT, scope, tag_id=tag_id), page)

    def project(self, project_id: int) -> Project:
        return self._one(Kind.PROJECT, project_id)  # type: ignore[no-any-return]

    def datasets(
        self,
        scope: Scope = ANYWHERE,
        *,
        project_id: int | None = None,
        orphaned: bool = False,
        tag_id: int | None = None,
        page: Page = EVERYTHING,
    ) -> Listing[Dataset]:
        asked = self._asked(Kind.DATASET, scope, container_id=project_id, tag_id=tag_id, orphaned=orphaned)
        return page_of(self._lease, asked, page)

    def dataset(self, dataset_id: int) -> Dataset:
        return self._one(Kind.DATASET, dataset_id)  # type: ignore[no-any-return]

    def screens(
        self, scope: Scope = ANYWHERE, *, tag_id: int | None = None, page: Page = EVERYTHING
    ) -> Listing[Screen]:
        return page_of(self._lease, self._asked(Kind.SCREEN, scope, tag_id=tag_id), page)

    def screen(self, screen_id: int) -> Screen:
        return self._one(Kind.SCREEN, screen_id)  # type: ignore[no-any-return]

    def plates(
        self,
        scope: Scope = ANYWHERE,
        *,
        screen_id: int | None = None,
        orphaned: bool = False,
        tag_id: int | None = None,
        page: Page = EVERYTHING,
    ) -> Listing[Plate]:
        asked = self._asked(Kind.PLATE, scope, container_id=screen_id, tag_id=tag_id, orphaned=orphaned)
        return page_of(self._lease, asked, page)

    def plate(self, plate_id: int, *, run_id: int | None = None) -> PlateGrid:
        return plate_grid(self._lease, plate_id, run_id)

    def well(self, well_id: int) -> Sequence[WellField]:
        return fields_of_well(self._lease, well_id)

    def wells(self, scope: Scope = ANYWHERE, *, tag_id: int | None = None, page: Page = EVERYTHING) -> Listing[Well]:
        return wells_where(self._lease, scope, tag_id, page)

    def runs(
        self,
        scope: Scope = ANYWHERE,
        *,
        plate_id: int | None = None,
        tag_id: int | None = None,
        page: Page = EVERYTHING,
    ) -> Listing[Run]:
        asked = self._asked(Kind.ACQUISITION, scope, container_id=plate_id, tag_id=tag_id)
        return page_of(self._lease, asked, page)

    def run(self, run_id: int) -> Run:
        return self._one(Kind.ACQUISITION, run_id)  # type: ignore[no-any-return]

    def images(
        self,
        scope: Scope = ANYWHERE,
        *,
        dataset_id: int | None = None,
        orphaned: bool = False,
        tag_id: int | None = None,
        page: Page = EVERYTHING,
    ) -> Listing[ImageSummary]:
        asked = self._asked(Kind.IMAGE, scope, container_id=dataset_id, tag_id=tag_id, orphaned=orphaned)
        return page_of(self._lease, asked, page)

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
        """Not here yet: raises NotSupported."""
        raise _no_filters()

    def image_facets(
        self,
        scope: Scope = ANYWHERE,
        *,
        dataset_id: int | None = None,
        orphaned: bool = False,
        tag_id: int | None = None,
    ) -> ImageFacets:
        """Not here yet: raises NotSupported."""
        raise _no_filters()

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
        """Not here yet: raises NotSupported."""
        raise _no_filters()

    def objects(self, refs: Sequence[ObjectRef]) -> Mapping[ObjectRef, DataObject]:
        return objects_of(self._lease, self._asked(Kind.IMAGE), refs)

    def images_in(self, containers: Sequence[ObjectRef]) -> Sequence[int]:
        return images_in(self._lease, containers)

    def orphaned_count(self, scope: Scope = ANYWHERE) -> int:
        return count(self._lease, self._asked(Kind.IMAGE, scope, orphaned=True))

    def _one(self, kind: Kind, object_id: int) -> Any:
        return one_of(self._lease, self._asked(kind), object_id)

    def parents(self, children: Sequence[ObjectRef]) -> Sequence[ParentLink]:
        return parents_of(self._lease, children)

    def ancestors(self, refs: Sequence[ObjectRef]) -> Sequence[Descent]:
        return ancestors_of(self._lease, refs)

    def whereabouts(self, refs: Sequence[ObjectRef]) -> Sequence[Whereabouts]:
        return whereabouts_of(self._lease, refs)

    def named(self, kind: Kind, name: str) -> Sequence[int]:
        return ids_of_named(self._lease, kind, name)

    def paths(self, ref: ObjectRef) -> Sequence[Sequence[PathStep]]:
        if ref.kind is Kind.EXPERIMENTER:
            return [[PathStep(kind=ref.kind, id=person.id)] for person in self.people([ref.id])]
        return paths_to(self._lease, ref)


def _no_filters() -> NotSupported:
    return NotSupported("With an OMERO.server, images cannot be filtered by their annotations here yet.")
