"""What is known of one image, and how people look at it."""

from __future__ import annotations

from omeropyr.gateway.model import Kind
from omeropyr.gateway.omero.queries.levels import COLUMNS, LEVELS
from omeropyr.gateway.omero.queries.people import PERSON

IMAGE = f"""
select new map({COLUMNS}, {LEVELS[Kind.IMAGE].columns}, type.value as pixel_type, pix.physicalSizeX as physical_x,
    pix.physicalSizeY as physical_y, pix.physicalSizeZ as physical_z, objective.nominalMagnification as magnification,
    grp.name as group_name, grp.description as group_description, grp.details.permissions as group_permissions,
    (select count(link.id) from DatasetImageLink link where link.child.id = obj.id) as datasets,
    (select count(sample.id) from WellSample sample where sample.image.id = obj.id) as fields,
    {PERSON.format(person="owner", prefix="owner_by_")})
from Image obj left outer join obj.pixels pix left outer join pix.pixelsType type
join obj.details.creationEvent event join obj.details.owner owner join obj.details.group grp
left outer join obj.objectiveSettings lens left outer join lens.objective objective
where obj.id = :id"""

CHANNELS = """
select new map(index(channel) as index, logical.name as label, logical.emissionWave as emission,
    logical.excitationWave as excitation, channel.red as red, channel.green as green, channel.blue as blue,
    stats.globalMin as minimum, stats.globalMax as maximum)
from Pixels pix join pix.channels channel left outer join channel.logicalChannel logical
left outer join channel.statsInfo stats
where pix.image.id = :id order by index(channel)"""

DATASETS = LEVELS[Kind.DATASET].listing(
    ["exists (select held.id from DatasetImageLink held where held.parent.id = obj.id and held.child.id = :id)"]
)
PROJECTS = LEVELS[Kind.PROJECT].listing(
    [
        "exists (select held.id from ProjectDatasetLink held, DatasetImageLink deep where held.parent.id = obj.id "
        "and held.child.id = deep.parent.id and deep.child.id = :id)"
    ]
)

FILES = """
select new map(fileset.id as fileset_id, file.id as id, file.name as name, file.path as path, file.size as size,
    file.mimetype as mimetype, file.hash as hash, hasher.value as hasher, entry.clientPath as client_path,
    file.details.owner.id as owner_id, file.details.group.id as group_id, event.time as created)
from FilesetEntry entry join entry.fileset fileset join entry.originalFile file
join file.details.creationEvent event left outer join file.hasher hasher
where exists (select image.id from Image image where image.fileset.id = fileset.id and image.id in (:ids))
order by fileset.id, entry.id"""

IMAGES_OF_FILESETS = """
select new map(image.id as id, image.fileset.id as fileset_id) from Image image
where image.fileset.id in (:ids) order by image.id"""

DEFINITIONS = f"""
select new map(rdef.id as id, rdef.defaultZ as z, rdef.defaultT as t, rdef.version as version, model.value as model,
    index(binding) as index, binding.active as active, binding.inputStart as start, binding.inputEnd as end,
    binding.red as red, binding.green as green, binding.blue as blue, binding.lookupTable as lut,
    binding.coefficient as coefficient, family.value as family, event.time as updated,
    (select count(reverse.id) from ReverseIntensityContext reverse
     where reverse.channelBinding.id = binding.id) as reversals,
    {PERSON.format(person="owner", prefix="owner_")})
from RenderingDef rdef join rdef.model model join rdef.waveRendering binding join binding.family family
join rdef.pixels pix join rdef.details.owner owner join rdef.details.updateEvent event
where pix.image.id = :id order by rdef.id, index(binding)"""

PIXELS = """
select new map(pix.id as pixels_id, image.id as image_id) from Pixels pix join pix.image image
where image.id in (:ids) order by pix.id"""

LIKENESS = """
select new map(image.id as image_id, type.value as pixel_type, index(channel) as index, logical.name as label)
from Pixels pix join pix.image image join pix.pixelsType type join pix.channels channel
left outer join channel.logicalChannel logical where image.id in (:ids)"""
