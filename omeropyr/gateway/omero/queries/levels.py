"""Listings of the tree: one projection for each kind of object, with rights and counts, whatever its length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from omeropyr.gateway.model import Kind

COLUMNS = """
    obj.id as id, obj.name as name, obj.description as description, obj.details.owner.id as owner_id,
    obj.details.group.id as group_id, obj as obj_details_permissions"""
"""The server puts the permissions of the object, for whoever asks, in the place of a column of such a name."""

OWNED = "obj.details.owner.id = :owner_id"
NAMED = "obj.name = :name"
THESE = "obj.id in (:ids)"


@dataclass(frozen=True, slots=True)
class Level:
    """How objects of one kind are listed. Conditions are about `obj`, and about `:container_id` and `:tag_id`."""

    entity: str
    columns: str = ""
    joins: str = ""
    inside: str = ""
    """In the container."""
    loose: str = ""
    """In no container."""
    order: str = "lower(obj.name), obj.id"

    @property
    def tagged(self) -> str:
        return (
            f"exists (select tagged.id from {self.entity}AnnotationLink tagged join tagged.child tag "
            "where tagged.parent.id = obj.id and tag.id = :tag_id)"
        )

    def listing(self, conditions: Sequence[str]) -> str:
        columns = f"{COLUMNS}, {self.columns}" if self.columns else COLUMNS
        return (
            f"select new map({columns}) from {self.entity} obj {self.joins} {_where(conditions)} order by {self.order}"
        )

    def total(self, conditions: Sequence[str]) -> str:
        return f"select count(obj.id) from {self.entity} obj {_where(conditions)}"

    def ids(self, conditions: Sequence[str]) -> str:
        return f"select new map(obj.id as id) from {self.entity} obj {_where(conditions)} order by {self.order}"


def _where(conditions: Sequence[str]) -> str:
    return "where " + " and ".join(conditions) if conditions else ""


def _count(link: str, parent: str = "parent") -> str:
    return f"(select count(below.id) from {link} below where below.{parent}.id = obj.id) as child_count"


def _in_one(link: str) -> str:
    return f"exists (select up.id from {link} up where up.child.id = obj.id and up.parent.id = :container_id)"


def _in_none(link: str, child: str = "child") -> str:
    return f"not exists (select of_{child}.id from {link} of_{child} where of_{child}.{child}.id = obj.id)"


LEVELS: Mapping[Kind, Level] = {
    Kind.PROJECT: Level("Project", _count("ProjectDatasetLink")),
    Kind.DATASET: Level(
        "Dataset",
        _count("DatasetImageLink"),
        inside=_in_one("ProjectDatasetLink"),
        loose=_in_none("ProjectDatasetLink"),
    ),
    Kind.SCREEN: Level("Screen", _count("ScreenPlateLink")),
    Kind.PLATE: Level(
        "Plate",
        _count("PlateAcquisition", "plate")
        + """, obj.rowNamingConvention as row_names,
    obj.columnNamingConvention as column_names, obj.rows as rows, obj.columns as columns""",
        inside=_in_one("ScreenPlateLink"),
        loose=_in_none("ScreenPlateLink"),
    ),
    Kind.ACQUISITION: Level(
        "PlateAcquisition",
        "obj.plate.id as plate_id, obj.startTime as started, obj.endTime as ended, obj.maximumFieldCount as fields",
        inside="obj.plate.id = :container_id",
        order="obj.id",
    ),
    Kind.IMAGE: Level(
        "Image",
        """pix.id as pixels_id, pix.sizeX as size_x, pix.sizeY as size_y, pix.sizeZ as size_z, pix.sizeC as size_c,
    pix.sizeT as size_t, obj.acquisitionDate as acquired, event.time as imported, obj.fileset.id as fileset_id,
    (select max(rdef.version) from RenderingDef rdef
     where rdef.pixels.id = pix.id and rdef.details.owner.id = :viewer_id) as thumb_version""",
        "left outer join obj.pixels pix join obj.details.creationEvent event",
        inside=_in_one("DatasetImageLink"),
        loose=f"{_in_none('DatasetImageLink')} and {_in_none('WellSample', 'image')}",
    ),
}
