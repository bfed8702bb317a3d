"""Pixels as they are, and numbers made of them."""

from __future__ import annotations

from collections.abc import Sequence

from omeropyr.errors import Invalid, NotFound
from omeropyr.gateway.embedded.pixels.shared import MOST_RAW_BYTES, PixelsBase, inside, outside, require_channels
from omeropyr.gateway.model import Histogram, LineProfile
from omeropyr.imaging import pixel_types
from omeropyr.imaging.histogram import histogram
from omeropyr.imaging.profile import line_profile
from omeropyr.imaging.regions import whole
from omeropyr.imaging.source import ImageSource, LevelSize, Region
from omeropyr.imaging.source import Pixels as Array


class RawPixels(PixelsBase):
    """The part of `port.Pixels` that gives numbers."""

    def plane(self, image_id: int, *, z: int, c: int, t: int) -> Array:
        with self._open_plane(image_id, z, t) as source:
            require_channels(source, (c,), image_id)
            region = whole(source.info)
            _require_holdable(source, region, 1)
            plane: Array = source.read(region, z=z, t=t, channels=[c])[0]
            return plane

    def region(self, image_id: int, region: Region, *, z: int, t: int, channels: Sequence[int]) -> Array:
        with self._open_plane(image_id, z, t) as source:
            require_channels(source, tuple(channels), image_id)
            if inside(source, region, image_id) != region:
                raise outside(image_id, region)
            _require_holdable(source, region, len(channels))
            return source.read(region, z=z, t=t, channels=channels)

    def stored_levels(self, image_id: int) -> Sequence[LevelSize]:
        with self._open(image_id) as (_, source):
            return source.info.levels

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
        with self._open_plane(image_id, z, t) as source:
            require_channels(source, (channel,), image_id)
            if level is not None and not 0 <= level < len(source.info.levels):
                raise NotFound(f"level of image {image_id} with the number", level)
            counts, limits = histogram(source, channel, z=z, t=t, bins=bins, over=over, level=level)
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
        with self._open_plane(image_id, z, t) as source:
            chosen = tuple(channels) or tuple(range(source.info.size_c))
            require_channels(source, chosen, image_id)
            found = line_profile(source, start, end, z=z, t=t, channels=chosen, width=width)
            return [LineProfile(c, tuple(values.tolist())) for c, values in zip(chosen, found, strict=True)]


def _require_holdable(source: ImageSource, region: Region, channels: int) -> None:
    """Raises Invalid for more bytes than one answer may have."""
    size = region.width * region.height * channels * pixel_types.dtype_of(source.info.pixel_type).itemsize
    if size > MOST_RAW_BYTES:
        raise Invalid("region", f"{size / 2**30:.1f} GB are too much for one array, read it region by region")
