"""Wells and their fields."""

from __future__ import annotations

FIELDS = """
select new map(
    well.id as well_id, well.row as row, well.column as column, index(sample) as field, image.id as image_id,
    image.name as image_name, sample.plateAcquisition.id as run_id, sample.posX as x, sample.posY as y)
from Well well join well.wellSamples sample join sample.image image
where {condition}
order by well.row, well.column, index(sample)"""

OF_PLATE = FIELDS.format(condition="well.plate.id = :plate_id")
OF_RUN = FIELDS.format(condition="well.plate.id = :plate_id and sample.plateAcquisition.id = :run_id")
OF_WELL = FIELDS.format(condition="well.id = :well_id")
OF_IMAGE = FIELDS.format(condition="image.id = :image_id")

WELLS = """
select new map(
    obj.id as id, plate.id as plate_id, plate.name as plate_name, obj.row as row, obj.column as column,
    obj.details.owner.id as owner_id, obj.details.group.id as group_id, obj as obj_details_permissions)
from Well obj join obj.plate plate {where} order by obj.id"""

WELLS_TOTAL = "select count(obj.id) from Well obj join obj.plate plate {where}"
WELL_TAGGED = """exists (select tagged.id from WellAnnotationLink tagged join tagged.child tag
    where tagged.parent.id = obj.id and tag.id = :tag_id)"""
