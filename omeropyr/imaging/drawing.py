"""From an open image and settings to a picture: reads only the channels that are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from omeropyr.imaging.looks import Look
from omeropyr.imaging.projection import project
from omeropyr.imaging.quantum import Bytes
from omeropyr.imaging.regions import whole
from omeropyr.imaging.render import active_channels, paint, render
from omeropyr.imaging.settings import RenderSettings
from omeropyr.imaging.source import ImageSource, Pixels, Region


def draw_region(source: ImageSource, settings: RenderSettings, region: Region, *, z: int, t: int) -> Bytes:
    """A region as picture, uint8 of shape (height, width, 3); a projection in the settings is ignored.

    Raises Invalid when region, z or t are outside the image.
    """
    chosen = active_channels(settings.channels, settings.model)
    if not chosen:
        return np.zeros((region.height, region.width, 3), np.uint8)
    planes = source.read(region, z=z, t=t, channels=chosen)
    return render(planes, [settings.channels[index] for index in chosen], settings.model)


class Planes(Protocol):
    """`planes` of a source that can do with less copying than `read`."""

    def __call__(self, region: Region, *, z: int, t: int, channels: Sequence[int]) -> Pixels | Sequence[Pixels]:
        """What `read` gives, perhaps as views and scratch that are valid until this thread asks again."""


def paint_region(source: ImageSource, look: Look, region: Region, *, z: int, t: int, exact: bool = True) -> Bytes:
    """As `draw_region`, but scratch: valid until this thread paints again, perhaps with a fourth byte of no meaning.

    Where `exact` is False, every colour may be off by one.
    """
    if not look.chosen:
        return np.zeros((region.height, region.width, 3), np.uint8)
    read: Planes | None = getattr(source, "planes", None)
    planes = (read or source.read)(region, z=z, t=t, channels=look.chosen)
    if look.is_untouched and isinstance(planes, np.ndarray) and planes.dtype == np.uint8:
        return planes.transpose(1, 2, 0)
    return paint(planes, look.channels, look.model, exact=exact)


def draw_plane(source: ImageSource, settings: RenderSettings, *, z: int, t: int) -> Bytes:
    """The whole plane at full size; a projection in the settings takes the place of `z`."""
    region = whole(source.info)
    chosen = active_channels(settings.channels, settings.model)
    if settings.projection is None or not chosen:
        return draw_region(source, replace(settings, projection=None), region, z=z, t=t)
    planes = project(source, region, settings.projection, t=t, channels=chosen)
    return render(planes, [settings.channels[index] for index in chosen], settings.model)
