"""The ways from an object up to the owner of the topmost container."""

from __future__ import annotations

_PROJECT = "project.id as project_id, project.details.owner.id as project_owner"
_SCREEN = "screen.id as screen_id, screen.details.owner.id as screen_owner"
_PROJECTS = "left outer join dataset.projectLinks up left outer join up.parent project"
_SCREENS = "left outer join plate.screenLinks up left outer join up.parent screen"

DATASET = f"""
select new map(dataset.id as dataset_id, dataset.details.owner.id as owner_id, {_PROJECT},
    (select count(below.id) from DatasetImageLink below where below.parent.id = dataset.id) as child_count)
from Dataset dataset {_PROJECTS} where dataset.id = :id"""

IMAGE_IN_DATASETS = f"""
select new map(dataset.id as dataset_id, dataset.details.owner.id as owner_id, {_PROJECT},
    (select count(below.id) from DatasetImageLink below where below.parent.id = dataset.id) as child_count,
    (select count(above.id) from DatasetImageLink beside join beside.child above
     where beside.parent.id = dataset.id and (lower(above.name) < lower(image.name)
     or (lower(above.name) = lower(image.name) and above.id < image.id))) as child_index)
from DatasetImageLink link join link.child image join link.parent dataset {_PROJECTS} where image.id = :id"""

_LOOSE = """not exists (select d{one}.id from DatasetImageLink d{one} where d{one}.child.id = {one}.id)
    and not exists (select w{one}.id from WellSample w{one} where w{one}.image.id = {one}.id)"""

ORPHAN = f"""
select new map(image.details.owner.id as owner_id,
    (select count(every.id) from Image every where every.details.owner.id = image.details.owner.id
     and every.details.group.id = image.details.group.id and {_LOOSE.format(one="every")}) as child_count,
    (select count(above.id) from Image above where above.details.owner.id = image.details.owner.id
     and above.details.group.id = image.details.group.id and {_LOOSE.format(one="above")}
     and (lower(above.name) < lower(image.name)
     or (lower(above.name) = lower(image.name) and above.id < image.id))) as child_index)
from Image image where image.id = :id"""

PLATE = f"""
select new map(plate.id as plate_id, plate.details.owner.id as owner_id, {_SCREEN})
from Plate plate {_SCREENS} where plate.id = :id"""

RUN = f"""
select new map(plate.id as plate_id, plate.details.owner.id as owner_id, {_SCREEN})
from PlateAcquisition run join run.plate plate {_SCREENS} where run.id = :id"""

_SAMPLE = f"""
select new map(sample.id as sample_id, run.id as run_id, well.id as well_id, plate.id as plate_id,
    plate.details.owner.id as owner_id, {_SCREEN})
from WellSample sample join sample.well well join well.plate plate left outer join sample.plateAcquisition run
{_SCREENS} where """

IMAGE_IN_WELLS = _SAMPLE + "sample.image.id = :id"
WELL = _SAMPLE + "well.id = :id"

OWNER_OF_PROJECT = "select new map(obj.details.owner.id as owner_id) from Project obj where obj.id = :id"
OWNER_OF_SCREEN = "select new map(obj.details.owner.id as owner_id) from Screen obj where obj.id = :id"
TAG = """
select new map(obj.details.owner.id as owner_id, obj.ns as namespace) from TagAnnotation obj where obj.id = :id"""
SETS_OF_TAG = """
select new map(tagset.id as set_id, tagset.details.owner.id as owner_id)
from AnnotationAnnotationLink link join link.parent tagset where link.child.id = :id"""
