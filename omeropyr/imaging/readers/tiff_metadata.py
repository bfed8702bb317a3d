"""What a TIFF says of its images, in whichever of its dialects: OME-XML, ImageJ, Aperio, plain tags."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime
from itertools import zip_longest
from typing import Any

import numpy as np

from omeropyr.imaging.lengths import micrometres
from omeropyr.imaging.readers.ome_xml import ImageMetadata, OmeDocument
from omeropyr.imaging.readers.tiff_sizes import inverse, pixel_sizes
from omeropyr.imaging.source import ChannelInfo

RGB_PHOTOMETRIC = (2, 6)
PALETTE = 3
ALPHA = (1, 2)
RGB_CHANNELS = (
    ChannelInfo(name="R", color="FF0000"),
    ChannelInfo(name="G", color="00FF00"),
    ChannelInfo(name="B", color="0000FF"),
)


def describe(tif: Any, ome: OmeDocument | None, index: int, keyframe: Any) -> ImageMetadata:
    """Metadata of image number `index`; its name is that of the series, or None."""
    if ome is not None and index < len(ome.images):
        return ome.images[index]
    if tif.is_imagej:
        return _imagej(tif.imagej_metadata or {}, keyframe)
    if tif.is_svs:
        return _aperio(keyframe)
    sizes = pixel_sizes(tif, keyframe)
    return ImageMetadata(
        acquired_at=_date(keyframe),
        channels=_lsm_channels(tif) if tif.is_lsm else _palette(keyframe),
        description="" if tif.is_shaped or _is_markup(keyframe) else _text(keyframe),
        physical_size_x_um=sizes.x,
        physical_size_y_um=sizes.y,
        physical_size_z_um=sizes.z,
        nominal_magnification=sizes.magnification,
    )


def _is_markup(keyframe: Any) -> bool:
    """What programs tell each other is no description for people; it is kept with the original metadata."""
    return _text(keyframe).startswith(("<", "{", "[")) or "\0" in _text(keyframe)


def _lsm_channels(tif: Any) -> tuple[ChannelInfo, ...]:
    """Zeiss LSM names and colours its channels; colours are [red, green, blue, nothing]."""
    try:
        said = (tif.lsm_metadata or {}).get("ChannelColors") or {}
        names, colors = said.get("ColorNames") or [], said.get("Colors") or []
        return tuple(
            ChannelInfo(name=str(name) or None, color="".join(f"{int(one) & 255:02X}" for one in color[:3]) or None)
            for name, color in zip(names, colors, strict=False)
        )
    except (AttributeError, TypeError, ValueError):
        return ()


def color_samples(keyframe: Any) -> int:
    """Samples of a pixel that are shown: alpha of an RGB image is left out."""
    samples: int = keyframe.samplesperpixel
    has_alpha = keyframe.extrasamples and keyframe.extrasamples[-1] in ALPHA
    return 3 if is_rgb(keyframe) and has_alpha and samples == len(RGB_CHANNELS) + 1 else samples


def is_rgb(keyframe: Any) -> bool:
    return keyframe.photometric in RGB_PHOTOMETRIC and keyframe.samplesperpixel in (3, 4)


def _imagej(metadata: Mapping[str, Any], keyframe: Any) -> ImageMetadata:
    unit = str(metadata.get("unit", ""))
    across, down = _pixels_per_unit(keyframe)
    spacing = metadata.get("spacing")
    return ImageMetadata(
        acquired_at=_date(keyframe),
        channels=_imagej_channels(metadata),
        description=str(metadata.get("Info", "")).strip(),
        physical_size_x_um=micrometres(across, unit),
        physical_size_y_um=micrometres(down, unit),
        physical_size_z_um=micrometres(abs(float(spacing)), unit) if isinstance(spacing, int | float) else None,
    )


def _pixels_per_unit(keyframe: Any) -> tuple[float | None, float | None]:
    """Size of a pixel in ImageJ's unit, from the resolution tags."""
    return inverse(keyframe, "XResolution"), inverse(keyframe, "YResolution")


def _imagej_channels(metadata: Mapping[str, Any]) -> tuple[ChannelInfo, ...]:
    """Colours and windows as they were seen last; windows stand one after the other, start and end."""
    colors = [_lut_color(lut) for lut in metadata.get("LUTs", ())]
    said = metadata.get("Ranges") or [metadata.get("min"), metadata.get("max")]
    windows = [_window(*pair) for pair in zip(said[::2], said[1::2], strict=False)]
    return tuple(ChannelInfo(color=color, window=window) for color, window in zip_longest(colors, windows))


def _window(start: Any, end: Any) -> tuple[float, float] | None:
    try:
        window = float(start), float(end)
    except (TypeError, ValueError):
        return None
    return window if all(map(math.isfinite, window)) and window[0] < window[1] else None


def _lut_color(lut: Any) -> str | None:
    """The colour at the top of a lookup table of shape (3, 256), if it is a straight ramp to a colour (not grey)."""
    table = np.asarray(lut, dtype=np.float64)
    if table.shape != (3, 256) or np.ptp(table[:, -1]) == 0:
        return None
    ramp = np.arange(256) / 255 * table[:, -1:]
    if np.abs(table - ramp).max() > table.max() / 64:
        return None
    return "".join(f"{round(value):02X}" for value in table[:, -1])


def _palette(keyframe: Any) -> tuple[ChannelInfo, ...]:
    """Indexed pixels are shown as intensities; a palette that is a ramp gives them their colour."""
    if keyframe.photometric != PALETTE or keyframe.colormap is None or keyframe.colormap.shape != (3, 256):
        return ()
    return (ChannelInfo(color=_lut_color(np.asarray(keyframe.colormap) >> 8)),)


def _aperio(keyframe: Any) -> ImageMetadata:
    text = _text(keyframe)
    size = _after("MPP", text)
    return ImageMetadata(
        description=text.partition("|")[0].strip(),
        physical_size_x_um=size,
        physical_size_y_um=size,
        nominal_magnification=_after("AppMag", text),
    )


def _after(key: str, text: str) -> float | None:
    found = re.search(rf"\b{key}\s*=\s*([0-9]+(?:\.[0-9]*)?)", text)
    return float(found.group(1)) or None if found else None


def _text(keyframe: Any) -> str:
    return str(keyframe.description or "").strip()


def _date(keyframe: Any) -> datetime | None:
    try:
        when = keyframe.datetime
    except ValueError:
        return None
    return when if isinstance(when, datetime) else None
