"""Numbers with units, as people read them."""

from __future__ import annotations

_KILO = 1000


def length(micrometres: float) -> str:
    """A length in the unit that suits it: 0.065 -> '65.0 nm', 0.65 -> '0.65 µm', 12000 -> '12.00 mm'."""
    if micrometres < 0.1:
        return f"{micrometres * _KILO:.1f} nm"
    if micrometres < _KILO:
        return f"{micrometres:.2f} µm"
    return f"{micrometres / _KILO:.2f} mm"
