"""Tiles as bytes: kept from before, or passed on as they are stored, or drawn and encoded."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Protocol

from omeropyr.imaging.cache import drawn
from omeropyr.imaging.drawing import paint_region
from omeropyr.imaging.encode import encode
from omeropyr.imaging.looks import Look, look_of
from omeropyr.imaging.settings import PictureFormat, RenderSettings
from omeropyr.imaging.source import ImageSource, Region

KEPT_PIXELS = 1024 * 1024
"""Larger regions are drawn for once; they are not what people pan over."""

LOSSLESS = frozenset((PictureFormat.PNG, PictureFormat.TIFF))
"""Their colours are those of the formula; JPEG and WebP change them by more than one level anyway."""


class StoredJpeg(Protocol):
    """`stored_jpeg` of a source that may have tiles in a form a browser understands."""

    def __call__(self, region: Region, *, z: int, t: int) -> bytes | None:
        """A JPEG file of exactly this region, or None. Raises UnreadableFile when the file is no longer the same."""


class Identity(Protocol):
    """`identity` of a source that can name its pixels."""

    def __call__(self, region: Region, *, z: int, t: int, channels: Sequence[int]) -> Hashable | None:
        """Equal for equal pixels in this process; None if unknown."""


class Unchanged(Protocol):
    """`require_unchanged` of the same source, asked before kept pixels are believed."""

    def __call__(self, region: Region, *, z: int, t: int, channels: Sequence[int]) -> None:
        """Raises UnreadableFile if the files are no longer those of `identity`."""


def draw_tile(
    source: ImageSource,
    settings: RenderSettings,
    region: Region,
    *,
    z: int,
    t: int,
    quality: float | None = None,
    picture_format: PictureFormat = PictureFormat.JPEG,
) -> bytes:
    """An encoded region of one plane; a projection in the settings is ignored.

    A stored JPEG tile is passed on where nothing about it is asked to be different: 70 times as fast as decoding and
    encoding it, and nothing is lost to a second compression. Raises Invalid when region, z, t or quality are wrong,
    UnreadableFile when the file is damaged or was changed.
    """
    look = look_of(settings)
    if look.is_untouched and quality is None and picture_format is PictureFormat.JPEG:
        stored_jpeg: StoredJpeg | None = getattr(source, "stored_jpeg", None)
        stored = stored_jpeg(region, z=z, t=t) if stored_jpeg else None
        if stored is not None:
            return stored

    def draw() -> bytes:
        picture = paint_region(source, look, region, z=z, t=t, exact=picture_format in LOSSLESS)
        return encode(picture, picture_format, quality, photographic=source.info.is_rgb)

    return _kept(source, look, region, (z, t, quality, picture_format), draw)


def _kept(
    source: ImageSource,
    look: Look,
    region: Region,
    place: tuple[int, int, float | None, PictureFormat],
    draw: Callable[[], bytes],
) -> bytes:
    identity: Identity | None = getattr(source, "identity", None)
    if identity is None or region.width * region.height > KEPT_PIXELS:
        return draw()
    z, t = place[:2]
    known = identity(region, z=z, t=t, channels=look.chosen)
    if known is None:
        return draw()
    key = (known, look.number, region.level, region.x, region.y, region.width, region.height, place)
    found = drawn.find(key)
    if found is None:
        found = draw()
        drawn.keep(key, found)
    else:
        require_unchanged: Unchanged = source.require_unchanged  # type: ignore[attr-defined]
        require_unchanged(region, z=z, t=t, channels=look.chosen)
    return found
