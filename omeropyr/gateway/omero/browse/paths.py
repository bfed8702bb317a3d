"""Every way from an owner down to an object, as the tree shows it; one projection for each way up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from omeropyr.gateway.model import Kind, ObjectRef, PathStep
from omeropyr.gateway.model.annotations import TAGSET_NAMESPACE
from omeropyr.gateway.omero.lease import Lease
from omeropyr.gateway.omero.queries import paths
from omeropyr.gateway.omero.queries.running import LARGEST_ID, Row
from omeropyr.gateway.omero.queries.running import rows as ask_rows

Path = list[PathStep]
Find = Callable[[Lease, int], list[Path]]
ORPHANED = "orphaned"
SAMPLE = "wellsample"


def paths_to(lease: Lease, ref: ObjectRef) -> Sequence[Path]:
    """Empty for an object that is not readable, and for kinds that are not in the tree."""
    find = FINDERS.get(ref.kind)
    if find is None or not 0 <= ref.id <= LARGEST_ID:
        return []
    return sorted(find(lease, ref.id), key=lambda path: [step.id for step in path])


def _steps(owner_id: int, *steps: tuple[str, int | None]) -> Path:
    """The owner and those of the steps that have an id."""
    known = [PathStep(kind=kind, id=step_id) for kind, step_id in steps if step_id is not None]
    return [PathStep(kind=Kind.EXPERIMENTER, id=owner_id), *known]


def _ask(lease: Lease, hql: str, object_id: int) -> list[Row]:
    return ask_rows(lease, hql, {"id": object_id})


def _to_top_level(kind: Kind, hql: str) -> Find:
    return lambda lease, id_: [_steps(row["owner_id"], (kind, id_)) for row in _ask(lease, hql, id_)]


def _down_to_dataset(row: Row) -> Path:
    owner = row["owner_id"] if row["project_owner"] is None else row["project_owner"]
    dataset = PathStep(
        kind=Kind.DATASET, id=row["dataset_id"], child_count=row["child_count"], child_index=row.get("child_index")
    )
    return [*_steps(owner, (Kind.PROJECT, row["project_id"])), dataset]


def _to_dataset(lease: Lease, dataset_id: int) -> list[Path]:
    return [_down_to_dataset(row) for row in _ask(lease, paths.DATASET, dataset_id)]


def _to_image(lease: Lease, image_id: int) -> list[Path]:
    image = PathStep(kind=Kind.IMAGE, id=image_id)
    in_datasets = [[*_down_to_dataset(row), image] for row in _ask(lease, paths.IMAGE_IN_DATASETS, image_id)]
    in_wells = [_down_to_field(row, image_id) for row in _ask(lease, paths.IMAGE_IN_WELLS, image_id)]
    return in_datasets + in_wells or [_as_orphan(row, image) for row in _ask(lease, paths.ORPHAN, image_id)]


def _down_to_field(row: Row, image_id: int) -> Path:
    run, well = (Kind.ACQUISITION, row["run_id"]), (Kind.WELL, row["well_id"])
    return _down_to_plate(row, run, well, (SAMPLE, row["sample_id"]), (Kind.IMAGE, image_id))


def _as_orphan(row: Row, image: PathStep) -> Path:
    """Among the orphans of the same owner: that is the folder the tree shows it in."""
    folder = PathStep(kind=ORPHANED, id=row["owner_id"], child_count=row["child_count"], child_index=row["child_index"])
    return [*_steps(row["owner_id"]), folder, image]


def _down_to_plate(row: Row, *below: tuple[str, int | None]) -> Path:
    owner = row["owner_id"] if row["screen_owner"] is None else row["screen_owner"]
    return _steps(owner, (Kind.SCREEN, row["screen_id"]), (Kind.PLATE, row["plate_id"]), *below)


def _to_plate(lease: Lease, plate_id: int) -> list[Path]:
    return [_down_to_plate(row) for row in _ask(lease, paths.PLATE, plate_id)]


def _to_run(lease: Lease, run_id: int) -> list[Path]:
    return [_down_to_plate(row, (Kind.ACQUISITION, run_id)) for row in _ask(lease, paths.RUN, run_id)]


def _to_well(lease: Lease, well_id: int) -> list[Path]:
    """One for each field; the well itself is no node of the tree."""
    return [_down_to_plate(row, (Kind.ACQUISITION, row["run_id"])) for row in _ask(lease, paths.WELL, well_id)]


def _to_tag(lease: Lease, tag_id: int) -> list[Path]:
    tag = next((row for row in _ask(lease, paths.TAG, tag_id) if row["namespace"] != TAGSET_NAMESPACE), None)
    if tag is None:
        return []
    sets = _ask(lease, paths.SETS_OF_TAG, tag_id) or [{"owner_id": tag["owner_id"], "set_id": None}]
    return [_steps(row["owner_id"], (Kind.TAGSET, row["set_id"]), (Kind.TAG, tag_id)) for row in sets]


def _to_tagset(lease: Lease, tagset_id: int) -> list[Path]:
    found = _ask(lease, paths.TAG, tagset_id)
    sets = [row for row in found if row["namespace"] == TAGSET_NAMESPACE]
    return [_steps(row["owner_id"], (Kind.TAGSET, tagset_id)) for row in sets]


FINDERS: Mapping[Kind, Find] = {
    Kind.PROJECT: _to_top_level(Kind.PROJECT, paths.OWNER_OF_PROJECT),
    Kind.SCREEN: _to_top_level(Kind.SCREEN, paths.OWNER_OF_SCREEN),
    Kind.DATASET: _to_dataset,
    Kind.IMAGE: _to_image,
    Kind.PLATE: _to_plate,
    Kind.ACQUISITION: _to_run,
    Kind.WELL: _to_well,
    Kind.TAG: _to_tag,
    Kind.TAGSET: _to_tagset,
}
