"""What every part of the pixel service needs: the image, where it is opened, and checks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from omeropyr.errors import Invalid, NotFound, NotSupported
from omeropyr.gateway.model import EventContext, Image, Kind, ObjectRef
from omeropyr.gateway.omero.images.reading import image_of, opening_of
from omeropyr.gateway.omero.joined import Joined
from omeropyr.gateway.omero.lease import Lease
from omeropyr.gateway.omero.pixels.engines import Engine, Look
from omeropyr.gateway.omero.pixels.looks import chosen_of
from omeropyr.gateway.omero.pixels.raw import OmeroSource
from omeropyr.imaging.settings import RenderSettings
from omeropyr.imaging.source import Region

T = TypeVar("T")


class PixelsBase:
    """The parts inherit this."""

    def __init__(self, lease: Lease, context: EventContext) -> None:
        self._lease, self._viewer_id = lease, context.user.id

    def _image(self, image_id: int) -> Image:
        """Raises NotFound."""
        return image_of(self._lease, self._viewer_id, image_id)

    def _source(self, image: Image) -> OmeroSource:
        return OmeroSource(self._lease, image, opening_of(self._lease, self._viewer_id, image.id))

    def _with_engine(self, image: Image, look: RenderSettings, act: Callable[[Engine], T]) -> T:
        """Do something with a rendering engine that shows the image like this, on whatever plane."""
        if len(look.channels) != image.size_c:
            raise Invalid("channels", f"image {image.id} has {image.size_c}, not {len(look.channels)}")
        opening = opening_of(self._lease, self._viewer_id, image.id)
        wanted = Look(replace(look, z=0, t=0, projection=None), chosen_of(self._lease, self._viewer_id, image))

        def use(joined: Joined) -> T:
            return joined.engines.use(joined, opening, wanted, act)

        return self._lease.read(use, ObjectRef(Kind.IMAGE, image.id))


def require_plane(image: Image, z: int, t: int, channels: Sequence[int] = ()) -> None:
    """Raises NotFound for a plane or channel that the image does not have."""
    for name, value, size in (("z", z, image.size_z), ("t", t, image.size_t)):
        if not 0 <= value < size:
            raise NotFound(f"plane of image {image.id} with {name} =", value)
    for channel in channels:
        if not 0 <= channel < image.size_c:
            raise NotFound(f"channel of image {image.id} with the number", channel)


def inside(image: Image, region: Region) -> Region:
    """The part of it in its level. Raises NotFound when its origin is outside, or there is no such level."""
    if 0 <= region.level < len(image.levels) and region.width > 0 and region.height > 0:
        size = image.levels[region.level]
        if 0 <= region.x < size.width and 0 <= region.y < size.height:
            width, height = min(region.width, size.width - region.x), min(region.height, size.height - region.y)
            return replace(region, width=width, height=height)
    raise NotFound(f"region of image {image.id}", f"{region.x},{region.y} at level {region.level}")


def not_yet(what: str) -> NotSupported:
    return NotSupported(f"With an OMERO.server, {what} is not possible here yet.")
