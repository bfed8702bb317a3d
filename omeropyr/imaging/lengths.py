"""Lengths in micrometres, wavelengths in nanometres."""

from __future__ import annotations

import math

MICROMETRES = {
    "m": 1e6,
    "meter": 1e6,
    "metre": 1e6,
    "dm": 1e5,
    "cm": 1e4,
    "centimeter": 1e4,
    "mm": 1e3,
    "millimeter": 1e3,
    "µm": 1.0,
    "um": 1.0,
    "micron": 1.0,
    "microns": 1.0,
    "micrometer": 1.0,
    "micrometre": 1.0,
    "nm": 1e-3,
    "nanometer": 1e-3,
    "pm": 1e-6,
    "å": 1e-4,
    "angstrom": 1e-4,
    "in": 25400.0,
    "inch": 25400.0,
}


def micrometres(value: float | None, unit: str | None) -> float | None:
    """The length in micrometres; None for an unknown unit (such as pixel) or a value that is no length."""
    # the micro sign has two code points, and ImageJ escapes it
    key = (unit or "").strip().replace("\\u00B5", "µ").replace("μ", "µ").lower()
    factor = MICROMETRES.get(key)
    if value is None or factor is None or not math.isfinite(value) or value <= 0:
        return None
    return value * factor


def nanometres(value: float | None, unit: str | None) -> float | None:
    """A wavelength in nanometres."""
    length = micrometres(value, unit or "nm")
    return None if length is None else round(length * 1e3, 6)
