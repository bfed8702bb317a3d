"""Numbers with units, as people read them."""

from __future__ import annotations

_KILO = 1000


def length(micrometres: float) -> str:
    """A length in the unit that suits it, four digits: 0.065 -> '65 nm', 0.10833 -> '0.1083 µm', 12000 -> '12 mm'.

    Pixel sizes differ in their third digit, so two decimals would not tell them apart.
    """
    if micrometres < 0.1:
        return f"{micrometres * _KILO:.4g} nm"
    if micrometres < _KILO:
        return f"{micrometres:.4g} µm"
    return f"{micrometres / _KILO:.4g} mm"
