"""Planes and settings to a picture: a pure function, fast where images are usual (8 and 16 bit integers)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from omeropyr.imaging.luts import lut_named
from omeropyr.imaging.quantum import Bytes, quantize, table
from omeropyr.imaging.settings import ChannelSettings, Family, Model
from omeropyr.imaging.source import Pixels

PURE = ("FF0000", "00FF00", "0000FF")


def active_channels(channels: Sequence[ChannelSettings], model: Model) -> tuple[int, ...]:
    """0-based numbers of the channels a picture needs: all that are on, or the first of them in greyscale."""
    on = tuple(index for index, channel in enumerate(channels) if channel.active)
    return on[:1] if model is Model.GREYSCALE else on


def render(planes: Pixels, channels: Sequence[ChannelSettings], model: Model = Model.COLOR) -> Bytes:
    """A picture, uint8 of shape (height, width, 3).

    `planes` has the shape (n, height, width), and plane i belongs to channels[i]; planes of channels that are off
    are not looked at. Colours add up and are clamped at 255; in greyscale the first active channel is shown
    without colour or LUT. No active channel: black.
    """
    chosen = active_channels(channels, model)
    if model is Model.COLOR and chosen == (0, 1, 2) and _is_identity(planes, channels):
        return np.ascontiguousarray(np.moveaxis(planes, 0, 2))
    picture = _Picture(planes.shape[1], planes.shape[2])
    for index in chosen:
        if model is Model.GREYSCALE:
            return _grey(quantize(planes[index], channels[index]))
        _add(picture, planes[index], channels[index])
    return picture.pixels


def _is_identity(planes: Pixels, channels: Sequence[ChannelSettings]) -> bool:
    """True if the pixels are the picture already: 8 bit RGB shown as it is."""
    return (
        planes.dtype == np.uint8
        and len(channels) == len(PURE)
        and all(_is_plain(channel, color) for channel, color in zip(channels, PURE, strict=True))
    )


def _is_plain(channel: ChannelSettings, color: str) -> bool:
    window = (channel.start, channel.end) == (0, 255)
    bent = channel.inverted or (channel.family is not Family.LINEAR and _is_bent(channel))
    return window and not bent and channel.color == color and channel.lut is None


def _is_bent(channel: ChannelSettings) -> bool:
    return not (channel.family is Family.POLYNOMIAL and channel.coefficient == 1)


class _Picture:
    """The sum so far, one byte plane for each of red, green and blue; planes appear when something is added."""

    def __init__(self, height: int, width: int) -> None:
        self.pixels = np.zeros((height, width, 3), np.uint8)
        self._touched = [False, False, False]

    def add(self, component: int, part: Bytes) -> None:
        """Adds with saturation at 255, without wider temporaries: a byte sum below its summand has overflowed."""
        plane = self.pixels[:, :, component]
        if not self._touched[component]:
            plane[...] = part
            self._touched[component] = True
            return
        total = plane + part
        total |= np.negative((total < part).view(np.uint8))
        plane[...] = total


def _add(picture: _Picture, plane: Pixels, channel: ChannelSettings) -> None:
    ramp = _ramp(channel.color, channel.lut)
    if plane.dtype.itemsize <= 2 and plane.dtype.kind in "ui":
        _add_by_table(picture, plane, channel, ramp)
        return
    levels = quantize(plane, channel)
    for component in range(3):
        if ramp[component].any():
            picture.add(component, ramp[component][levels])


def _add_by_table(picture: _Picture, plane: Pixels, channel: ChannelSettings, ramp: Bytes) -> None:
    """One lookup from pixel value to byte per colour component; equal components share it."""
    levels = table(channel, plane.dtype)
    index = plane if plane.dtype.kind == "u" else plane.view(f"u{plane.dtype.itemsize}")
    done: dict[bytes, Bytes] = {}
    for component in range(3):
        row = ramp[component]
        if not row.any():
            continue
        key = row.tobytes()
        if key not in done:
            done[key] = row[levels][index]
        picture.add(component, done[key])


@lru_cache(maxsize=256)
def _ramp(color: str, lut: str | None) -> Bytes:
    """What red, green and blue make of a level 0..255, shape (3, 256); an unknown LUT gives way to the colour."""
    found = lut_named(lut) if lut else None
    if found is not None:
        return np.ascontiguousarray(found.T)
    parts = np.array([int(color[place : place + 2], 16) for place in (0, 2, 4)])
    levels = np.arange(256)
    return ((parts[:, None] * levels[None, :] + 127) // 255).astype(np.uint8)


def _grey(levels: Bytes) -> Bytes:
    return np.repeat(levels[:, :, None], 3, axis=2)
