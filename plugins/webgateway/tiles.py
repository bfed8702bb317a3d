"""Where a tile or region lies: from the `tile` and `region` parameters to a rectangle inside one resolution level.

Level 0 is full size. A tile is named by its column and row on a level; a region is a rectangle of full-size pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

from omeropyr.api import Image, Invalid, LevelSize, NotFound, Region

from .numbers import integer
from .pixeltypes import byte_width

MAX_TILE_LENGTH = 1024
"""Longest side of a tile; clients ask for 512 or the image's own tile size, QuPath for 1024 at most."""

_BUFFER_BYTES = 2**20
"""An image without pyramid is cut into bands of full width; this is how much one of them may hold."""

_TILE_FORM = (
    "Write resolution,column,row or resolution,column,row,width,height in whole numbers, as in tile=0,3,2,512,512."
)
_REGION_FORM = "Write x,y,width,height in full-size pixels, as in region=0,0,256,256."


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile as asked for; None for a side means the image's own tile size."""

    level: int
    column: int
    row: int
    width: int | None = None
    height: int | None = None


def locate(image: Image, tile: str, region: str) -> Region:
    """The rectangle asked for, cut at the edges of its level; a `tile` that is not empty wins over `region`.

    Raises Invalid naming the parameter that cannot be read, NotFound when the rectangle does not begin in the image.
    """
    if tile:
        return cut(tile_region(image, parse_tile(tile, len(image.levels))), image.levels)
    if region:
        return cut(parse_region(region), image.levels)
    raise Invalid("tile", "This address needs a tile or a region parameter. " + _TILE_FORM)


def parse_tile(text: str, levels: int) -> Tile:
    """`res,x,y[,w,h]`; four numbers count as three, sides of 0 or less as not given. Raises Invalid "tile"."""
    numbers = _integers(text, 5)
    if numbers is None or len(numbers) < 3:
        raise Invalid("tile", _TILE_FORM)
    level, column, row, *sides = numbers
    if not 0 <= level < levels:
        raise Invalid("tile", f"The resolution is a number from 0 (full size) to {levels - 1} for this image.")
    width, height = sides if len(sides) == 2 else (0, 0)
    return Tile(level, column, row, width if width > 0 else None, height if height > 0 else None)


def parse_region(text: str) -> Region:
    """`x,y,w,h` in full-size pixels; further items are ignored. Raises Invalid "region"."""
    numbers = _integers(text, 4)
    if numbers is None or len(numbers) < 4:
        raise Invalid("region", _REGION_FORM)
    x, y, width, height = numbers
    return Region(0, x, y, width, height)


def tile_region(image: Image, tile: Tile) -> Region:
    """The whole rectangle of a tile, possibly reaching over the edge of its level.

    A side over MAX_TILE_LENGTH is taken for one of that length, also where the tile begins: clients know it so.
    """
    default_width, default_height = default_tile(image)
    width, height = _bounded(tile.width) or default_width, _bounded(tile.height) or default_height
    return Region(tile.level, tile.column * width, tile.row * height, width, height)


def default_tile(image: Image) -> tuple[int, int]:
    """Width and height of a tile whose size is not given."""
    if image.is_tiled:
        return image.tile_width, image.tile_height
    row_bytes = image.size_x * byte_width(image.pixel_type)
    return image.size_x, max(1, min(image.size_y, _BUFFER_BYTES // row_bytes))


def cut(region: Region, levels: tuple[LevelSize, ...]) -> Region:
    """The part of `region` inside its level. Raises NotFound if it begins outside or has no size."""
    level = levels[region.level]
    inside = 0 <= region.x < level.width and 0 <= region.y < level.height
    if not inside or region.width < 1 or region.height < 1:
        raise NotFound("region", f"{region.x},{region.y},{region.width},{region.height}")
    width = min(region.width, level.width - region.x)
    height = min(region.height, level.height - region.y)
    return Region(region.level, region.x, region.y, width, height)


def _bounded(side: int | None) -> int | None:
    return None if side is None else min(side, MAX_TILE_LENGTH)


def _integers(text: str, at_most: int) -> list[int] | None:
    """The leading numbers of a comma list; None if one of them is not a whole number."""
    numbers = [integer(piece) for piece in text.split(",", at_most)[:at_most]]
    found = [number for number in numbers if number is not None]
    return found if len(found) == len(numbers) else None
