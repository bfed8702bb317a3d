"""Pixels as they are, and numbers made of them: the server gives pixels, imaging counts."""

from __future__ import annotations

from collections.abc import Sequence

from omeropyr.errors import Invalid, NotFound
from omeropyr.gateway.model import Histogram, Image, LineProfile
from omeropyr.gateway.omero.pixels.shared import PixelsBase, inside, require_plane
from omeropyr.imaging import pixel_types
from omeropyr.imaging.histogram import histogram
from omeropyr.imaging.profile import line_profile
from omeropyr.imaging.source import LevelSize, Region
from omeropyr.imaging.source import Pixels as Array

MOST_BYTES = 2**27
"""Of raw pixels in one answer; the server sends 250 MB in one message at most."""


class RawPixels(PixelsBase):
    """The part of `port.Pixels` that gives numbers."""

    def plane(self, image_id: int, *, z: int, c: int, t: int) -> Array:
        image = self._image(image_id)
        found: Array = self._read(image, Region(0, 0, 0, image.size_x, image.size_y), z, t, [c])[0]
        return found

    def region(self, image_id: int, region: Region, *, z: int, t: int, channels: Sequence[int]) -> Array:
        image = self._image(image_id)
        if inside(image, region) != region:
            raise NotFound(f"region of image {image_id}", f"{region.width} x {region.height}")
        return self._read(image, region, z, t, channels)

    def _read(self, image: Image, region: Region, z: int, t: int, channels: Sequence[int]) -> Array:
        require_plane(image, z, t, channels)
        size = region.width * region.height * len(channels) * pixel_types.dtype_of(image.pixel_type).itemsize
        if size > MOST_BYTES:
            raise Invalid("region", f"is {size} bytes; at most {MOST_BYTES} are read in one call")
        return self._source(image).read(region, z=z, t=t, channels=channels)

    def stored_levels(self, image_id: int) -> Sequence[LevelSize]:
        return self._image(image_id).levels

    def histogram(
        self,
        image_id: int,
        channel: int,
        *,
        z: int,
        t: int,
        bins: int = 256,
        over: tuple[float, float] | None = None,
        level: int | None = None,
    ) -> Histogram:
        image = self._image(image_id)
        require_plane(image, z, t, [channel])
        if level is not None and not 0 <= level < len(image.levels):
            raise NotFound(f"level of image {image_id} with the number", level)
        counts, limits = histogram(self._source(image), channel, z=z, t=t, bins=bins, over=over, level=level)
        return Histogram(tuple(counts.tolist()), *limits)

    def profile(
        self,
        image_id: int,
        start: tuple[float, float],
        end: tuple[float, float],
        *,
        z: int,
        t: int,
        channels: Sequence[int] = (),
        width: int = 1,
    ) -> Sequence[LineProfile]:
        image = self._image(image_id)
        chosen = tuple(channels) or tuple(range(image.size_c))
        require_plane(image, z, t, chosen)
        found = line_profile(self._source(image), start, end, z=z, t=t, channels=chosen, width=width)
        return [LineProfile(c, tuple(values.tolist())) for c, values in zip(chosen, found, strict=True)]
