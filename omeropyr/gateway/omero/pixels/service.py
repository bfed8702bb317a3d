"""The service of pixels: its parts put together, and what is not here yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import imagecodecs

from omeropyr.errors import NotFound
from omeropyr.gateway.model import Applied, LookupTable, RenderingDef
from omeropyr.gateway.omero.pixels.looks import computed, definitions_of, settings_of
from omeropyr.gateway.omero.pixels.numbers import RawPixels
from omeropyr.gateway.omero.pixels.rendered import RenderedPixels
from omeropyr.gateway.omero.pixels.shared import not_yet
from omeropyr.imaging import luts
from omeropyr.imaging.lut_curves import LEVELS
from omeropyr.imaging.settings import ExportFormat, MovieRequest, RenderSettings

SAVING = "saving how an image looks"


class OmeroPixels(RenderedPixels, RawPixels):
    """See `port.Pixels`. Settings are read, not yet saved; whole images are not yet exported."""

    def settings(self, image_id: int) -> RenderSettings:
        return settings_of(self._lease, self._viewer_id, self._image(image_id))

    def defaults(self, image_id: int) -> RenderSettings:
        return computed(self._image(image_id))

    def definitions(self, image_id: int) -> Sequence[RenderingDef]:
        return definitions_of(self._lease, self._viewer_id, self._image(image_id))

    def lookup_tables(self) -> Sequence[LookupTable]:
        return [
            LookupTable(id=number, name=name, path=luts.FOLDER, length=LEVELS)
            for number, name in enumerate(luts.names(), start=1)
        ]

    def lookup_colors(self, name: str) -> Sequence[tuple[int, int, int]]:
        table = luts.lut_named(name)
        if table is None:
            raise NotFound("look-up table", name)
        return [(red, green, blue) for red, green, blue in table.tolist()]

    def lookup_strip(self) -> bytes:
        return bytes(imagecodecs.png_encode(luts.strip()))

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
        raise not_yet("showing the channels side by side")

    def movie(self, image_id: int, settings: RenderSettings, request: MovieRequest) -> Iterator[bytes]:
        raise not_yet("making movies")

    def save_settings(self, image_id: int, settings: RenderSettings) -> RenderingDef:
        raise not_yet(SAVING)

    def apply_settings(self, settings: RenderSettings, image_ids: Sequence[int], *, like: int | None = None) -> Applied:
        raise not_yet(SAVING)

    def copy_settings(self, source_id: int, image_ids: Sequence[int]) -> Applied:
        raise not_yet(SAVING)

    def reset_settings(self, image_ids: Sequence[int]) -> Applied:
        raise not_yet(SAVING)

    def adopt_owners_settings(self, image_ids: Sequence[int]) -> Applied:
        raise not_yet(SAVING)

    def stretch_settings(self, image_ids: Sequence[int], *, full_range: bool = False) -> Applied:
        raise not_yet(SAVING)

    def forget_settings(self, image_ids: Sequence[int]) -> Applied:
        raise not_yet(SAVING)

    def export(self, image_id: int, kind: ExportFormat) -> Iterator[bytes]:
        raise not_yet("exporting whole images")
