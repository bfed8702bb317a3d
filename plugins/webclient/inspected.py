"""Any object as the inspector wants it: with a name, a description, an owner and what one may do with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from omeropyr.api import DataObject, Kind, NotFound, ObjectRef, Session

from .marshal import run_name

Loader = Callable[[Session, int], DataObject]


@dataclass(frozen=True, slots=True, kw_only=True)
class TagObject(DataObject):
    """A tag or tag set; `name` is its text."""

    namespace: str | None = None
    child_count: int = 0


def _run(session: Session, run_id: int) -> DataObject:
    """Many runs have no name: they are called by their time."""
    run = session.browse.run(run_id)
    return replace(run, name=run_name(run))


def _well(session: Session, well_id: int) -> DataObject:
    """Called by its label."""
    for found in session.browse.whereabouts([ObjectRef(Kind.WELL, well_id)]):
        return DataObject(
            id=well_id, name=found.name, owner_id=found.owner_id, group_id=found.group_id, rights=found.rights
        )
    raise NotFound(Kind.WELL, well_id)


def _tag(kind: Kind) -> Loader:
    def load(session: Session, tag_id: int) -> DataObject:
        tag = session.annotations.get(tag_id)
        if tag.kind is not kind:
            raise NotFound(kind, tag_id)
        return TagObject(
            id=tag.id,
            name=tag.text,
            owner_id=tag.owner.id,
            group_id=tag.group_id,
            rights=tag.rights,
            description=tag.description,
            namespace=tag.namespace,
            child_count=tag.child_count,
        )

    return load


_LOADERS: Mapping[Kind, Loader] = {
    Kind.PROJECT: lambda session, key: session.browse.project(key),
    Kind.DATASET: lambda session, key: session.browse.dataset(key),
    Kind.SCREEN: lambda session, key: session.browse.screen(key),
    Kind.PLATE: lambda session, key: session.browse.plate(key).plate,
    Kind.IMAGE: lambda session, key: session.images.get(key),
    Kind.ACQUISITION: _run,
    Kind.WELL: _well,
    Kind.TAG: _tag(Kind.TAG),
    Kind.TAGSET: _tag(Kind.TAGSET),
}


def is_inspected(ref: ObjectRef) -> bool:
    """Whether objects of this kind have an inspector."""
    return ref.kind in _LOADERS


def inspected(session: Session, ref: ObjectRef) -> DataObject:
    """Raises NotFound, also for kinds that have no inspector."""
    if ref.kind not in _LOADERS:
        raise NotFound(ref.kind, ref.id)
    return _LOADERS[ref.kind](session, ref.id)
