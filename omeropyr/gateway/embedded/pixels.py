"""Rendered pixels: planes, regions, thumbnails."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from omeropyr.errors import ImagingError, Invalid, NotFound, OmeropyrError
from omeropyr.gateway.embedded.access import Access
from omeropyr.gateway.embedded.previews import Previews
from omeropyr.gateway.embedded.sources import Shown, Sources
from omeropyr.gateway.embedded.translate import translated
from omeropyr.imaging.drawing import draw_plane, draw_region
from omeropyr.imaging.encode import encode_jpeg
from omeropyr.imaging.regions import clip
from omeropyr.imaging.settings import RenderSettings
from omeropyr.imaging.source import ImageSource, Region

log = logging.getLogger(__name__)

MOST_PIXELS = 6000 * 6000
"""What is drawn as one picture; larger ones are asked for in tiles."""


class EmbeddedPixels:
    """See `port.Pixels`."""

    def __init__(self, access: Access, sources: Sources) -> None:
        self._access, self._sources = access, sources
        self._previews = Previews(access.store, sources)

    def settings(self, image_id: int) -> RenderSettings:
        return self._shown(image_id).settings

    def defaults(self, image_id: int) -> RenderSettings:
        return self._shown(image_id).defaults

    def render_plane(
        self, image_id: int, settings: RenderSettings, *, z: int, t: int, quality: float | None = None
    ) -> bytes:
        shown = self._shown(image_id)
        shown.require_plane(z, t)
        with translated(), self._sources.open(shown) as source:
            size = source.info.levels[0]
            if size.width * size.height > MOST_PIXELS:
                raise Invalid("image", f"{size.width} x {size.height} pixels are too many for one picture, use tiles")
            picture = draw_plane(source, settings, z=z, t=t)
            return encode_jpeg(picture, quality, photographic=source.info.is_rgb)

    def render_region(
        self,
        image_id: int,
        settings: RenderSettings,
        region: Region,
        *,
        z: int,
        t: int,
        quality: float | None = None,
    ) -> bytes:
        shown = self._shown(image_id)
        shown.require_plane(z, t)
        with translated(), self._sources.open(shown) as source:
            inside = _inside(source, region, image_id)
            picture = draw_region(source, settings, inside, z=z, t=t)
            return encode_jpeg(picture, quality, photographic=source.info.is_rgb)

    def thumbnail(
        self,
        image_id: int,
        width: int,
        height: int | None = None,
        *,
        z: int | None = None,
        t: int | None = None,
    ) -> bytes:
        shown = self._shown(image_id)
        shown.require_plane(shown.settings.z if z is None else z, shown.settings.t if t is None else t)
        with translated():
            return self._previews.get(shown, width, height, z=z, t=t)

    def thumbnails(self, image_ids: Sequence[int], longest: int) -> Mapping[int, bytes | None]:
        with self._access.reading() as connection:
            found = self._sources.shown_many(connection, self._access.viewer, list(image_ids))
        return {image_id: self._thumbnail_or_none(found.get(image_id), longest) for image_id in image_ids}

    def _thumbnail_or_none(self, shown: Shown | None, longest: int) -> bytes | None:
        if shown is None:
            return None
        try:
            with translated():
                return self._previews.get(shown, longest)
        except Invalid:
            raise
        except OmeropyrError as error:
            level = logging.INFO if isinstance(error, ImagingError) else logging.WARNING
            log.log(level, "no thumbnail of image %s: %s", shown.image_id, error)
            return None

    def _shown(self, image_id: int) -> Shown:
        with self._access.reading() as connection:
            return self._sources.shown(connection, self._access.viewer, image_id)


def _inside(source: ImageSource, region: Region, image_id: int) -> Region:
    """The part of the region that its level has. Raises NotFound, and Invalid for too many pixels."""
    levels = source.info.levels
    inside = clip(region, levels[region.level]) if 0 <= region.level < len(levels) else None
    if inside is None or region.x < 0 or region.y < 0:
        raise NotFound(f"part of image {image_id} at", f"level {region.level}, x={region.x}, y={region.y}")
    if inside.width * inside.height > MOST_PIXELS:
        raise Invalid("region", f"{inside.width} x {inside.height} pixels are too many for one picture, use tiles")
    return inside
