"""How much space whose data take, in one statement however many files there are."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, Connection, case, cast, func, literal, select, union_all

from omeropyr.gateway.embedded.query import in_scope
from omeropyr.gateway.embedded.rights import Sight, Viewer
from omeropyr.gateway.embedded.schema import ImageRow, OriginalFileRow, PixelsRow
from omeropyr.gateway.embedded.statements import AnySelect
from omeropyr.gateway.model import Scope, SpaceUse

BITS = {
    "bit": 1,
    "int8": 8,
    "uint8": 8,
    "int16": 16,
    "uint16": 16,
    "float16": 16,
    "int32": 32,
    "uint32": 32,
    "float": 32,
    "float32": 32,
    "double": 64,
    "float64": 64,
    "complex": 64,
    "double-complex": 128,
}
"""Of one pixel, by the names that OME and numpy give to the types."""


def space_used(connection: Connection, viewer: Viewer, scope: Scope) -> Sequence[SpaceUse]:
    """Largest first. Files count with their size, images without files with the volume of their pixels."""
    parts = union_all(_files(viewer, scope), _volumes(viewer, scope)).subquery("parts")
    total, files = func.sum(parts.c.bytes), func.sum(parts.c.files)
    found = select(parts.c.owner_id, parts.c.group_id, total.label("bytes"), files.label("files"))
    grouped = found.group_by(parts.c.owner_id, parts.c.group_id).order_by(total.desc(), parts.c.owner_id)
    return [SpaceUse(row.owner_id, row.group_id, int(row.bytes), int(row.files)) for row in connection.execute(grouped)]


def _files(viewer: Viewer, scope: Scope) -> AnySelect:
    file = OriginalFileRow
    sums = (func.sum(file.size).label("bytes"), func.count().label("files"))
    found = select(file.owner_id, file.group_id, *sums).select_from(file).where(*in_scope(file, scope))
    return Sight(viewer, file).restrict(found).group_by(file.owner_id, file.group_id)


def _volumes(viewer: Viewer, scope: Scope) -> AnySelect:
    image = ImageRow
    pixels = cast(image.size_x, BigInteger) * image.size_y * image.size_z * image.size_c * image.size_t
    volume = func.sum(pixels * case(BITS, value=PixelsRow.pixel_type, else_=8) / 8)
    found = (
        select(image.owner_id, image.group_id, volume.label("bytes"), literal(0).label("files"))
        .join(PixelsRow, PixelsRow.image_id == image.id)
        .where(image.fileset_id.is_(None), *in_scope(image, scope))
    )
    return Sight(viewer, image).restrict(found).group_by(image.owner_id, image.group_id)
