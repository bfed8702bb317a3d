"""What the inspector says of an object."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from omeropyr.api import (
    AnnotationLink,
    DataObject,
    Experimenter,
    Group,
    Image,
    ImageSummary,
    Kind,
    NotFound,
    ObjectRef,
    Session,
)

from .contexts import BatchInspector, Fact, Inspector, PanelTab
from .plates import row_name
from .quantities import length

ANNOTATED = frozenset({Kind.PROJECT, Kind.DATASET, Kind.IMAGE, Kind.SCREEN, Kind.PLATE, Kind.ACQUISITION, Kind.WELL})
"""Kinds that carry annotations."""
_LOADERS: dict[Kind, Callable[[Session, int], DataObject]] = {
    Kind.PROJECT: lambda session, key: session.browse.project(key),
    Kind.DATASET: lambda session, key: session.browse.dataset(key),
    Kind.SCREEN: lambda session, key: session.browse.screen(key),
    Kind.PLATE: lambda session, key: session.browse.plate(key).plate,
    Kind.IMAGE: lambda session, key: session.images.get(key),
    Kind.ACQUISITION: lambda session, key: session.browse.run(key),
    Kind.TAG: lambda session, key: _tag(session, Kind.TAG, key),
    Kind.TAGSET: lambda session, key: _tag(session, Kind.TAGSET, key),
}


def is_inspected(ref: ObjectRef) -> bool:
    """Whether objects of this kind have an inspector."""
    return ref.kind in _LOADERS


def _tag(session: Session, kind: Kind, tag_id: int) -> DataObject:
    """A tag like anything else that has a name, a description and an owner. Raises NotFound."""
    tag = session.annotations.get(tag_id)
    if tag.kind is not kind:
        raise NotFound(kind, tag_id)
    return DataObject(
        id=tag.id,
        name=tag.text,
        owner_id=tag.owner.id,
        group_id=tag.group_id,
        rights=tag.rights,
        description=tag.description,
    )


def inspect(session: Session, ref: ObjectRef, panels: Sequence[PanelTab] = ()) -> Inspector:
    """Everything about one object. Raises NotFound, also for kinds that have no inspector."""
    if ref.kind not in _LOADERS:
        raise NotFound(ref.kind, ref.id)
    target = _LOADERS[ref.kind](session, ref.id)
    image = target if isinstance(target, Image) else None
    links = session.annotations.of([ref], kinds=[Kind.TAG, Kind.COMMENT]) if ref.kind in ANNOTATED else ()
    return Inspector(
        kind=ref.kind,
        target=target,
        image=image,
        owner=image.owner if image else _owner(session, target),
        group=image.group if image else _group(session, target),
        facts=image_facts(image) if image else _container_facts(ref.kind, target),
        tags=_of_kind(links, Kind.TAG),
        comments=_of_kind(links, Kind.COMMENT)[::-1],
        panels=panels,
        user_id=session.context.user.id,
        parents=_parents(image) if image else (),
    )


def inspect_many(session: Session, image_ids: Sequence[int]) -> BatchInspector:
    """Several images at once; those that are not readable are left out."""
    images = session.images.many(image_ids)
    links = session.annotations.of([ObjectRef(Kind.IMAGE, image.id) for image in images], kinds=[Kind.TAG])
    return BatchInspector(
        images=images,
        tags=_counted(links),
        own_tag_ids=_on_all(links, session.context.user.id, images),
        can_annotate=bool(images) and all(image.rights.can_annotate for image in images),
        one_group=len({image.group_id for image in images}) <= 1,
    )


def _counted(links: Sequence[AnnotationLink]) -> list[tuple[AnnotationLink, int]]:
    by_tag: dict[int, list[AnnotationLink]] = {}
    for link in links:
        by_tag.setdefault(link.annotation.id, []).append(link)
    return [(found[0], len({link.parent.id for link in found})) for found in by_tag.values()]


def _on_all(links: Sequence[AnnotationLink], user_id: int, images: Sequence[ImageSummary]) -> list[int]:
    own: dict[int, set[int]] = {}
    for link in links:
        if link.owner.id == user_id:
            own.setdefault(link.annotation.id, set()).add(link.parent.id)
    return sorted(tag for tag, parents in own.items() if len(parents) == len(images))


def _of_kind(links: Sequence[AnnotationLink], kind: Kind) -> list[AnnotationLink]:
    return sorted(
        (link for link in links if link.annotation.kind == kind),
        key=lambda link: (link.annotation.created_at, link.annotation.id),
    )


def _owner(session: Session, target: DataObject) -> Experimenter | None:
    """None when the owner has left every group the user is in."""
    try:
        return session.browse.experimenter(target.owner_id)
    except NotFound:
        return None


def _group(session: Session, target: DataObject) -> Group | None:
    return next((group for group in session.browse.groups().items if group.id == target.group_id), None)


def _parents(image: Image) -> list[tuple[str, int, str]]:
    return [
        *(("project", item.id, item.name) for item in image.projects),
        *(("dataset", item.id, item.name) for item in image.datasets),
    ]


def _container_facts(kind: Kind, target: DataObject) -> list[Fact]:
    labels = {Kind.PROJECT: "Datasets", Kind.DATASET: "Images", Kind.SCREEN: "Plates", Kind.PLATE: "Runs"}
    if kind not in labels:
        return []
    count: int | None = getattr(target, "child_count", None)
    return [] if not count else [Fact(label=labels[kind], value=f"{count:,}")]


def image_facts(image: Image) -> list[Fact]:
    facts = [
        *_wells(image),
        Fact(label="Size", value=f"{image.size_x:,} × {image.size_y:,} pixels"),
        *_extent(image),
        *_pixel_size(image),
        Fact(label="Stack", value=f"Z {image.size_z} · T {image.size_t} · C {image.size_c}"),
        Fact(label="Pixel type", value=image.pixel_type),
    ]
    if image.is_tiled:
        facts.append(Fact(label="Pyramid", value=f"{len(image.levels)} levels"))
    if image.nominal_magnification:
        facts.append(Fact(label="Objective", value=f"{image.nominal_magnification:g}×"))
    return facts


def _wells(image: Image) -> list[Fact]:
    places = [f"{row_name(place.row)}{place.column + 1}, field {place.field + 1}" for place in image.fields]
    return [Fact(label="Well", value=" · ".join(places))] if places else []


def _extent(image: Image) -> list[Fact]:
    x, y = image.physical_size_x_um, image.physical_size_y_um
    if not x or not y:
        return []
    return [Fact(label="Field", value=f"{length(x * image.size_x)} × {length(y * image.size_y)}")]


def _pixel_size(image: Image) -> list[Fact]:
    sizes = (image.physical_size_x_um, image.physical_size_y_um, image.physical_size_z_um)
    known = [size for size in sizes if size]
    if not known:
        return []
    shown = " × ".join(length(size) for size in known)
    return [Fact(label="Pixel size", value=shown, exact=" × ".join(f"{size!r} µm" for size in known))]
