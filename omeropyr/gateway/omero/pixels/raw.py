"""Raw pixels, through RawPixelsStore."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from omeropyr.gateway.model import Image, Kind, ObjectRef
from omeropyr.gateway.omero.joined import Joined
from omeropyr.gateway.omero.lease import Lease
from omeropyr.gateway.omero.pixels.engines import Opening
from omeropyr.imaging.source import ChannelInfo, Region, SourceInfo
from omeropyr.imaging.source import Pixels as Array

TYPES = {"float": "float32", "double": "float64", "bit": "uint8"}
"""Names of OMERO's pixel types that numpy has another name for; what it sends is big-endian."""


class OmeroSource:
    """See `imaging.ImageSource`: an image of the server for everything that imaging can do."""

    def __init__(self, lease: Lease, image: Image, opening: Opening) -> None:
        self._lease, self._image, self._opening = lease, image, opening
        self._type = np.dtype(TYPES.get(image.pixel_type, image.pixel_type))

    @property
    def info(self) -> SourceInfo:
        image = self._image
        return SourceInfo(
            name=image.name,
            size_x=image.size_x,
            size_y=image.size_y,
            size_z=image.size_z,
            size_c=image.size_c,
            size_t=image.size_t,
            pixel_type=image.pixel_type,
            channels=tuple(ChannelInfo(name=channel.label, color=channel.color) for channel in image.channels),
            levels=image.levels,
            tile_width=image.tile_width,
            tile_height=image.tile_height,
        )

    def read(self, region: Region, *, z: int, t: int, channels: Sequence[int]) -> Array:
        """One round trip for each channel, and four for the store."""
        target = ObjectRef(Kind.IMAGE, self._image.id)
        planes = self._lease.read(lambda joined: self._tiles(joined, region, z, t, channels), target)
        big_endian = self._type.newbyteorder(">")
        shape = (region.height, region.width)
        return np.stack([np.frombuffer(plane, big_endian).reshape(shape).astype(self._type) for plane in planes])

    def _tiles(self, joined: Joined, region: Region, z: int, t: int, channels: Sequence[int]) -> list[Any]:
        call, levels = self._opening.call, len(self._image.levels)
        place = (region.x, region.y, region.width, region.height)
        store = joined.factory.createRawPixelsStore()
        try:
            store.setPixelsId(self._opening.pixels_id, False, call)
            if levels > 1:
                store.setResolutionLevel(levels - 1 - region.level, call)
            return [store.getTile(z, channel, t, *place, call) for channel in channels]
        finally:
            store.close()

    def close(self) -> None:
        """The store is closed after each call: it is a service of the server."""
