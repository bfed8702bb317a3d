"""How large a pixel is, in the tags of makers who do not speak OME-XML.

Names and units are those of tifffile's `*_metadata`: LSM, SIS and FEI give metres, MetaMorph and Zeiss SEM name their
unit, slides of Hamamatsu, Leica and PerkinElmer give a resolution per centimetre.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from omeropyr.imaging.lengths import micrometres

log = logging.getLogger(__name__)

INCH, CENTIMETRE = 2, 3
UNITS = {INCH: "inch", CENTIMETRE: "cm"}
LARGEST_BELIEVED_UM = 10.0
"""Of a TIFF of nobody: 72 dots per inch and the like are said of pictures for paper."""


@dataclass(frozen=True, slots=True)
class PixelSizes:
    """In micrometres; None where nothing is said."""

    x: float | None = None
    y: float | None = None
    z: float | None = None
    magnification: float | None = None


def pixel_sizes(tif: Any, keyframe: Any) -> PixelSizes:
    """From the first dialect that the file has. Damaged tags say nothing."""
    for name, read in DIALECTS.items():
        if getattr(tif, f"is_{name}"):
            try:
                return read(tif, keyframe)
            except Exception as error:  # tifffile decodes each dialect by code of its own
                log.info("The %s tags of %s cannot be read (%s).", name, tif.filename, type(error).__name__)
                return PixelSizes()
    found = _by_resolution(tif, keyframe)
    believed = found.x is not None and found.x <= LARGEST_BELIEVED_UM
    return found if believed else PixelSizes()


def _by_resolution(tif: Any, keyframe: Any) -> PixelSizes:
    unit = UNITS.get(keyframe.tags.valueof("ResolutionUnit", INCH))
    return PixelSizes(*(micrometres(inverse(keyframe, f"{axis}Resolution"), unit) for axis in "XY"))


def inverse(keyframe: Any, tag: str) -> float | None:
    """The size of one pixel in the unit of a resolution tag, which is a fraction."""
    value = keyframe.tags.valueof(tag)
    if not isinstance(value, tuple) or len(value) != 2 or not value[0] or not value[1]:
        return None
    return float(value[1] / value[0])


def _lsm(tif: Any, keyframe: Any) -> PixelSizes:
    said = tif.lsm_metadata
    return PixelSizes(*(micrometres(_number(said.get(f"VoxelSize{axis}")), "m") for axis in "XYZ"))


def _stk(tif: Any, keyframe: Any) -> PixelSizes:
    said = tif.stk_metadata
    unit = str(said.get("CalibrationUnits", ""))
    distances = said.get("ZDistance")
    depth = _number(distances[0]) if distances is not None and len(distances) else None
    x, y = (micrometres(_number(said.get(f"{axis}Calibration")), unit) for axis in "XY")
    return PixelSizes(x, y, micrometres(depth, unit))


def _metaseries(tif: Any, keyframe: Any) -> PixelSizes:
    said = tif.metaseries_metadata.get("PlaneInfo", {})
    if said.get("spatial-calibration-state") is False:
        return PixelSizes()
    unit = str(said.get("spatial-calibration-units", ""))
    return PixelSizes(*(micrometres(_number(said.get(f"spatial-calibration-{axis}")), unit) for axis in "xy"))


def _sis(tif: Any, keyframe: Any) -> PixelSizes:
    said = tif.sis_metadata
    x, y = (micrometres(_number(said.get(f"pixelsize{axis}")), "m") for axis in "xy")
    return PixelSizes(x, y, None, _number(said.get("magnification")))


def _fei(tif: Any, keyframe: Any) -> PixelSizes:
    said = tif.fei_metadata.get("Scan", {})
    return PixelSizes(*(micrometres(_number(said.get(f"Pixel{side}")), "m") for side in ("Width", "Height")))


def _sem(tif: Any, keyframe: Any) -> PixelSizes:
    said: Sequence[Any] = tif.sem_metadata.get("ap_image_pixel_size") or tif.sem_metadata.get("ap_pixel_size") or []
    size = micrometres(_number(said[1]), str(said[2])) if len(said) > 2 else None
    return PixelSizes(size, size)


def _ndpi(tif: Any, keyframe: Any) -> PixelSizes:
    found = _by_resolution(tif, keyframe)
    return PixelSizes(found.x, found.y, None, _number(keyframe.ndpi_tags.get("Magnification")))


def _fluoview(tif: Any, keyframe: Any) -> PixelSizes:
    dimensions: Sequence[Any] = tif.fluoview_metadata.get("Dimensions", ())
    sizes: Mapping[str, float | None] = {
        str(one[0]).lower(): micrometres(abs(float(one[3])), str(one[4])) for one in dimensions if len(one) > 4
    }
    return PixelSizes(sizes.get("x"), sizes.get("y"), sizes.get("z"))


DIALECTS: Mapping[str, Callable[[Any, Any], PixelSizes]] = {
    "lsm": _lsm,
    "stk": _stk,
    "metaseries": _metaseries,
    "sis": _sis,
    "fei": _fei,
    "sem": _sem,
    "ndpi": _ndpi,
    "fluoview": _fluoview,
    "scn": _by_resolution,
    "qpi": _by_resolution,
}


def _number(said: object) -> float | None:
    try:
        value = float(said)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return value if math.isfinite(value) and value > 0 else None
