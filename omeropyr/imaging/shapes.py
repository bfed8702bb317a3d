"""Pictures of shapes: outlines drawn onto a picture, the part of an image to show around one, and masks as PNG."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from omeropyr.imaging.figures import Affine, Bits, Box, Dot, Figure, Outline, Oval, Points, bounds
from omeropyr.imaging.quantum import Bytes
from omeropyr.imaging.source import Region

Color = tuple[int, int, int]

LINE = 2.0
"""Width of an outline, in pixels of the picture."""
DOT_RADIUS = 3.0
FINE = 4
"""Outlines are drawn so many times larger and then reduced, which makes them smooth."""
ARC_STEP = 2.0
"""Longest side of the polygon that stands for an ellipse, in pixels of the picture."""
FAR = 10_000.0
"""Points further than this outside a picture are moved here before they are drawn."""

MASK_COLOR = (255, 255, 0, 255)
"""Of masks that have no fill colour."""

SURROUNDINGS = 1.5
"""How much of the image is shown around a shape: so many times its size."""
LEAST_WIDTH, LEAST_HEIGHT = 250, 166
AROUND_POINT = 50.0


def draw_outline(
    picture: Bytes, figure: Figure, *, place: Affine, color: Color = (255, 255, 255), line: float = LINE
) -> Bytes:
    """The picture (uint8, shape (height, width, 3)) with the outline of a figure on it; texts and masks have none.

    `place` takes coordinates of the image to coordinates of the picture, `line` is the width of the outline in pixels
    of the picture. A point is a small circle.
    """
    traced = trace(figure, place)
    if traced is None:
        return picture.copy()
    points, closed = traced
    alpha = _strokes(points, closed, line, picture.shape[:2])
    mixed = picture + (np.array(color, np.float32) - picture) * alpha[:, :, None]
    return np.asarray(np.rint(mixed), np.uint8)


def trace(figure: Figure, place: Affine) -> tuple[Points, bool] | None:
    """Points of the outline in the picture, and whether the last is joined to the first."""
    match figure:
        case Outline(points=points, closed=closed):
            return _placed(points, place), closed
        case Oval():
            return _placed(_around(figure, place), place), True
        case Dot(x=x, y=y):
            center = _placed(np.array([[x, y]]), place)
            return center + _circle(24) * DOT_RADIUS, True
        case _:
            return None


def _placed(points: Points, place: Affine) -> Points:
    return np.stack(place.apply(points[:, 0], points[:, 1]), axis=1)


def _circle(count: int) -> Points:
    angles = np.arange(count, dtype=np.float64) * (2 * np.pi / count)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def _around(oval: Oval, place: Affine) -> Points:
    """Points on the ellipse in the image, close enough to each other for this picture."""
    box = bounds(oval)
    reach = _placed(np.array([[box.left, box.top], [box.right, box.bottom]]), place)
    girth = float(np.abs(reach[1] - reach[0]).sum()) * 2
    unit = _circle(int(np.clip(girth / ARC_STEP, 24, 4096)))
    return _placed(np.array([oval.x, oval.y]) + unit * [oval.radius_x, oval.radius_y], oval.placed)


def _strokes(points: Points, closed: bool, line: float, size: tuple[int, ...]) -> NDArray[np.float32]:
    """How much of each pixel the outline covers, 0..1, shape (height, width)."""
    height, width = size[:2]
    drawn = Image.new("L", (width * FINE, height * FINE))
    path = np.clip(points, -FAR, FAR) * FINE
    corners = [tuple(point) for point in path.tolist()]
    thickness = max(1, round(line * FINE))
    ImageDraw.Draw(drawn).line([*corners, *corners[: 2 if closed else 0]], 255, thickness, joint="curve")
    small = drawn.resize((width, height), Image.Resampling.BOX)
    return np.asarray(small, np.float32) / np.float32(255)


def frame(figure: Figure) -> Region:
    """What to show of the image around a figure, in pixels of the full size: 3:2, with the figure in its middle.

    It may reach beyond the edges of the image. A point or text has 50 pixels on each side.
    """
    box = bounds(figure)
    if box.left == box.right and box.top == box.bottom:
        box = Box(box.left - AROUND_POINT, box.top - AROUND_POINT, box.right + AROUND_POINT, box.bottom + AROUND_POINT)
    width, height = box.right - box.left, box.bottom - box.top
    width, height = max(width, height * 3 / 2), max(height, width * 2 / 3)
    columns = max(round(width * SURROUNDINGS), LEAST_WIDTH)
    rows = max(round(height * SURROUNDINGS), LEAST_HEIGHT)
    x, y = (box.left + box.right - columns) / 2, (box.top + box.bottom - rows) / 2
    return Region(0, round(x), round(y), columns, rows)


def mask_png(mask: Bits, color: tuple[int, int, int, int] | None = None) -> bytes:
    """RGBA PNG of a mask: its pixels in `color` (red, green, blue, alpha), the others transparent."""
    pixels = np.zeros((*mask.shape, 4), np.uint8)
    pixels[mask] = MASK_COLOR if color is None else color
    written = io.BytesIO()
    Image.fromarray(pixels, "RGBA").save(written, "PNG", compress_level=1)
    return written.getvalue()
