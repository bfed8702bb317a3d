"""The picture of look-up tables among the static files: `static/img/luts_10.png`, drawn by tools/draw_static_files.py.

Old clients know it, and which table has which row; tables that a store has beyond these are in `luts_png` only.
"""

from __future__ import annotations

ROWS = (
    "16_colors.lut",
    "3-3-2_rgb.lut",
    "5_ramps.lut",
    "6_shades.lut",
    "blue_orange_icb.lut",
    "brgbcmyw.lut",
    "cool.lut",
    "cyan_hot.lut",
    "edges.lut",
    "fire.lut",
    "gem.lut",
    "glasbey.lut",
    "glasbey_inverted.lut",
    "glow.lut",
    "grays.lut",
    "green_fire_blue.lut",
    "hilo.lut",
    "ica.lut",
    "ica2.lut",
    "ica3.lut",
    "ice.lut",
    "magenta_hot.lut",
    "orange_hot.lut",
    "phase.lut",
    "physics.lut",
    "pup_br.lut",
    "pup_nr.lut",
    "rainbow_rgb.lut",
    "red-green.lut",
    "red_hot.lut",
    "royal.lut",
    "sepia.lut",
    "smart.lut",
    "spectrum.lut",
    "thal.lut",
    "thallium.lut",
    "thermal.lut",
    "unionjack.lut",
    "yellow_hot.lut",
)
"""From top to bottom, ten pixels each; a gradient from black to nothing comes after the last."""
NOT_THERE = -1


def row_of(name: str) -> int:
    """NOT_THERE for a table without a row."""
    return ROWS.index(name) if name in ROWS else NOT_THERE
