"""Rendered and raw pixels, and the settings they are shown with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol, runtime_checkable

from omeropyr.gateway.model import Applied, Histogram, LineProfile, LookupTable, RenderingDef
from omeropyr.imaging.settings import ExportFormat, MovieRequest, PictureFormat, RenderSettings
from omeropyr.imaging.source import LevelSize, Region
from omeropyr.imaging.source import Pixels as Array


@runtime_checkable
class Pixels(Protocol):
    """Pixels, rendered and raw. What is returned as bytes is a JPEG unless a `picture` format is asked for.

    What comes in pieces has a `close`, and the attribute `size` (bytes) where that is known before the first piece.
    """

    def settings(self, image_id: int) -> RenderSettings:
        """The user's saved settings, else the owner's, else defaults. Raises NotFound."""

    def defaults(self, image_id: int) -> RenderSettings:
        """What `settings` gives as long as nobody has saved any: computed at import. Raises NotFound."""

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
        """The full plane at full resolution; honours the projection. `quality` 0..1, None = the store's default.

        Raises NotFound for an image or plane that does not exist, Invalid when the plane is too large for one
        picture, UnreadableFile when the file is damaged or gone.
        """

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
        """The part of `region` that lies inside its level (edges are cut, not padded); ignores the projection.

        Raises NotFound when the region's origin is outside the level or z/t out of range.
        """

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
        """From `settings`, else from the saved ones. `width` alone is the longest side, aspect kept; with `height`
        exactly that size."""

    def thumbnails(self, image_ids: Sequence[int], longest: int) -> Mapping[int, bytes | None]:
        """Many at once; None for unknown, unreadable or damaged images."""

    def split_view(
        self,
        image_id: int,
        settings: RenderSettings,
        *,
        z: int,
        t: int,
        greyscale: bool = False,
        border: int = 2,
        quality: float | None = None,
    ) -> bytes:
        """Every active channel by itself and then all together, on one sheet; `border` in pixels between them."""

    def movie(self, image_id: int, settings: RenderSettings, request: MovieRequest) -> Iterator[bytes]:
        """A movie over t or z. Raises NotSupported when the library that writes movies is not installed."""

    def plane(self, image_id: int, *, z: int, c: int, t: int) -> Array:
        """Raw pixels of one plane at full size, shape (height, width), in the image's own type.

        Raises NotFound for a plane that does not exist, UnreadableFile when the file is damaged or gone.
        """

    def region(self, image_id: int, region: Region, *, z: int, t: int, channels: Sequence[int]) -> Array:
        """Raw pixels, shape (len(channels), height, width). The region must lie inside its level, else NotFound."""

    def stored_levels(self, image_id: int) -> Sequence[LevelSize]:
        """Resolution levels that `region` can read, full size first."""

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
        """Of one plane, at one level of the image: by default the smallest that still has a million pixels.

        `over` are the limits, by default the range of the plane's values; pixels outside are not counted.
        Raises Invalid for less than 1 or more than 65,536 bins, NotFound for a plane or level that does not exist.
        """

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
        """Intensities along a line between two points (x, y), averaged over `width` pixels; () = all channels."""

    def lookup_tables(self) -> Sequence[LookupTable]:
        """Those that settings may name, by name."""

    def lookup_colors(self, name: str) -> Sequence[tuple[int, int, int]]:
        """Red, green and blue (0..255) of the levels 0..255. Raises NotFound for an unknown name."""

    def lookup_strip(self) -> bytes:
        """A PNG of 256 pixels in width with ten rows for each of `lookup_tables`, and ten that fade from black."""

    def definitions(self, image_id: int) -> Sequence[RenderingDef]:
        """What everybody whom the user may see has saved for the image: own first, then by id."""

    def save_settings(self, image_id: int, settings: RenderSettings) -> RenderingDef:
        """As the user's own. Raises Forbidden where the user may not annotate, Invalid for other channels."""

    def apply_settings(self, settings: RenderSettings, image_ids: Sequence[int], *, like: int | None = None) -> Applied:
        """Save for many images; those with another number of channels or another pixel type's range are refused, and
        those with another pixel type than the image `like`. Raises NotFound for `like`."""

    def copy_settings(self, source_id: int, image_ids: Sequence[int]) -> Applied:
        """Save the settings the user sees of one image for others that have the same channels and pixel type."""

    def reset_settings(self, image_ids: Sequence[int]) -> Applied:
        """Back to what was computed at import, saved as the user's own."""

    def adopt_owners_settings(self, image_ids: Sequence[int]) -> Applied:
        """Save what the owner of each image has saved (else the defaults) as the user's own."""

    def stretch_settings(self, image_ids: Sequence[int], *, full_range: bool = False) -> Applied:
        """Set every window to the smallest and largest value of the channel, or to the whole range of the type."""

    def forget_settings(self, image_ids: Sequence[int]) -> Applied:
        """Take away the user's own settings, so that those of the owner show again."""

    def export(self, image_id: int, kind: ExportFormat) -> Iterator[bytes]:
        """The whole image as one file: all planes, channels and metadata. Raises UnreadableFile for a damaged one,
        before the first byte whenever it can be known."""
