"""Rendered pixels: planes, regions, thumbnails."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from omeropyr.errors import ImagingError, Invalid, OmeropyrError
from omeropyr.gateway.embedded.access import Access
from omeropyr.gateway.embedded.pixels.previews import Previews, draw_preview
from omeropyr.gateway.embedded.pixels.shared import PixelsBase, inside, require_drawable
from omeropyr.gateway.embedded.pixels.sources import Shown, Sources
from omeropyr.gateway.embedded.translate import translated
from omeropyr.imaging.drawing import draw_plane
from omeropyr.imaging.encode import encode
from omeropyr.imaging.settings import PictureFormat, RenderSettings
from omeropyr.imaging.source import ImageSource, Region
from omeropyr.imaging.tiles import draw_tile

log = logging.getLogger(__name__)


class RenderedPixels(PixelsBase):
    """The part of `port.Pixels` that gives pictures of planes."""

    def __init__(self, access: Access, sources: Sources) -> None:
        super().__init__(access, sources)
        self._previews = Previews(access.store, sources)

    def settings(self, image_id: int) -> RenderSettings:
        return self._shown(image_id).settings

    def defaults(self, image_id: int) -> RenderSettings:
        return self._shown(image_id).defaults

    def render_plane(
        self,
        image_id: int,
        settings: RenderSettings,
        *,
        z: int,
        t: int,
        quality: float | None = None,
        picture: PictureFormat = PictureFormat.JPEG,
    ) -> bytes:
        with self._open_plane(image_id, z, t) as source:
            _require_channels_of(settings, source)
            size = source.info.levels[0]
            require_drawable(size.width, size.height)
            drawn = draw_plane(source, settings, z=z, t=t)
            return encode(drawn, picture, quality, photographic=source.info.is_rgb)

    def render_region(
        self,
        image_id: int,
        settings: RenderSettings,
        region: Region,
        *,
        z: int,
        t: int,
        quality: float | None = None,
        picture: PictureFormat = PictureFormat.JPEG,
    ) -> bytes:
        with self._open_plane(image_id, z, t) as source:
            _require_channels_of(settings, source)
            part = inside(source, region, image_id)
            require_drawable(part.width, part.height, "region")
            return draw_tile(source, settings, part, z=z, t=t, quality=quality, picture_format=picture)

    def thumbnail(
        self,
        image_id: int,
        width: int,
        height: int | None = None,
        *,
        z: int | None = None,
        t: int | None = None,
        settings: RenderSettings | None = None,
    ) -> bytes:
        shown = self._shown(image_id)
        look = settings or shown.settings
        shown.require_plane(look.z if z is None else z, look.t if t is None else t)
        with translated():
            if look == shown.settings:
                return self._previews.get(shown, width, height, z=z, t=t)
            # looks that nobody saved are not kept: there is no end of them
            with self._sources.open(shown) as source:
                _require_channels_of(look, source)
                return draw_preview(source, look, width, height, z=z, t=t)

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


def _require_channels_of(settings: RenderSettings, source: ImageSource) -> None:
    """Raises Invalid for settings of an image with other channels."""
    if len(settings.channels) != source.info.size_c:
        raise Invalid("settings", f"the image has {source.info.size_c} channels, they have {len(settings.channels)}")
