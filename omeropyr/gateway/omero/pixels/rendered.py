"""Pictures: rendered by the server."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from omero.rtypes import rint
from PIL import Image as Pillow

from omeropyr.errors import Invalid
from omeropyr.gateway.model import Image, Kind, ObjectRef
from omeropyr.gateway.omero.joined import Joined
from omeropyr.gateway.omero.lease import in_group
from omeropyr.gateway.omero.pixels.engines import Engine, plane_def
from omeropyr.gateway.omero.pixels.looks import settings_of
from omeropyr.gateway.omero.pixels.shared import PixelsBase, inside, require_plane
from omeropyr.gateway.omero.queries import images
from omeropyr.gateway.omero.queries.running import ids
from omeropyr.gateway.omero.queries.running import rows as ask_rows
from omeropyr.imaging.encode import encode
from omeropyr.imaging.settings import PictureFormat, RenderSettings
from omeropyr.imaging.source import Region
from omeropyr.imaging.thumbnails import fitting_level, thumbnail_size

AT_ONCE = 200
"""Thumbnails that are asked for in one call."""


class RenderedPixels(PixelsBase):
    """The part of `port.Pixels` that gives pictures."""

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
        image = self._image(image_id)
        require_plane(image, z, t)
        projection = settings.projection
        if image.is_tiled:
            raise Invalid(
                "image", f"{image.size_x} x {image.size_y} pixels are too many for one picture: ask for tiles"
            )
        if projection is None:
            region = Region(0, 0, 0, image.size_x, image.size_y)
            return self._drawn(image, settings, region, (z, t), quality, picture)

        def draw(engine: Engine) -> bytes:
            return engine.projected(projection, image.size_z - 1, t, _checked(quality))

        return _as_picture(self._with_engine(image, settings, draw), picture, quality)

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
        image = self._image(image_id)
        require_plane(image, z, t)
        return self._drawn(image, settings, inside(image, region), (z, t), quality, picture)

    def _drawn(
        self,
        image: Image,
        look: RenderSettings,
        region: Region,
        plane: tuple[int, int],
        quality: float | None,
        picture: PictureFormat,
    ) -> bytes:
        def draw(engine: Engine) -> bytes:
            if image.is_tiled:
                engine.use_level(region.level, len(image.levels))
            if picture is PictureFormat.JPEG:
                return engine.jpeg(*plane, region, _checked(quality))
            packed = engine.proxy.renderAsPackedInt(plane_def(*plane, region), engine.opening.call)
            return encode(unpacked(packed, region), picture, quality)

        return self._with_engine(image, look, draw)

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
        image = self._image(image_id)
        size = thumbnail_size(self._source(image).info, width, height)
        if settings is None and z is None and t is None:
            made = self._thumbnails([image_id], lambda store, ids_: _exactly(store, ids_, size)).get(image_id)
            if made is not None:
                return made
        look = settings or settings_of(self._lease, self._viewer_id, image)
        return self._small(image, look, size, (look.z if z is None else z, look.t if t is None else t))

    def _small(self, image: Image, look: RenderSettings, size: tuple[int, int], plane: tuple[int, int]) -> bytes:
        """From the smallest level that is large enough, made smaller here."""
        require_plane(image, *plane)
        level = fitting_level(self._source(image).info, size)
        whole = Region(level, 0, 0, image.levels[level].width, image.levels[level].height)
        large = self._drawn(image, look, whole, plane, 1.0, PictureFormat.JPEG)
        small = Pillow.open(io.BytesIO(large)).convert("RGB").resize(size, Pillow.Resampling.BOX)
        return encode(np.asarray(small), PictureFormat.JPEG)

    def thumbnails(self, image_ids: Sequence[int], longest: int) -> Mapping[int, bytes | None]:
        """Four round trips for each 200 images."""
        found: dict[int, bytes] = {}
        for start in range(0, len(image_ids), AT_ONCE):
            some = image_ids[start : start + AT_ONCE]
            found |= self._thumbnails(some, lambda store, ids_: _by_longest(store, ids_, longest))
        return {image_id: found.get(image_id) for image_id in image_ids}

    def _thumbnails(self, image_ids: Sequence[int], ask: Any) -> dict[int, bytes]:
        """What a thumbnail store makes of these images; those that it cannot make are missing."""
        rows = ask_rows(self._lease, images.PIXELS, {"ids": ids(image_ids)})
        by_pixels = {row["pixels_id"]: row["image_id"] for row in rows}
        if not by_pixels:
            return {}

        def use(joined: Joined) -> Any:
            store = joined.factory.createThumbnailStore()
            try:
                return ask(store, list(by_pixels))
            finally:
                store.close()

        made = self._lease.read(use, ObjectRef(Kind.IMAGE, image_ids[0]))
        return {by_pixels[pixels_id]: bytes(jpeg) for pixels_id, jpeg in made.items() if jpeg}


def _by_longest(store: Any, pixels_ids: list[int], longest: int) -> Any:
    return store.getThumbnailByLongestSideSet(rint(longest), pixels_ids, in_group(None))


def _exactly(store: Any, pixels_ids: list[int], size: tuple[int, int]) -> Any:
    return store.getThumbnailSet(rint(size[0]), rint(size[1]), pixels_ids, in_group(None))


def _checked(quality: float | None) -> float | None:
    if quality is not None and not 0 <= quality <= 1:
        raise Invalid("quality", "must be from 0 to 1")
    return quality


def unpacked(packed: Sequence[int], region: Region) -> Any:
    """uint8, shape (height, width, 3), of integers that are alpha, red, green, blue from the highest byte down."""
    words = np.asarray(packed, np.int64).astype(np.uint32).reshape(region.height, region.width)
    return np.stack([(words >> shift).astype(np.uint8) for shift in (16, 8, 0)], axis=-1)


def _as_picture(jpeg: bytes, picture: PictureFormat, quality: float | None) -> bytes:
    """The server projects into JPEGs only."""
    if picture is PictureFormat.JPEG:
        return jpeg
    return encode(np.asarray(Pillow.open(io.BytesIO(jpeg)).convert("RGB")), picture, quality)
