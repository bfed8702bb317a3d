"""Numbers with units, as people read them."""

from __future__ import annotations

_FILE_UNITS = ("bytes", "kB", "MB", "GB", "TB")
_KILO = 1000


def file_size(size: int) -> str:
    """Bytes in decimal units: 1500 -> '1.5 kB'."""
    value, unit = float(size), 0
    while value >= _KILO and unit < len(_FILE_UNITS) - 1:
        value, unit = value / _KILO, unit + 1
    return f"{size} bytes" if unit == 0 else f"{value:.1f} {_FILE_UNITS[unit]}"


def length(micrometres: float) -> str:
    """A length in the unit that suits it: 0.065 -> '65.0 nm', 0.65 -> '0.65 µm', 12000 -> '12.00 mm'."""
    if micrometres < 0.1:
        return f"{micrometres * _KILO:.1f} nm"
    if micrometres < _KILO:
        return f"{micrometres:.2f} µm"
    return f"{micrometres / _KILO:.2f} mm"


def wavelength(nanometres: float) -> str:
    return f"{nanometres:g} nm"
