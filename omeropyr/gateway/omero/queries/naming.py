"""What objects of any kind are called, and whose they are."""

from __future__ import annotations

from collections.abc import Mapping

from omeropyr.gateway.model import Kind
from omeropyr.gateway.model.annotations import TAGSET_NAMESPACE

TAGSET = TAGSET_NAMESPACE

_OBJECT = """
select new map(obj.id as id, {columns}, obj.details.owner.id as owner_id, obj.details.group.id as group_id,
    obj as obj_details_permissions)
from {entity} obj {joins} where obj.id in (:ids)"""


def _named(entity: str) -> str:
    return _OBJECT.format(entity=entity, columns="obj.name as name", joins="")


OF_KIND: Mapping[Kind, str] = {
    Kind.PROJECT: _named("Project"),
    Kind.DATASET: _named("Dataset"),
    Kind.IMAGE: _named("Image"),
    Kind.SCREEN: _named("Screen"),
    Kind.PLATE: _named("Plate"),
    Kind.ACQUISITION: _named("PlateAcquisition"),
    Kind.ORIGINAL_FILE: _named("OriginalFile"),
    Kind.ROI: _named("Roi"),
    Kind.WELL: _OBJECT.format(entity="Well", columns="obj.row as row, obj.column as column", joins=""),
    Kind.FILESET: _OBJECT.format(entity="Fileset", columns="obj.templatePrefix as prefix", joins=""),
}

ANNOTATION = _OBJECT.format(
    entity="Annotation",
    columns="obj.textValue as text, file.name as file_name",
    joins="left outer join obj.file file",
)

TAGS_OF_TEXT = """
select new map(tag.id as id, tag.ns as namespace) from TagAnnotation tag where tag.textValue = :text order by tag.id"""
