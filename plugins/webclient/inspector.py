"""What the inspector says of one object, and of many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from omeropyr.api import (
    DataObject,
    Experimenter,
    Fileset,
    Group,
    Image,
    Kind,
    NotFound,
    ObjectRef,
    Session,
    Whereabouts,
)

from .annotated import annotation_panel
from .annotation_contexts import AnnotationPanel
from .contexts import BatchInspector, Inspector, PanelTab
from .downloads import downloads_of
from .facts import facts_of, well_facts
from .hierarchy import parents_of
from .inspected import inspected
from .targets import ANNOTATABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How an inspector is wanted: whose annotations (`all`, `me`, `others`), in which sections, with which limits."""

    by: str = "all"
    panes: Sequence[Mapping[str, Any]] = ()
    most_pixels: int = 0
    most_bytes: int = 0


PLAIN = Wanted()


def inspect(session: Session, ref: ObjectRef, panels: Sequence[PanelTab] = (), wanted: Wanted = PLAIN) -> Inspector:
    """Everything about one object. Raises NotFound, also for kinds that have no inspector."""
    target = inspected(session, ref)
    image = target if isinstance(target, Image) else None
    fields = session.browse.well(ref.id) if ref.kind is Kind.WELL else ()
    images = [image] if image else session.images.many([field.image_id for field in fields])
    filesets: Sequence[Fileset] = session.images.filesets([one.id for one in images]) if images else ()
    return Inspector(
        kind=ref.kind,
        target=target,
        image=image,
        owner=image.owner if image else _owner(session, target),
        group=image.group if image else _group(session, target),
        facts=well_facts(fields) if fields else facts_of(ref.kind, target),
        annotations=_annotations(session, ref, target, wanted),
        panels=panels,
        user_id=session.context.user.id,
        parents=parents_of(session, ref),
        fields=fields,
        filesets=filesets,
        roi_count=session.rois.counts([image.id]).get(image.id, 0) if image else 0,
        downloads=downloads_of(images, filesets, most_pixels=wanted.most_pixels, most_bytes=wanted.most_bytes),
    )


def _annotations(session: Session, ref: ObjectRef, target: DataObject, wanted: Wanted) -> AnnotationPanel | None:
    """None for what carries none: tags and tag sets."""
    if ref.kind not in ANNOTATABLE:
        return None
    return annotation_panel(
        session,
        [ref],
        group_id=target.group_id,
        can_annotate=target.rights.can_annotate,
        by=wanted.by,
        panes=wanted.panes,
    )


def inspect_many(session: Session, refs: Sequence[ObjectRef], wanted: Wanted = PLAIN) -> BatchInspector:
    """Several objects at once, of one kind or of several; those that are not readable are left out."""
    found = session.browse.whereabouts(refs)
    targets = [one.ref for one in found]
    one_group = len({one.group_id for one in found}) <= 1
    is_open = bool(found) and one_group and all(one.rights.can_annotate for one in found)
    images = session.images.many([ref.id for ref in targets if ref.kind is Kind.IMAGE])
    filesets = session.images.filesets([image.id for image in images]) if images else ()
    return BatchInspector(
        objects=found,
        annotations=_shared(session, found, is_open, wanted),
        one_group=one_group,
        downloads=downloads_of(images, filesets, most_pixels=wanted.most_pixels, most_bytes=wanted.most_bytes),
    )


def _shared(session: Session, found: Sequence[Whereabouts], is_open: bool, wanted: Wanted) -> AnnotationPanel | None:
    """None if some of them carry no annotations, such as tags."""
    if not found or any(one.ref.kind not in ANNOTATABLE for one in found):
        return None
    targets = [one.ref for one in found]
    return annotation_panel(
        session, targets, group_id=found[0].group_id, can_annotate=is_open, by=wanted.by, panes=wanted.panes
    )


def _owner(session: Session, target: DataObject) -> Experimenter | None:
    """None when the owner has left every group the user is in."""
    try:
        return session.browse.experimenter(target.owner_id)
    except NotFound:
        return None


def _group(session: Session, target: DataObject) -> Group | None:
    return next((group for group in session.browse.groups().items if group.id == target.group_id), None)
