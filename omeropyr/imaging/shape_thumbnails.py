"""A small picture of what is around a shape, with its outline."""

from __future__ import annotations

import numpy as np
from PIL import Image

from omeropyr.errors import Invalid
from omeropyr.imaging.drawing import draw_region
from omeropyr.imaging.figures import Affine, Figure
from omeropyr.imaging.quantum import Bytes
from omeropyr.imaging.regions import clip
from omeropyr.imaging.settings import RenderSettings
from omeropyr.imaging.shapes import LEAST_HEIGHT, LEAST_WIDTH, Color, draw_outline, frame
from omeropyr.imaging.source import ImageSource, Region, SourceInfo

WIDTH, HEIGHT = LEAST_WIDTH, LEAST_HEIGHT
BEYOND = 221
"""Grey level of what is outside the image."""
MOST_PIXELS = 4096 * 4096
"""Read for one picture."""


def shape_thumbnail(
    source: ImageSource, settings: RenderSettings, figure: Figure, *, z: int, t: int, color: Color = (255, 255, 255)
) -> Bytes:
    """The part of the image that `shapes.frame` says, uint8 of shape (HEIGHT, WIDTH, 3).

    It is read from the smallest level that has enough pixels. Raises Invalid for a plane that is not there, and for a
    shape so large that even its smallest level has more than MOST_PIXELS there.
    """
    wanted = frame(figure)
    region = _on_a_level(source.info, wanted)
    if region.width * region.height > MOST_PIXELS:
        raise Invalid("shape", "is too large for a small picture of it")
    around = Image.fromarray(_with_edges(source, settings, region, z, t))
    small = np.asarray(around.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR))
    across, down = WIDTH / wanted.width, HEIGHT / wanted.height
    place = Affine(a00=across, a11=down, a02=-wanted.x * across, a12=-wanted.y * down)
    return draw_outline(small, figure, place=place, color=color)


def _on_a_level(info: SourceInfo, wanted: Region) -> Region:
    """`wanted`, which is of the full size, in pixels of the smallest level where it still is WIDTH wide."""
    fitting = [n for n, level in enumerate(info.levels) if wanted.width * level.width >= WIDTH * info.size_x]
    level = fitting[-1] if fitting else 0
    across, down = info.levels[level].width / info.size_x, info.levels[level].height / info.size_y
    return Region(
        level,
        round(wanted.x * across),
        round(wanted.y * down),
        max(1, round(wanted.width * across)),
        max(1, round(wanted.height * down)),
    )


def _with_edges(source: ImageSource, settings: RenderSettings, region: Region, z: int, t: int) -> Bytes:
    """The region, grey where it is beyond the image."""
    picture = np.full((region.height, region.width, 3), BEYOND, np.uint8)
    inside = clip(region, source.info.levels[region.level])
    if inside is not None:
        top, left = inside.y - region.y, inside.x - region.x
        drawn = draw_region(source, settings, inside, z=z, t=t)
        picture[top : top + inside.height, left : left + inside.width] = drawn
    return picture
