"""Every way from an owner down to an object, as the tree shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from omeropyr.gateway.embedded.people.persons import may_know
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Sight, Viewer
from omeropyr.gateway.embedded.schema import (
    AcquisitionRow,
    AnnotationRow,
    DatasetImageRow,
    DatasetRow,
    ExperimenterRow,
    ImageRow,
    PlateRow,
    ProjectDatasetRow,
    ProjectRow,
    ScreenPlateRow,
    ScreenRow,
    TagsetTagRow,
    WellRow,
    WellSampleRow,
)
from omeropyr.gateway.embedded.shelves.catalogue import ANY, Shelf
from omeropyr.gateway.embedded.shelves.counts import Stretch, seen_owner
from omeropyr.gateway.embedded.statements import AnyRow, AnySelect
from omeropyr.gateway.model import Kind, ObjectRef, PathStep

Path = list[PathStep]
ORPHANED = "orphaned"


def paths_to(connection: Connection, viewer: Viewer, ref: ObjectRef) -> Sequence[Path]:
    """Empty for an object that is not readable, and for kinds that are not in the tree."""
    find = FINDERS.get(ref.kind)
    return [] if find is None else sorted(find(connection, viewer, ref.id), key=_order)


def _order(path: Path) -> list[int]:
    return [step.id for step in path]


def _steps(owner_id: int, *steps: tuple[str, int | None]) -> Path:
    """The owner and those of the steps that have an id."""
    known = [PathStep(kind=kind, id=step_id) for kind, step_id in steps if step_id is not None]
    return [PathStep(kind=Kind.EXPERIMENTER, id=owner_id), *known]


def _top(*owners: int | None) -> int:
    """Owner of the topmost container there is."""
    return next(owner for owner in owners if owner is not None)


def _to_experimenter(connection: Connection, viewer: Viewer, experimenter_id: int) -> list[Path]:
    known = select(ExperimenterRow.id).where(
        among(ExperimenterRow.id, [experimenter_id]), may_know(viewer, ExperimenterRow.id)
    )
    return [_steps(row.id) for row in connection.execute(known)]


def _to_top_level(thing: Any, kind: Kind) -> Callable[[Connection, Viewer, int], list[Path]]:
    def find(connection: Connection, viewer: Viewer, object_id: int) -> list[Path]:
        found = select(thing.id, thing.owner_id).where(among(thing.id, [object_id]))
        found = Sight(viewer, thing).restrict(found)
        return [_steps(row.owner_id, (kind, row.id)) for row in connection.execute(found)]

    return find


def _images_in(sight: Sight, viewer: Viewer) -> Stretch:
    """Readable images in the dataset of the outer statement."""
    owner = seen_owner(viewer, sight.level, sight.leads)
    return Stretch(Shelf.IMAGES_OF_DATASET, DatasetRow.group_id, owner, DatasetRow.id)


def _beside_projects(found: AnySelect, sight: Sight) -> AnySelect:
    """Each dataset of the statement once for every readable project it is in, or once without any."""
    link = ProjectDatasetRow
    seen = (ProjectRow.id == link.parent_id) & sight.sees_row(ProjectRow)
    return found.join(link, link.child_id == DatasetRow.id, isouter=True).join(ProjectRow, seen, isouter=True)


PROJECT_COLUMNS = (ProjectRow.id.label("project_id"), ProjectRow.owner_id.label("project_owner"))


def _to_dataset(connection: Connection, viewer: Viewer, dataset_id: int) -> list[Path]:
    sight = Sight(viewer, DatasetRow)
    count = _images_in(sight, viewer).total().label("child_count")
    found = select(DatasetRow.id, DatasetRow.owner_id, count, *PROJECT_COLUMNS).select_from(DatasetRow)
    found = _beside_projects(sight.restrict(found.where(among(DatasetRow.id, [dataset_id]))), sight)
    return [
        [
            *_steps(_top(row.project_owner, row.owner_id), (Kind.PROJECT, row.project_id)),
            PathStep(kind=Kind.DATASET, id=row.id, child_count=row.child_count),
        ]
        for row in connection.execute(found)
    ]


def _to_image(connection: Connection, viewer: Viewer, image_id: int) -> list[Path]:
    in_tree = _in_datasets(connection, viewer, image_id) + _in_wells(connection, viewer, image_id)
    return in_tree or _as_orphan(connection, viewer, image_id)


def _in_datasets(connection: Connection, viewer: Viewer, image_id: int) -> list[Path]:
    sight = Sight(viewer, ImageRow)
    images = _images_in(sight, viewer)
    numbers = (
        images.total().label("child_count"),
        images.index_of(ImageRow.sort_name, ImageRow.id).label("child_index"),
    )
    found = (
        select(DatasetRow.id, DatasetRow.owner_id, *numbers, *PROJECT_COLUMNS)
        .select_from(ImageRow)
        .join(DatasetImageRow, DatasetImageRow.child_id == ImageRow.id)
        .join(DatasetRow, DatasetRow.id == DatasetImageRow.parent_id)
        .where(among(ImageRow.id, [image_id]), sight.sees_row(DatasetRow))
    )
    return [
        [
            *_steps(_top(row.project_owner, row.owner_id), (Kind.PROJECT, row.project_id)),
            PathStep(kind=Kind.DATASET, id=row.id, child_count=row.child_count, child_index=row.child_index),
            PathStep(kind=Kind.IMAGE, id=image_id),
        ]
        for row in connection.execute(_beside_projects(sight.restrict(found), sight))
    ]


def _as_orphan(connection: Connection, viewer: Viewer, image_id: int) -> list[Path]:
    """Among the orphans of the same owner: that is the folder the tree shows it in."""
    orphans = Stretch(Shelf.LOOSE_IMAGES, ANY if viewer.is_admin else ImageRow.group_id, ImageRow.owner_id)
    found = select(
        ImageRow.owner_id,
        orphans.total().label("child_count"),
        orphans.index_of(ImageRow.sort_name, ImageRow.id).label("child_index"),
    ).where(among(ImageRow.id, [image_id]))
    found = Sight(viewer, ImageRow).restrict(found)
    return [
        [
            *_steps(row.owner_id),
            PathStep(kind=ORPHANED, id=row.owner_id, child_count=row.child_count, child_index=row.child_index),
            PathStep(kind=Kind.IMAGE, id=image_id),
        ]
        for row in connection.execute(found)
    ]


SCREEN_COLUMNS = (ScreenRow.id.label("screen_id"), ScreenRow.owner_id.label("screen_owner"))


def _beside_screens(found: AnySelect, sight: Sight) -> AnySelect:
    """Each plate of the statement once for every readable screen it is in, or once without any."""
    link = ScreenPlateRow
    seen = (ScreenRow.id == link.parent_id) & sight.sees_row(ScreenRow)
    return found.join(link, link.child_id == PlateRow.id, isouter=True).join(ScreenRow, seen, isouter=True)


def _to_plate(connection: Connection, viewer: Viewer, plate_id: int) -> list[Path]:
    sight = Sight(viewer, PlateRow)
    found = select(PlateRow.id, PlateRow.owner_id, *SCREEN_COLUMNS).select_from(PlateRow)
    found = sight.restrict(found.where(among(PlateRow.id, [plate_id])))
    return [_down_to_plate(row, row.id) for row in connection.execute(_beside_screens(found, sight))]


def _down_to_plate(row: AnyRow, plate_id: int, *below: tuple[str, int | None]) -> Path:
    owner = _top(row.screen_owner, row.owner_id)
    return _steps(owner, (Kind.SCREEN, row.screen_id), (Kind.PLATE, plate_id), *below)


def _to_acquisition(connection: Connection, viewer: Viewer, acquisition_id: int) -> list[Path]:
    sight = Sight(viewer, AcquisitionRow)
    found = (
        select(PlateRow.id, PlateRow.owner_id, *SCREEN_COLUMNS)
        .select_from(AcquisitionRow)
        .join(PlateRow, PlateRow.id == AcquisitionRow.plate_id)
        .where(among(AcquisitionRow.id, [acquisition_id]))
    )
    found = _beside_screens(sight.restrict(found), sight)
    run = (Kind.ACQUISITION, acquisition_id)
    return [_down_to_plate(row, row.id, run) for row in connection.execute(found)]


def _well_samples(sight: Sight) -> AnySelect:
    """Fields of wells with their well, plate and screen; the caller restricts them."""
    found = (
        select(
            WellSampleRow.id.label("sample_id"),
            WellSampleRow.acquisition_id,
            WellRow.id.label("well_id"),
            PlateRow.id,
            PlateRow.owner_id,
            *SCREEN_COLUMNS,
        )
        .select_from(WellSampleRow)
        .join(WellRow, WellRow.id == WellSampleRow.well_id)
        .join(PlateRow, PlateRow.id == WellRow.plate_id)
        .join(ImageRow, ImageRow.id == WellSampleRow.image_id)
    )
    return _beside_screens(sight.restrict(found), sight)


def _in_wells(connection: Connection, viewer: Viewer, image_id: int) -> list[Path]:
    found = _well_samples(Sight(viewer, ImageRow)).where(among(ImageRow.id, [image_id]))
    return [
        _down_to_plate(
            row,
            row.id,
            (Kind.ACQUISITION, row.acquisition_id),
            (Kind.WELL, row.well_id),
            ("wellsample", row.sample_id),
            (Kind.IMAGE, image_id),
        )
        for row in connection.execute(found)
    ]


def _to_well(connection: Connection, viewer: Viewer, well_id: int) -> list[Path]:
    """One for each field; the well itself is no node of the tree."""
    found = _well_samples(Sight(viewer, WellRow)).where(among(WellRow.id, [well_id]))
    return [_down_to_plate(row, row.id, (Kind.ACQUISITION, row.acquisition_id)) for row in connection.execute(found)]


def _to_tag(connection: Connection, viewer: Viewer, tag_id: int) -> list[Path]:
    sight, tagset = Sight(viewer, AnnotationRow), aliased(AnnotationRow)
    seen = (tagset.id == TagsetTagRow.parent_id) & sight.sees_row(tagset)
    columns = (AnnotationRow.owner_id, tagset.id.label("set_id"), tagset.owner_id.label("set_owner"))
    found = sight.restrict(select(AnnotationRow.id, *columns).select_from(AnnotationRow))
    found = found.join(TagsetTagRow, TagsetTagRow.child_id == AnnotationRow.id, isouter=True)
    found = found.join(tagset, seen, isouter=True)
    found = found.where(among(AnnotationRow.id, [tag_id]), AnnotationRow.kind == Kind.TAG)
    return [
        _steps(_top(row.set_owner, row.owner_id), (Kind.TAGSET, row.set_id), (Kind.TAG, row.id))
        for row in connection.execute(found)
    ]


def _to_tagset(connection: Connection, viewer: Viewer, tagset_id: int) -> list[Path]:
    found = select(AnnotationRow.id, AnnotationRow.owner_id)
    found = found.where(among(AnnotationRow.id, [tagset_id]), AnnotationRow.kind == Kind.TAGSET)
    found = Sight(viewer, AnnotationRow).restrict(found)
    return [_steps(row.owner_id, (Kind.TAGSET, row.id)) for row in connection.execute(found)]


FINDERS: dict[Kind, Callable[[Connection, Viewer, int], list[Path]]] = {
    Kind.EXPERIMENTER: _to_experimenter,
    Kind.PROJECT: _to_top_level(ProjectRow, Kind.PROJECT),
    Kind.SCREEN: _to_top_level(ScreenRow, Kind.SCREEN),
    Kind.DATASET: _to_dataset,
    Kind.IMAGE: _to_image,
    Kind.PLATE: _to_plate,
    Kind.ACQUISITION: _to_acquisition,
    Kind.WELL: _to_well,
    Kind.TAG: _to_tag,
    Kind.TAGSET: _to_tagset,
}
