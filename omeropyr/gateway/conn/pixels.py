"""Raw pixels of an image, as `PixelsWrapper` gives them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from omeropyr.gateway.conn.absent import Guided
from omeropyr.gateway.model import Image
from omeropyr.imaging.source import Pixels as Array
from omeropyr.imaging.source import Region

if TYPE_CHECKING:
    from omeropyr.gateway.conn.connection import BlitzConnection

Zct = tuple[int, int, int]
Tile = tuple[int, int, int, int]
NUMPY_TYPES = {"float": np.float32, "double": np.float64, "bit": np.bool_}


class BlitzPixelsType(Guided):
    """`getValue()` is the OME name of the type."""

    def __init__(self, name: str) -> None:
        self.value = name

    def getValue(self) -> str:
        return self.value


class BlitzPixels(Guided):
    """Raw pixels. A tile is (x, y, width, height) in pixels of full size; arrays are (height, width)."""

    OMERO_CLASS = "Pixels"

    def __init__(self, conn: BlitzConnection, image: Image) -> None:
        self._conn, self._image = conn, image

    def getId(self) -> int:
        """That of the image: the port numbers pixels no further."""
        return self._image.id

    def getSizeX(self) -> int:
        return self._image.size_x

    def getSizeY(self) -> int:
        return self._image.size_y

    def getSizeZ(self) -> int:
        return self._image.size_z

    def getSizeC(self) -> int:
        return self._image.size_c

    def getSizeT(self) -> int:
        return self._image.size_t

    def getPixelsType(self) -> BlitzPixelsType:
        return BlitzPixelsType(self._image.pixel_type)

    def get_numpy_type(self) -> np.dtype[np.generic]:
        """The type that planes and tiles have."""
        return np.dtype(NUMPY_TYPES.get(self._image.pixel_type, self._image.pixel_type))

    def getPlane(self, theZ: int = 0, theC: int = 0, theT: int = 0) -> Array:
        """Raises NotFound for a plane that is not there."""
        return self._conn.session.pixels.plane(self._image.id, z=theZ, c=theC, t=theT)

    def getPlanes(self, zctList: Iterable[Zct]) -> Iterator[Array]:
        """A plane for each (z, c, t)."""
        return (self.getPlane(*place) for place in zctList)

    def getTile(self, theZ: int = 0, theC: int = 0, theT: int = 0, tile: Tile | None = None) -> Array:
        """The whole plane without a tile."""
        if tile is None:
            return self.getPlane(theZ, theC, theT)
        region = Region(0, *tile)
        found: Array = self._conn.session.pixels.region(self._image.id, region, z=theZ, t=theT, channels=[theC])[0]
        return found

    def getTiles(self, zctTileList: Iterable[tuple[int, int, int, Tile | None]]) -> Iterator[Array]:
        """A tile for each (z, c, t, tile)."""
        return (self.getTile(*place) for place in zctTileList)
