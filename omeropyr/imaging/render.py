"""Planes and settings to a picture: a pure function, fast where images are usual (8 and 16 bit integers)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from omeropyr.imaging import rgb_tables
from omeropyr.imaging.arena import arena
from omeropyr.imaging.mixing import Packed, grey, mix
from omeropyr.imaging.quantum import Bytes
from omeropyr.imaging.settings import ChannelSettings, Model
from omeropyr.imaging.source import Pixels

BLOCK_PIXELS = 2**18
"""Larger pictures are made in pieces, so that the intermediate arrays stay small."""
SCRATCH_PIXELS = 2**20
"""Larger pictures are not made in scratch, which is kept."""


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
    if _is_rgb(planes, channels, model) and rgb_tables.is_untouched(channels):
        return np.ascontiguousarray(planes.transpose(1, 2, 0))
    picture = paint(planes, channels, model)
    return picture.copy() if picture.shape[2] == 3 else rgb_of(picture)


def rgb_of(picture: Bytes) -> Bytes:
    """The first three bytes of four; Pillow does it six times as fast as numpy."""
    height, width, _ = picture.shape
    return np.array(Image.frombuffer("RGBX", (width, height), picture, "raw", "RGBX", 0, 1).convert("RGB"))


def paint(
    planes: Pixels | Sequence[Pixels],
    channels: Sequence[ChannelSettings],
    model: Model = Model.COLOR,
    *,
    exact: bool = True,
) -> Bytes:
    """As `render`, but scratch: valid until this thread paints again, perhaps with a fourth byte of no meaning.

    Encoders of JPEG take four bytes for each pixel as fast as three, and numpy writes four much faster. For pictures
    whose format changes colours anyway `exact` is False: every colour may then be off by one.
    """
    if _is_rgb(planes, channels, model):
        picture = np.asarray(planes).transpose(1, 2, 0)
        if rgb_tables.is_untouched(channels):
            return np.ascontiguousarray(picture)
        if _is_interleaved(picture):
            arena.reset()
            return rgb_tables.apply(picture, channels)
    return _painted(planes, channels, model, exact)


def _is_rgb(planes: Pixels | Sequence[Pixels], channels: Sequence[ChannelSettings], model: Model) -> bool:
    """True for bytes of red, green and blue in one array, shown in their own colours."""
    is_stack = isinstance(planes, np.ndarray) and planes.dtype == np.uint8 and len(planes) == 3
    return is_stack and model is Model.COLOR and rgb_tables.is_rgb(channels)


def _is_interleaved(picture: Bytes) -> bool:
    """Colours of a pixel lie side by side, as files store them; of the rest each plane is handled by itself."""
    return picture.strides[2] == 1 and picture.strides[1] == 3


def _painted(
    planes: Pixels | Sequence[Pixels], channels: Sequence[ChannelSettings], model: Model, exact: bool
) -> Bytes:
    height, width = planes[0].shape
    chosen = active_channels(channels, model)
    used = [channels[index] for index in chosen]
    rows = max(1, BLOCK_PIXELS // max(1, width))
    arena.reset()
    is_small = height * width <= SCRATCH_PIXELS
    packed: Packed = arena.array((height, width), np.uint32) if is_small else np.empty((height, width), np.uint32)
    mark = arena.mark()
    for top in range(0, height, rows):
        arena.release(mark)
        part = [_native(planes[index][top : top + rows]) for index in chosen]
        target = packed[top : top + rows]
        if model is Model.GREYSCALE and part:
            grey(part[0], used[0], target)
        else:
            mix(part, used, target, exact=exact)
    # the number's lowest byte is red: on machines that store it first the bytes are the picture
    return packed.astype("<u4", copy=False).view(np.uint8).reshape(height, width, 4)


def _native(plane: Pixels) -> Pixels:
    return plane.astype(plane.dtype.newbyteorder("="), copy=False)
