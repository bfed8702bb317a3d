"""What the parts of the Pixels service share: from an id to open pixels, and the limits of what is answered at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from omeropyr.errors import Invalid, NotFound
from omeropyr.gateway.embedded.access import Access
from omeropyr.gateway.embedded.pixels.sources import Placed, Shown, Sources
from omeropyr.gateway.embedded.translate import translated
from omeropyr.imaging.regions import clip
from omeropyr.imaging.source import ImageSource, Region

MOST_PIXELS = 6000 * 6000
"""What is drawn as one picture; larger ones are asked for in tiles."""
MOST_RAW_BYTES = 2**30
"""What is read as one array."""


class PixelsBase:
    """Base of the parts of `port.Pixels`."""

    def __init__(self, access: Access, sources: Sources) -> None:
        self._access, self._sources = access, sources

    def _shown(self, image_id: int) -> Shown:
        """Raises NotFound."""
        viewer = self._access.viewer
        return self._access.store.recall.get(("shown", viewer, image_id), lambda: self._look_up(image_id))

    def _look_up(self, image_id: int) -> Shown:
        with self._access.reading() as connection:
            return self._sources.shown(connection, self._access.viewer, image_id)

    @contextmanager
    def _open(self, image_id: int) -> Iterator[tuple[Shown, ImageSource]]:
        """Raises NotFound, UnreadableFile."""
        shown = self._shown(image_id)
        with translated(), self._sources.open(shown) as source:
            yield shown, source

    @contextmanager
    def _open_plane(self, image_id: int, z: int, t: int) -> Iterator[ImageSource]:
        """Raises NotFound also for a plane that the image does not have."""
        viewer = self._access.viewer
        placed = self._access.store.recall.get(("placed", viewer, image_id), lambda: self._place(image_id))
        placed.require_plane(z, t)
        with translated(), self._sources.open(placed) as source:
            yield source

    def _place(self, image_id: int) -> Placed:
        with self._access.reading() as connection:
            return self._sources.placed(connection, self._access.viewer, image_id)


def require_channels(source: ImageSource, channels: tuple[int, ...], image_id: int) -> None:
    """Raises NotFound."""
    for channel in channels:
        if not 0 <= channel < source.info.size_c:
            raise NotFound(f"channel of image {image_id} with the number", channel)


def inside(source: ImageSource, region: Region, image_id: int) -> Region:
    """The part of the region that its level has. Raises NotFound if its corner is outside."""
    levels = source.info.levels
    found = clip(region, levels[region.level]) if 0 <= region.level < len(levels) else None
    if found is None or region.x < 0 or region.y < 0:
        raise outside(image_id, region)
    return found


def outside(image_id: int, region: Region) -> NotFound:
    """The error for a place that an image does not have."""
    return NotFound(f"part of image {image_id} at", f"level {region.level}, x={region.x}, y={region.y}")


def require_drawable(width: int, height: int, name: str = "image") -> None:
    """Raises Invalid for more pixels than one picture may have."""
    if width * height > MOST_PIXELS:
        raise Invalid(name, f"{width} x {height} pixels are too many for one picture, use tiles")
