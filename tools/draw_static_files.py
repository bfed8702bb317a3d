"""Draws the pictures that other programs fetch from /static/webgateway/img/:  python tools/draw_static_files.py

Everything is drawn here, nothing is taken from anywhere: folders for image browsers, an empty pixel, and the colours of
the look-up tables.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from omeropyr.imaging import luts
from omeropyr.plugins.webgateway.lut_sprite import ROWS

FOLDER = Path(__file__).parents[1] / "plugins" / "webgateway" / "static" / "img"
SIDE = 16
FINE = 8
"""Icons are drawn so many times larger and then reduced, which makes them smooth."""
BLUE, GREY, YELLOW = (92, 138, 184), (128, 134, 142), (226, 178, 60)


def folder(color: tuple[int, int, int], *, with_picture: bool = False) -> Image.Image:
    """A folder with a tab; on it a small picture of hills, if wanted."""
    drawn = Image.new("RGBA", (SIDE * FINE, SIDE * FINE), (*color, 0))
    pen = ImageDraw.Draw(drawn)

    def box(left: float, top: float, right: float, bottom: float) -> list[int]:
        return [round(place * FINE) for place in (left, top, right, bottom)]

    back = tuple(round(part * 0.8) for part in color)
    pen.rounded_rectangle(box(1, 2.5, 7.5, 7), FINE, fill=(*back, 255))
    pen.rounded_rectangle(box(1, 4, 15, 13.5), FINE, fill=(*back, 255))
    pen.rounded_rectangle(box(1, 5.5, 15, 13.5), FINE, fill=(*color, 255))
    if with_picture:
        pen.rectangle(box(6, 7, 14, 12.5), fill=(255, 255, 255, 255))
        hills = [(6.5, 12), (8.5, 9), (10.5, 11), (11.5, 10), (13.5, 12)]
        pen.polygon([(round(x * FINE), round(y * FINE)) for x, y in hills], fill=(*back, 255))
    return drawn.resize((SIDE, SIDE), Image.Resampling.BOX)


def sprite() -> Image.Image:
    """The rows that `lut_sprite` names, and the gradient after them, cut out of the picture of all tables."""
    everything, names = luts.strip(), luts.names()
    height = luts.ROW_HEIGHT
    starts = [names.index(name) * height for name in ROWS] + [len(names) * height]
    return Image.fromarray(np.concatenate([everything[start : start + height] for start in starts]), "RGBA")


def pictures() -> dict[str, Image.Image]:
    return {
        "folder16.png": folder(BLUE),
        "folder_image16.png": folder(BLUE, with_picture=True),
        "folder_yellow16.png": folder(YELLOW),
        "icon_folder.png": folder(GREY),
        "luts_10.png": sprite(),
        "spacer.gif": Image.new("P", (1, 1)),
    }


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, drawn in pictures().items():
        options = {"transparency": 0} if name.endswith(".gif") else {"optimize": True}
        drawn.save(FOLDER / name, **options)


if __name__ == "__main__":
    main()
