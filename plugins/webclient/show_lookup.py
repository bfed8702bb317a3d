"""From what `?show=` or `?path=` names to the objects: by id, by name, by the label of a well."""

from __future__ import annotations

from collections.abc import Sequence

from omeropyr.api import Kind, NotFound, ObjectRef, Session

from .show import ShowItem, parse_items, parse_well_label

_NAMES = {Kind.TAG: ("name", "value", "textValue"), Kind.TAGSET: ("name", "value", "textValue")}
"""The keys that mean what an object is called; `name` for all others."""


def shown_objects(session: Session, show: str, path: str = "") -> tuple[ObjectRef, ...]:
    """What is to be selected, the first first. Of `path` only the last item counts, and it goes before `show`.

    Names lead to the first object so called, and then nothing else is selected with it. Regions lead to their image,
    filesets to their first. What is not there by name is left out; ids are not looked up.
    """
    asked = [*_looked_up(session, parse_items(path))[-1:], *_looked_up(session, parse_items(show))]
    found = [(item, ref) for item, ref in asked if ref is not None]
    return tuple(dict.fromkeys(ref for item, ref in _alone(found)))


def _alone(found: list[tuple[ShowItem, ObjectRef]]) -> list[tuple[ShowItem, ObjectRef]]:
    """The first one alone, if it was found by a name."""
    return found[:1] if found and found[0][0].key != "id" else found


def _looked_up(session: Session, items: Sequence[ShowItem]) -> list[tuple[ShowItem, ObjectRef | None]]:
    """Wells are looked for on the plate, or in the run, that stands before them."""
    found: list[tuple[ShowItem, ObjectRef | None]] = []
    plate: ObjectRef | None = None
    for item in items:
        ref = _find(session, item, plate)
        plate = ref if item.kind in (Kind.PLATE, Kind.ACQUISITION) else plate
        found.append((item, ref))
    return found


def _find(session: Session, item: ShowItem, plate: ObjectRef | None) -> ObjectRef | None:
    if item.ref is not None:
        return _node(session, item.ref)
    if item.kind is Kind.WELL:
        return _labelled(session, item, plate)
    if item.key not in _NAMES.get(item.kind, ("name",)):
        return None
    ids = session.browse.named(item.kind, item.value)
    return ObjectRef(item.kind, ids[0]) if ids else None


def _node(session: Session, ref: ObjectRef) -> ObjectRef | None:
    """What the tree has in place of a region or fileset; everything else itself."""
    if ref.kind is Kind.FILESET:
        images = session.browse.images_in([ref])
        return ObjectRef(Kind.IMAGE, images[0]) if images else None
    if ref.kind is not Kind.ROI:
        return ref
    try:
        return ObjectRef(Kind.IMAGE, session.rois.get(ref.id).image_id)
    except NotFound:
        return None


def _labelled(session: Session, item: ShowItem, plate: ObjectRef | None) -> ObjectRef | None:
    """The well with this label on the plate, or in the run, that was named before it."""
    place = parse_well_label(item.value) if item.key == "name" else None
    if place is None or plate is None:
        return None
    try:
        grid = session.browse.plate(_plate_id(session, plate))
    except NotFound:
        return None
    return next((ObjectRef(Kind.WELL, well.well_id) for well in grid.wells if (well.row, well.column) == place), None)


def _plate_id(session: Session, ref: ObjectRef) -> int:
    return session.browse.run(ref.id).plate_id if ref.kind is Kind.ACQUISITION else ref.id
