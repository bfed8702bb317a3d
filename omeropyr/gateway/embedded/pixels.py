"""The service of pixels: its parts put together."""

from __future__ import annotations

from collections.abc import Sequence

from omeropyr.gateway.embedded.pixels_raw import RawPixels
from omeropyr.gateway.embedded.pixels_rendered import RenderedPixels
from omeropyr.gateway.embedded.pixels_whole import WholePixels
from omeropyr.gateway.embedded.rendering import RenderingSettings
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
