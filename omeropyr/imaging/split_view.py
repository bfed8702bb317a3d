"""All channels beside each other, and together: one sheet of panels.

Geometry as existing clients compute it: n panels of W x H pixels stand in ceil(sqrt(n)) columns and round(sqrt(n))
rows, with a border b around and between them, so that the sheet is W columns + b (columns + 1) wide. In colour there
is a panel for each channel and one for all together; in greyscale the channels alone are counted, and the merged panel
takes a free place if the grid leaves one. A channel that is off keeps its place, which stays white.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from omeropyr.errors import Invalid
from omeropyr.imaging.drawing import draw_plane
from omeropyr.imaging.quantum import Bytes
from omeropyr.imaging.settings import Model, RenderSettings
from omeropyr.imaging.source import ImageSource

BORDER = 2
WIDEST_BORDER = 100
WHITE = 255
LABEL_PLACE = (2, 2)
MERGED = "merged"
FONT_SIZES = ((512, 24), (384, 18), (298, 14), (256, 12), (213, 10), (96, 8))
"""From this width of a panel on the label has this size, in pixels."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Panels of `width` x `height` pixels in columns and rows."""

    width: int
    height: int
    columns: int
    rows: int
    border: int

    @property
    def sheet(self) -> tuple[int, int]:
        """Width and height of the whole."""
        return (
            self.width * self.columns + self.border * (self.columns + 1),
            self.height * self.rows + self.border * (self.rows + 1),
        )

    def place(self, number: int) -> tuple[int, int] | None:
        """Left and top of a panel, counted row by row; None below the last row."""
        row, column = divmod(number, self.columns)
        if row >= self.rows:
            return None
        return (
            self.border + column * (self.width + self.border),
            self.border + row * (self.height + self.border),
        )


def grid_for(width: int, height: int, size_c: int, *, greyscale: bool, border: int = BORDER) -> Grid:
    """Raises Invalid for a border outside 0..100."""
    if not 0 <= border <= WIDEST_BORDER:
        raise Invalid("border", f"must be from 0 to {WIDEST_BORDER} pixels")
    panels = size_c if greyscale else size_c + 1
    # rounded half up; no whole number has a root that ends in .5
    return Grid(width, height, math.isqrt(panels - 1) + 1, math.floor(math.sqrt(panels) + 0.5), border)


def split_view(
    source: ImageSource,
    settings: RenderSettings,
    *,
    z: int,
    t: int,
    greyscale: bool = False,
    border: int = BORDER,
    labels: Sequence[str] = (),
) -> Bytes:
    """The sheet, uint8 of shape (height, width, 3); a projection in the settings takes the place of `z`.

    `greyscale` (or such a model in the settings) shows the single channels without colour. `labels` are written into
    the panels if there is one for each channel, and MERGED into the last.
    """
    info = source.info
    plain = greyscale or settings.model is Model.GREYSCALE
    grid = grid_for(info.size_x, info.size_y, info.size_c, greyscale=plain, border=border)
    width, height = grid.sheet
    sheet = np.full((height, width, 3), WHITE, np.uint8)
    named = [*labels, MERGED] if len(labels) == info.size_c else [""] * (info.size_c + 1)
    for number, panel in _panels(settings, plain):
        place = grid.place(number)
        if place is None:
            continue
        left, top = place
        picture = labelled(draw_plane(source, panel, z=z, t=t), named[number])
        sheet[top : top + grid.height, left : left + grid.width] = picture
    return sheet


def _panels(settings: RenderSettings, plain: bool) -> Iterator[tuple[int, RenderSettings]]:
    """Place and look of every panel that is drawn."""
    model = Model.GREYSCALE if plain else Model.COLOR
    for index in settings.active:
        alone = tuple(replace(channel, active=number == index) for number, channel in enumerate(settings.channels))
        yield index, replace(settings, channels=alone, model=model)
    yield len(settings.channels), replace(settings, model=Model.COLOR)


def labelled(picture: Bytes, text: str) -> Bytes:
    """The picture with white text in its upper left corner; too small ones stay as they are."""
    size = font_size(picture.shape[1])
    if size is None or not text:
        return picture
    drawn = Image.fromarray(picture)
    ImageDraw.Draw(drawn).text(LABEL_PLACE, text, fill=(WHITE,) * 3, font=ImageFont.load_default(size))
    return np.asarray(drawn)


def font_size(width: int) -> int | None:
    """In pixels, for a panel of this width; None if it has no room for text."""
    if width >= 640:
        return min(24 + 8 * ((width - 640) // 128), 64)
    return next((size for least, size in FONT_SIZES if width >= least), None)
