"""Images that were imported together, and go together or not at all."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from omeropyr.api import Fileset, Invalid, Kind, ObjectRef, Session

CONTAINERS = (Kind.PROJECT, Kind.DATASET, Kind.SCREEN, Kind.PLATE)


@dataclass(frozen=True, slots=True)
class Split:
    """A fileset of which only a part is asked for: those images, and the others that are in the way."""

    id: int
    attempted: tuple[int, ...]
    blocking: tuple[int, ...]


def filesets_among(session: Session, refs: Sequence[ObjectRef]) -> tuple[Collection[int], Sequence[Fileset]]:
    """Ids of the images named or in what is named, and their filesets."""
    images = {ref.id for ref in refs if ref.kind is Kind.IMAGE}
    containers = [ref for ref in refs if ref.kind in CONTAINERS]
    if containers:
        images.update(session.browse.images_in(containers))
    return images, session.images.filesets(sorted(images)) if images else ()


def split_filesets(session: Session, refs: Sequence[ObjectRef]) -> list[Split]:
    """Filesets that would be torn apart, by id."""
    images, filesets = filesets_among(session, refs)
    halves = (
        Split(
            fileset.id,
            tuple(image for image in fileset.image_ids if image in images),
            tuple(image for image in fileset.image_ids if image not in images),
        )
        for fileset in filesets
    )
    return [split for split in halves if split.blocking]


def keep_whole(session: Session, refs: Sequence[ObjectRef], fileset_ids: Collection[int]) -> list[ObjectRef]:
    """`refs` with all images of these filesets: named beside images, gathered into a dataset that goes along.

    Raises Invalid for a fileset that nothing among `refs` is of.
    """
    splits = {split.id: split for split in split_filesets(session, refs)} if fileset_ids else {}
    missing = [ObjectRef(Kind.IMAGE, image) for id_ in fileset_ids if id_ in splits for image in splits[id_].blocking]
    if not missing:
        return list(refs)
    if any(ref.kind is Kind.IMAGE for ref in refs):
        return list(dict.fromkeys([*refs, *missing]))
    datasets = [ref for ref in refs if ref.kind is Kind.DATASET]
    if not datasets:
        raise Invalid("fileset", "Name the datasets that are to hold all of its images.")
    _gather(session, datasets, missing)
    return list(refs)


def _gather(session: Session, datasets: Sequence[ObjectRef], images: Sequence[ObjectRef]) -> None:
    """Into the first dataset, and out of those that stay."""
    others = [(link.parent, link.child) for link in session.browse.parents(images) if link.parent not in datasets]
    session.edit.link_all([(datasets[0], image) for image in images])
    if others:
        session.edit.unlink_all(others)
