"""From the port's values to the JSON that the web client's addresses have always answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from omeropyr.api import (
    Annotation,
    AnnotationLink,
    Dataset,
    Descent,
    Experimenter,
    Group,
    ImageSummary,
    Kind,
    ObjectRef,
    PathStep,
    Plate,
    Project,
    Rights,
    Run,
    Screen,
    Well,
)

from .annotation_json import class_of, value_of
from .permissions import permission_words

Json = dict[str, Any]
Container = Project | Dataset | Screen | Plate

OBJECT_CLASSES = {
    Kind.IMAGE: "ImageI",
    Kind.DATASET: "DatasetI",
    Kind.PROJECT: "ProjectI",
    Kind.SCREEN: "ScreenI",
    Kind.PLATE: "PlateI",
    Kind.ACQUISITION: "PlateAcquisitionI",
    Kind.WELL: "WellI",
}


def iso(moment: datetime, zone: ZoneInfo) -> str:
    """Whole seconds, with the offset that the site's time zone has at that moment."""
    return moment.astimezone(zone).replace(microsecond=0).isoformat()


def perms_css(rights: Rights, owner_id: int, user_id: int) -> str:
    """What the user may do, in words; clients search them in this text, whose order is fixed."""
    return " ".join([*permission_words(rights), *(["isOwned"] if owner_id == user_id else [])])


def group(value: Group) -> Json:
    return {"id": value.id, "name": value.name, "perm": str(value.level)}


def experimenter(value: Experimenter) -> Json:
    return {
        "id": value.id,
        "omeName": value.ome_name,
        "firstName": value.first_name,
        "lastName": value.last_name,
    }


def containers(values: Iterable[Container], user_id: int) -> list[Json]:
    return [
        {
            "id": value.id,
            "name": value.name,
            "ownerId": value.owner_id,
            "childCount": value.child_count,
            "permsCss": perms_css(value.rights, value.owner_id, user_id),
        }
        for value in values
    ]


def runs(values: Iterable[Run], user_id: int) -> list[Json]:
    return [
        {
            "id": value.id,
            "name": run_name(value),
            "ownerId": value.owner_id,
            "permsCss": perms_css(value.rights, value.owner_id, user_id),
        }
        for value in values
    ]


def wells(values: Iterable[Well], user_id: int) -> list[Json]:
    return [
        {
            "id": value.id,
            "ownerId": value.owner_id,
            "plateId": value.plate_id,
            "permsCss": perms_css(value.rights, value.owner_id, user_id),
            "name": f"{value.plate_name} - {value.label}",
        }
        for value in values
    ]


def run_name(value: Run) -> str:
    """When it was, where nobody named it; `Run 31` where nobody knows."""
    if value.name:
        return value.name
    if value.started_at is None or value.ended_at is None:
        return f"Run {value.id}"
    start, end = (moment.astimezone(UTC).replace(tzinfo=None) for moment in (value.started_at, value.ended_at))
    return f"{start} - {end}"


def image(value: ImageSummary, user_id: int) -> Json:
    """What every listing of images says; `filesetId` only where there is one."""
    shown: Json = {
        "id": value.id,
        "archived": False,
        "name": value.name,
        "ownerId": value.owner_id,
        "permsCss": perms_css(value.rights, value.owner_id, user_id),
    }
    return shown if value.fileset_id is None else {**shown, "filesetId": value.fileset_id}


def sizes(value: ImageSummary) -> Json:
    return {"sizeX": value.size_x, "sizeY": value.size_y, "sizeZ": value.size_z, "sizeT": value.size_t}


def dates(value: ImageSummary, zone: ZoneInfo) -> Json:
    shown = {"date": iso(value.imported_at, zone)}
    return shown if value.acquired_at is None else {**shown, "acqDate": iso(value.acquired_at, zone)}


def thumb_version(value: ImageSummary) -> Json:
    return {} if value.thumb_version is None else {"thumbVersion": value.thumb_version}


def tag(value: Annotation, user_id: int) -> Json:
    """A tag or tag set; `description` only where there is one."""
    shown = {
        "id": value.id,
        "value": value.text,
        "ownerId": value.owner.id,
        "permsCss": perms_css(value.rights, value.owner.id, user_id),
        "set": value.kind is Kind.TAGSET,
        "childCount": value.child_count,
    }
    return {**shown, "description": value.description} if value.description else shown


def annotation(link: AnnotationLink, zone: ZoneInfo) -> Json:
    """One annotation on one object."""
    value = link.annotation
    return {
        "id": value.id,
        "class": class_of(value),
        "ns": value.namespace,
        "name": None,
        "description": value.description or None,
        "owner": {"id": value.owner.id},
        "date": iso(value.created_at, zone),
        "permissions": _permissions(value),
        "link": {
            "id": link.id,
            "owner": {"id": link.owner.id},
            "date": iso(link.created_at, zone),
            "parent": {"id": link.parent.id, "class": OBJECT_CLASSES[link.parent.kind], "name": link.parent_name},
            "permissions": _link_permissions(link),
        },
        **value_of(value),
    }


def _permissions(value: Annotation) -> Json:
    """Whoever sees a file may download it."""
    permissions = {
        "canDelete": value.rights.can_delete,
        "canAnnotate": value.rights.can_annotate,
        "canLink": value.rights.can_link,
        "canEdit": value.rights.can_edit,
    }
    return {**permissions, "canDownload": True} if value.kind is Kind.FILE else permissions


def _link_permissions(link: AnnotationLink) -> Json:
    """A link is nothing to be edited but by whoever may delete it."""
    own = link.can_delete
    return {"canDelete": own, "canAnnotate": link.annotation.rights.can_annotate, "canLink": own, "canEdit": own}


def experimenters(links: Iterable[AnnotationLink]) -> list[Json]:
    """Everybody who made one of the annotations or links, by id."""
    people = {person.id: person for link in links for person in (link.owner, link.annotation.owner)}
    return [experimenter(people[id_]) for id_ in sorted(people)]


def lineage(descents: Iterable[Descent], names: Mapping[ObjectRef, str]) -> Json:
    """`{class: {id: [objects in it]}}`."""
    found: dict[str, dict[str, list[Json]]] = {}
    for descent in descents:
        below, above = descent.ref, descent.ancestor
        inside = found.setdefault(OBJECT_CLASSES[above.kind], {}).setdefault(str(above.id), [])
        inside.append({"id": below.id, "class": OBJECT_CLASSES[below.kind], "name": names.get(below, "")})
    return found


def path(steps: Sequence[PathStep], page_size: int) -> list[Json]:
    return [_step(step, page_size) for step in steps]


def _step(step: PathStep, page_size: int) -> Json:
    """Counts are told of datasets, and of orphans where they fill more than a page; the place only then."""
    shown: Json = {"type": str(step.kind), "id": step.id}
    if step.child_count is None:
        return shown
    paged = step.child_count > page_size
    if paged or step.kind == Kind.DATASET:
        shown["childCount"] = step.child_count
    if paged and step.child_index is not None:
        shown["childIndex"] = step.child_index
        shown["childPage"] = step.child_index // page_size + 1
    return shown
