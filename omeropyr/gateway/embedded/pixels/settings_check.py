"""Which settings fit which image."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from omeropyr.errors import Invalid
from omeropyr.imaging.pixel_types import type_range
from omeropyr.imaging.settings import ChannelSettings, RenderSettings

COLOR = re.compile(r"[0-9A-F]{6}")
LONGEST_LUT = 255
REAL_TYPES = ("float", "double")


@dataclass(frozen=True, slots=True)
class Frame:
    """What of an image decides whether settings fit it."""

    size_z: int
    size_c: int
    size_t: int
    pixel_type: str


def checked(settings: RenderSettings, frame: Frame) -> RenderSettings:
    """As they are saved: without a projection, which belongs to a request. Raises Invalid for what cannot be shown."""
    if len(settings.channels) != frame.size_c:
        raise Invalid("channels", f"the image has {frame.size_c}, the settings {len(settings.channels)}")
    for number, channel in enumerate(settings.channels):
        if fault := fault_of(channel):
            raise Invalid(f"channels[{number}]", fault)
    if not 0 <= settings.z < frame.size_z:
        raise Invalid("z", f"must be from 0 to {frame.size_z - 1}")
    if not 0 <= settings.t < frame.size_t:
        raise Invalid("t", f"must be from 0 to {frame.size_t - 1}")
    return replace(settings, projection=None)


def fault_of(channel: ChannelSettings) -> str | None:
    """What is wrong with the settings of a channel, in words."""
    if not (math.isfinite(channel.start) and math.isfinite(channel.end)):
        return "the window must be two finite numbers"
    if not COLOR.fullmatch(channel.color):
        return "the colour must be six hexadecimal digits in capitals"
    if not (math.isfinite(channel.coefficient) and channel.coefficient > 0):
        return "the coefficient must be a number above 0"
    if channel.lut is not None and not 0 < len(channel.lut) <= LONGEST_LUT:
        return f"the name of a look-up table has 1 to {LONGEST_LUT} characters"
    return None


def fits(settings: RenderSettings, frame: Frame) -> bool:
    """Whether settings made for another image make sense here: as many channels, windows of the same range."""
    if len(settings.channels) != frame.size_c:
        return False
    if frame.pixel_type in REAL_TYPES:
        return True
    low, high = type_range(frame.pixel_type)
    return all(low <= channel.start and channel.end <= high for channel in settings.channels)


def moved_inside(settings: RenderSettings, frame: Frame) -> RenderSettings:
    """The default plane of another image, or the last one that this image has."""
    return replace(settings, z=min(settings.z, frame.size_z - 1), t=min(settings.t, frame.size_t - 1))
