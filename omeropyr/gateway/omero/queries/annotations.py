"""Annotations and where they hang. These come as objects: a projection cannot hold the pairs of a map."""

from __future__ import annotations

from collections.abc import Mapping

from omeropyr.gateway.model import Kind
from omeropyr.gateway.omero.queries.people import PERSON

_LINKS = """
select link from {entity}AnnotationLink link join fetch link.parent parent join fetch link.child ann
join fetch link.details.owner maker join fetch link.details.creationEvent made
join fetch ann.details.owner owner join fetch ann.details.creationEvent created
left outer join fetch ann.file file left outer join fetch file.hasher hasher
where {condition} order by link.id"""

ENTITIES: Mapping[Kind, str] = {
    Kind.PROJECT: "Project",
    Kind.DATASET: "Dataset",
    Kind.IMAGE: "Image",
    Kind.SCREEN: "Screen",
    Kind.PLATE: "Plate",
    Kind.ACQUISITION: "PlateAcquisition",
    Kind.WELL: "Well",
    Kind.FILESET: "Fileset",
    Kind.ORIGINAL_FILE: "OriginalFile",
    Kind.ROI: "Roi",
}
"""What can be annotated here."""

ON_OBJECTS: Mapping[Kind, str] = {
    kind: _LINKS.format(entity=entity, condition="parent.id in (:ids)") for kind, entity in ENTITIES.items()
}
OF_ANNOTATIONS: Mapping[Kind, str] = {
    kind: _LINKS.format(entity=entity, condition="ann.id in (:ids)") for kind, entity in ENTITIES.items()
}

THESE = """
select ann from Annotation ann join fetch ann.details.owner owner join fetch ann.details.creationEvent created
left outer join fetch ann.file file left outer join fetch file.hasher hasher
where ann.id in (:ids) order by ann.id"""

TAG_COLUMNS = f"""
    obj.id as id, obj.textValue as text, obj.description as description, obj.ns as namespace,
    obj.details.group.id as group_id, created.time as created, obj as obj_details_permissions,
    (select count(below.id) from AnnotationAnnotationLink below where below.parent.id = obj.id) as child_count,
    {PERSON.format(person="owner", prefix="owner_")}"""
TAGS = f"""
select new map({TAG_COLUMNS}) from TagAnnotation obj join obj.details.owner owner
join obj.details.creationEvent created {{where}} order by obj.id"""
TAGS_TOTAL = "select count(obj.id) from TagAnnotation obj {where}"
IN_SET = """exists (select up.id from AnnotationAnnotationLink up
    where up.child.id = obj.id and up.parent.id = :tagset_id)"""
IN_NO_SET = """not exists (select up.id from AnnotationAnnotationLink up where up.child.id = obj.id)
    and (obj.ns is null or obj.ns <> :tagset_namespace)"""
