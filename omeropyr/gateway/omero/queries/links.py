"""What is in what: one projection for each kind of link."""

from __future__ import annotations

from collections.abc import Mapping

from omeropyr.gateway.model import Kind

LINK = """
select new map(link.id as id, parent.id as parent_id, child.id as child_id)
from {entity} link join link.parent parent join link.child child
where child.id in (:ids) order by link.id"""

PARENTS: Mapping[Kind, tuple[Kind, str]] = {
    Kind.DATASET: (Kind.PROJECT, LINK.format(entity="ProjectDatasetLink")),
    Kind.IMAGE: (Kind.DATASET, LINK.format(entity="DatasetImageLink")),
    Kind.PLATE: (Kind.SCREEN, LINK.format(entity="ScreenPlateLink")),
    Kind.TAG: (Kind.TAGSET, LINK.format(entity="AnnotationAnnotationLink")),
}
"""Kind of the child -> kind of the parent, and the links between them."""

FIELDS_OF_IMAGES = """
select new map(image.id as child_id, well.id as well_id, sample.plateAcquisition.id as run_id)
from WellSample sample join sample.well well join sample.image image
where image.id in (:ids)"""

PLATES_OF_WELLS = """
select new map(well.id as child_id, plate.id as parent_id)
from Well well join well.plate plate where well.id in (:ids)"""

PLATES_OF_RUNS = """
select new map(run.id as child_id, plate.id as parent_id)
from PlateAcquisition run join run.plate plate where run.id in (:ids)"""

INSIDE: Mapping[Kind, str] = {
    Kind.PROJECT: """
select new map(image.id as id) from ProjectDatasetLink up, DatasetImageLink down join down.child image
where up.child.id = down.parent.id and up.parent.id in (:ids)""",
    Kind.DATASET: """
select new map(image.id as id) from DatasetImageLink link join link.child image where link.parent.id in (:ids)""",
    Kind.SCREEN: """
select new map(image.id as id) from ScreenPlateLink link, WellSample sample join sample.image image
join sample.well well where link.child.id = well.plate.id and link.parent.id in (:ids)""",
    Kind.PLATE: """
select new map(image.id as id) from WellSample sample join sample.image image
join sample.well well where well.plate.id in (:ids)""",
    Kind.ACQUISITION: """
select new map(image.id as id) from WellSample sample join sample.image image
where sample.plateAcquisition.id in (:ids)""",
    Kind.WELL: """
select new map(image.id as id) from WellSample sample join sample.image image where sample.well.id in (:ids)""",
    Kind.FILESET: "select new map(image.id as id) from Image image where image.fileset.id in (:ids)",
    Kind.IMAGE: "select new map(image.id as id) from Image image where image.id in (:ids)",
}
"""Ids of the images in containers."""
