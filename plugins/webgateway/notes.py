"""Small pictures that stand where none of the data can be shown."""

from __future__ import annotations

import io

from PIL import Image as Picture
from PIL import ImageDraw

GREY = (221, 221, 221)
RED = (176, 0, 0)
DARK = (150, 150, 150)


def note(text: str, width: int, height: int) -> bytes:
    """A grey JPEG with a line of red text in its middle."""
    drawn = Picture.new("RGB", (width, height), GREY)
    ImageDraw.Draw(drawn).multiline_text((width / 2, height / 2), text, fill=RED, anchor="mm", align="center")
    return _jpeg(drawn)


def placeholder(width: int, height: int) -> bytes:
    """A grey JPEG with the outline of a picture: hills and a sun."""
    drawn = Picture.new("RGB", (width, height), GREY)
    side = min(width, height) / 2
    left, top = (width - side) / 2, (height - side) / 2
    pen = ImageDraw.Draw(drawn)

    def place(x: float, y: float) -> tuple[float, float]:
        return left + side * x, top + side * y

    pen.rectangle([place(0, 0.1), place(1, 0.9)], outline=DARK)
    pen.polygon([place(0, 0.9), place(0.35, 0.4), place(0.6, 0.7), place(0.75, 0.55), place(1, 0.9)], fill=DARK)
    pen.ellipse([place(0.65, 0.2), place(0.82, 0.37)], fill=DARK)
    return _jpeg(drawn)


def _jpeg(drawn: Picture.Image) -> bytes:
    written = io.BytesIO()
    drawn.save(written, "JPEG", quality=90)
    return written.getvalue()
