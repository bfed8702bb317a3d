"""The tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

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
from omeropyr.gateway.port.defaults import ANYWHERE, EVERYTHING


@runtime_checkable
class Browse(Protocol):
    """The tree, level by level. Names sort case-insensitively, then by id."""

    def groups(self, *, member_id: int | None = None, page: Page = EVERYTHING) -> Listing[Group]:
        """Groups the user may know of (administrators: all), without the system group `user`."""

    def experimenter(self, experimenter_id: int) -> Experimenter:
        """Somebody who shares a group with the user (administrators: anybody). Raises NotFound."""

    def people(self, user_ids: Sequence[int]) -> Sequence[Experimenter]:
        """Those of these people whom the user may know of, by id; in one go."""

    def members(self, group_id: int) -> Sequence[Experimenter]:
        """Members of a group by name. Raises NotFound if the user is neither member nor administrator."""

    def projects(
        self, scope: Scope = ANYWHERE, *, tag_id: int | None = None, page: Page = EVERYTHING
    ) -> Listing[Project]:
        """`tag_id`, here and below: only those with that tag; none if the tag is not readable."""

    def project(self, project_id: int) -> Project: ...

    def datasets(
        self,
        scope: Scope = ANYWHERE,
        *,
        project_id: int | None = None,
        orphaned: bool = False,
        tag_id: int | None = None,
        page: Page = EVERYTHING,
    ) -> Listing[Dataset]:
        """Datasets of a project, or those in none (`orphaned`), or all."""

    def dataset(self, dataset_id: int) -> Dataset: ...

    def screens(
        self, scope: Scope = ANYWHERE, *, tag_id: int | None = None, page: Page = EVERYTHING
    ) -> Listing[Screen]: ...

    def screen(self, screen_id: int) -> Screen: ...

    def plates(
        self,
        scope: Scope = ANYWHERE,
        *,
        screen_id: int | None = None,
        orphaned: bool = False,
        tag_id: int | None = None,
        page: Page = EVERYTHING,
    ) -> Listing[Plate]:
        """Plates of a screen, or those in none (`orphaned`), or all."""

    def plate(self, plate_id: int, *, run_id: int | None = None) -> PlateGrid:
        """The plate with every well field that holds an image, or with those of one of its runs. Raises NotFound."""

    def well(self, well_id: int) -> Sequence[WellField]:
        """The fields of one well, in the order of their numbers. Raises NotFound."""

    def wells(self, scope: Scope = ANYWHERE, *, tag_id: int | None = None, page: Page = EVERYTHING) -> Listing[Well]:
        """Wells with a tag, or all, by id."""

    def runs(
        self,
        scope: Scope = ANYWHERE,
        *,
        plate_id: int | None = None,
        tag_id: int | None = None,
        page: Page = EVERYTHING,
    ) -> Listing[Run]:
        """Plate acquisitions of a plate, or all."""

    def run(self, run_id: int) -> Run: ...

    def images(
        self,
        scope: Scope = ANYWHERE,
        *,
        dataset_id: int | None = None,
        orphaned: bool = False,
        tag_id: int | None = None,
        page: Page = EVERYTHING,
    ) -> Listing[ImageSummary]:
        """Images of a dataset, or in no dataset and no well (`orphaned`), or with a tag, or all."""

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
        """Those of `images` that have everything that is wanted, sorted; one statement. Only annotations that the user
        may read count. Raises Invalid for a comparison with what is no number."""

    def image_facets(
        self,
        scope: Scope = ANYWHERE,
        *,
        dataset_id: int | None = None,
        orphaned: bool = False,
        tag_id: int | None = None,
    ) -> ImageFacets:
        """What the images that `images` lists are tagged with, and the keys of their key-values; the 500 most frequent
        of each. As many statements however many images."""

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
        """Values of a key on these images that contain a text, the most frequent first."""

    def objects(self, refs: Sequence[ObjectRef]) -> Mapping[ObjectRef, DataObject]:
        """The readable ones among projects, datasets, images, screens, plates and runs, in the order asked; one
        statement for each kind."""

    def images_in(self, containers: Sequence[ObjectRef]) -> Sequence[int]:
        """Ids of the readable images in any of these projects, datasets, screens, plates, runs, wells or filesets,
        however deep, each once, ascending; an image is in itself. Containers that are not there hold nothing."""

    def orphaned_count(self, scope: Scope = ANYWHERE) -> int:
        """Number of images in no dataset and no well."""

    def parents(self, children: Sequence[ObjectRef]) -> Sequence[ParentLink]:
        """Every link from a readable container to one of `children`: datasets to their projects, images to their
        datasets, plates to their screens, tags to their tag sets; by kind, then by link id. Children that are not
        readable have none."""

    def ancestors(self, refs: Sequence[ObjectRef]) -> Sequence[Descent]:
        """Everything readable that readable objects are in, however far up, each pair once: images are in datasets,
        projects, wells, runs, plates and screens, wells and runs in plates and screens, plates in screens, datasets in
        projects. As many statements as there are levels, however many objects."""

    def whereabouts(self, refs: Sequence[ObjectRef]) -> Sequence[Whereabouts]:
        """Name, owner, group and rights of the readable ones among objects of any kind, in the order asked; two
        statements for each kind."""

    def named(self, kind: Kind, name: str) -> Sequence[int]:
        """Ids of the readable projects, datasets, images, screens, plates or runs with exactly this name, or of the
        tags or tag sets with this text, ascending; none for other kinds."""

    def paths(self, ref: ObjectRef) -> Sequence[Sequence[PathStep]]:
        """Every way from an owner down to the object, as the tree shows it; empty if it is not readable."""
