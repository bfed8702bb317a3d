"""The service of pixels: its parts put together."""

from __future__ import annotations

from collections.abc import Sequence

import imagecodecs

from omeropyr.errors import NotFound
from omeropyr.gateway.embedded.pixels.raw import RawPixels
from omeropyr.gateway.embedded.pixels.rendered import RenderedPixels
from omeropyr.gateway.embedded.pixels.settings import RenderingSettings
from omeropyr.gateway.embedded.pixels.whole import WholePixels
from omeropyr.gateway.model import LookupTable
from omeropyr.imaging import luts
from omeropyr.imaging.lut_curves import LEVELS


class EmbeddedPixels(RenderedPixels, RawPixels, WholePixels, RenderingSettings):
    """See `port.Pixels`."""

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
        # with transparency, which the pictures of `encode` do not have
        return bytes(imagecodecs.png_encode(luts.strip()))
