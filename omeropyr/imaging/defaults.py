"""How a new image is shown first: colours, windows and the plane.

Colours, first that applies: what the file says; 8 bit and other RGB files are red, green, blue; a single channel is
white; the emission wavelength (as OME: below 510 nm blue, below 580 nm green, else red, above 700 nm magenta); a name
people know (DAPI, GFP, ...); else SEQUENCE. The sequence starts with green and magenta, which people with any kind of
colour vision tell apart, and goes on in colours that differ in brightness as well as in hue.

Windows are what the file says should be shown (ImageJ, OME-Zarr), if it lies within the pixels at least in part; else
the extremes of the pixels. RGB files in 8 bit show 0..255. The first MAX_ACTIVE channels are on: OMERO
turns on three, but an image of four or five channels should not hide one of them at first sight.
"""

from __future__ import annotations

from collections.abc import Sequence

from omeropyr.imaging.settings import ChannelSettings, RenderSettings
from omeropyr.imaging.source import ChannelInfo, SourceInfo
from omeropyr.imaging.statistics import ChannelRange

MAX_ACTIVE = 6
SINGLE = "FFFFFF"
SEQUENCE = ("00FF00", "FF00FF", "0080FF", "FFB000", "FFFFFF", "00FFFF", "FF4000")
HINTS = (
    ("0000FF", ("dapi", "hoechst", "dna", "nuclei", "nucleus", "bfp", "cfp", "405", "draq")),
    ("FFFFFF", ("brightfield", "bright field", "transmission", "trans", "dic", "phase", "tl ", "bf")),
    ("00FF00", ("gfp", "fitc", "alexa488", "alexa 488", "488", "yfp", "venus", "actin", "phalloidin")),
    ("FF00FF", ("cy5", "647", "640", "633", "far red", "farred")),
    ("FF0000", ("rfp", "mcherry", "cherry", "tritc", "cy3", "txred", "texas red", "561", "568", "594", "tdtomato")),
)
BLUE_BELOW, GREEN_BELOW, RED_BELOW = 510, 580, 700


def default_settings(info: SourceInfo, statistics: Sequence[ChannelRange]) -> RenderSettings:
    """Settings of an image nobody has changed; middle plane of the stack, first time point."""
    channels = tuple(
        ChannelSettings(active=index < MAX_ACTIVE, start=start, end=end, color=color)
        for index, ((start, end), color) in enumerate(
            zip(_windows(info, statistics), channel_colors(info), strict=True)
        )
    )
    return RenderSettings(channels=channels, z=info.size_z // 2, t=0)


def _windows(info: SourceInfo, statistics: Sequence[ChannelRange]) -> list[tuple[float, float]]:
    """A window beside all pixels would show a black picture, and is not believed."""
    windows = []
    for channel, found in zip(info.channels, statistics, strict=True):
        said = channel.window
        believed = said is not None and said[0] <= found.maximum and said[1] >= found.minimum
        windows.append(said if said is not None and believed else (found.minimum, found.maximum))
    return windows


def channel_colors(info: SourceInfo) -> tuple[str, ...]:
    """`RRGGBB` for each channel."""
    if info.size_c == 1:
        return (info.channels[0].color or SINGLE,)
    said = [_said(channel) for channel in info.channels]
    if all(color is None or color == SINGLE for color in said):
        # every channel white says nothing: shown together they could not be told apart
        said = [None] * info.size_c
    left = iter([color for color in SEQUENCE if color not in said])
    return tuple(color or next(left, SINGLE) for color in said)


def _said(channel: ChannelInfo) -> str | None:
    return channel.color or _by_wavelength(channel.emission_wavelength_nm) or _by_name(channel.name)


def _by_wavelength(emission_nm: float | None) -> str | None:
    if emission_nm is None:
        return None
    if emission_nm < BLUE_BELOW:
        return "0000FF"
    if emission_nm < GREEN_BELOW:
        return "00FF00"
    return "FF0000" if emission_nm < RED_BELOW else "FF00FF"


def _by_name(name: str | None) -> str | None:
    text = (name or "").lower()
    return next((color for color, words in HINTS if any(word in text for word in words)), None)
