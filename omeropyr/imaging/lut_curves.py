"""Formulas of look-up tables: how each of the ImageJ set that no library carries is made of a few colours.

Exact are those that ImageJ itself computes (its `LutLoader`, public domain): grays, red-green, spectrum, 3-3-2 RGB.
The others follow the look of the file of that name (order of colours, where it is dark and bright); single values
differ from it. Whoever needs the very table puts the file into the folder `luts` of the store (see `lut_files`).
"""

from __future__ import annotations

import colorsys
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.uint8]
LEVELS = 256


def ramp(*colors: str) -> Table:
    """Straight between colours (`RRGGBB`) at equal distances; uint8 of shape (256, 3)."""
    parts = _parts(colors)
    places = np.linspace(0, LEVELS - 1, len(colors))
    levels = np.arange(LEVELS)
    mixed = [np.interp(levels, places, parts[:, part]) for part in range(3)]
    return np.rint(np.stack(mixed, axis=1)).astype(np.uint8)


def bands(*colors: str) -> Table:
    """Each colour over an equal share of the levels."""
    chosen = np.arange(LEVELS) * len(colors) // LEVELS
    return np.asarray(_parts(colors)[chosen], np.uint8)


def ramps(*colors: str) -> Table:
    """From black to each colour in turn, over equal shares of the levels."""
    place = np.arange(LEVELS) * len(colors) / LEVELS
    shade = (place % 1)[:, None]
    return np.asarray(np.rint(_parts(colors)[place.astype(int)] * shade), np.uint8)


def _parts(colors: tuple[str, ...]) -> NDArray[np.float64]:
    return np.array([list(bytes.fromhex(color)) for color in colors], np.float64)


def bits_332() -> Table:
    """Three bits of red, three of green, two of blue, as ImageJ's `3-3-2 RGB`."""
    levels = np.arange(LEVELS)
    return np.stack([levels & 0xE0, levels << 3 & 0xE0, levels << 6 & 0xC0], axis=1).astype(np.uint8)


def spectrum() -> Table:
    """Full hues, as ImageJ's `Spectrum` (hue i / 255, java.awt.Color.getHSBColor)."""
    colors = [colorsys.hsv_to_rgb(level / 255 % 1, 1, 1) for level in range(LEVELS)]
    return np.floor(np.array(colors) * 255 + 0.5).astype(np.uint8)


def red_green() -> Table:
    """Red up to level 127, green above, each starting dark, as ImageJ's `Red/Green`."""
    table = np.zeros((LEVELS, 3), np.uint8)
    rising = np.arange(0, LEVELS, 2)
    table[: LEVELS // 2, 0] = table[LEVELS // 2 :, 1] = rising
    return table


CURVES: dict[str, Callable[[], Table]] = {
    "16_colors.lut": lambda: bands(
        *("000000", "0101AB", "0101E0", "006EFF", "01ABFE", "01E0FE", "01FE01", "BEFF00"),
        *("FFFF00", "FFE000", "FF8D00", "FA5E00", "F50000", "F500C5", "DEB4DE", "FCFCFC"),
    ),
    "3-3-2_rgb.lut": bits_332,
    "5_ramps.lut": lambda: ramps("FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00"),
    "6_shades.lut": lambda: bands("000080", "0000FF", "008000", "00FF00", "800000", "FF0000"),
    "blue_orange_icb.lut": lambda: ramp("0032FF", "64C8FF", "FFFFFF", "FFC864", "FF6400"),
    "brgbcmyw.lut": lambda: ramp("000000", "FF0000", "00FF00", "0000FF", "00FFFF", "FF00FF", "FFFF00", "FFFFFF"),
    "cool.lut": lambda: ramp("00FFFF", "FF00FF"),
    "cyan_hot.lut": lambda: ramp("000000", "00FFFF", "FFFFFF"),
    "edges.lut": lambda: ramp("FFFFFF", "000000", "FFFFFF", "000000", "FFFFFF"),
    "gem.lut": lambda: ramp("000000", "2800A0", "A000C8", "FF3C8C", "FF9632", "FFE650", "FFFFFF"),
    "glow.lut": lambda: ramp("000000", "500000", "A03200", "FF8200", "FFDC50", "FFFFFF"),
    "grays.lut": lambda: ramp("000000", "FFFFFF"),
    "ica.lut": lambda: ramp("000000", "003264", "008CA0", "50C850", "F0DC28", "F07800", "C80000", "FFFFFF"),
    "ica2.lut": lambda: ramp("000050", "0000FF", "00C8FF", "FFFFFF", "FFC800", "FF0000", "500000"),
    "ica3.lut": lambda: ramp("000000", "00A000", "00FFFF", "0000FF", "FF00FF", "FF0000", "FFFF00"),
    "magenta_hot.lut": lambda: ramp("000000", "FF00FF", "FFFFFF"),
    "orange_hot.lut": lambda: ramp("000000", "FF8000", "FFFFFF"),
    "phase.lut": lambda: ramp("0000FF", "00FFFF", "00FF00", "FFFF00", "FF0000", "FF00FF", "0000FF"),
    "physics.lut": lambda: ramp("000000", "780096", "0000FF", "00FFFF", "00FF00", "FFFF00", "FF0000", "FFFFFF"),
    "pup_br.lut": lambda: ramp("0A3CB4", "8C64C8", "E65A96", "FA963C", "DCDC14"),
    "pup_nr.lut": lambda: ramp("3C78C8", "9682C8", "C87DAA", "D28C6E", "BEA555"),
    "rainbow_rgb.lut": lambda: ramp("0000FF", "00FFFF", "00FF00", "FFFF00", "FF0000"),
    "red-green.lut": red_green,
    "red_hot.lut": lambda: ramp("000000", "FF0000", "FFFF00", "FFFFFF"),
    "royal.lut": lambda: ramp("000000", "000096", "6400FF", "C83CC8", "FF7878", "FFC850", "FFFFC8"),
    "sepia.lut": lambda: ramp("000000", "704214", "C8A078", "FFF0DC"),
    "smart.lut": lambda: ramp("000000", "5000A0", "0050FF", "00C896", "64FF00", "FFC800", "FF3200", "FFFFFF"),
    "spectrum.lut": spectrum,
    "thal.lut": lambda: ramp("000000", "500078", "0000FF", "00B4B4", "00DC00", "FFFF00", "FF8C00", "FF0000", "FFFFFF"),
    "thallium.lut": lambda: ramp("000000", "0000C8", "00C8C8", "00FF00", "FFFF00", "FF0000", "FFFFFF"),
    "thermal.lut": lambda: ramp("000000", "320096", "BE0078", "FF5A00", "FFC800", "FFFFFF"),
    "unionjack.lut": lambda: ramp("0000FF", "FFFFFF", "FF0000"),
    "yellow_hot.lut": lambda: ramp("000000", "FFFF00", "FFFFFF"),
}
"""Tables by the names that clients send."""
