"""Numbers under the pointer and along lines, for the viewer: values of the file, not colours of the picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from pyramid.request import Request

from omeropyr.api import Image, Invalid, LineProfile, NotFound, Region, Session

from .json_views import json_view
from .marshal import Json
from .params import number, whole_number

LARGEST_BLOCK = 64
"""Pixels on each side of what `pixel_values` gives at once."""
MOST_POINTS = 500
LONGEST = 100_000
"""Pixels along a line."""

Point = tuple[float, float]


@json_view(route_name="viewer_pixel_values")
def pixel_values(image: Image, request: Request) -> Json:
    """`values[channel][row][column]` of the part of `x,y,width,height` that lies in the image, on plane `z`, `t`;
    null for what is no number."""
    x, y = (_within(request, name, size) for name, size in (("x", image.size_x), ("y", image.size_y)))
    width, height = (min(number(request.GET, name, 1), LARGEST_BLOCK) for name in ("width", "height"))
    if width < 1 or height < 1:
        raise Invalid("width", "A block has at least one pixel in each direction.")
    region = Region(0, x, y, min(width, image.size_x - x), min(height, image.size_y - y))
    z, t = _plane(request, image)
    session: Session = request.gateway
    found = session.pixels.region(image.id, region, z=z, t=t, channels=range(image.size_c))
    values = [[[_finite(value) for value in row] for row in rows] for rows in found.tolist()]
    return {"x": x, "y": y, "width": region.width, "height": region.height, "values": values}


def _within(request: Request, name: str, size: int) -> int:
    index = number(request.GET, name, 0)
    if not 0 <= index < size:
        raise Invalid(name, f"The image has the pixels 0 to {size - 1}.")
    return index


def _plane(request: Request, image: Image) -> tuple[int, int]:
    """Raises NotFound."""
    z, t = number(request.GET, "z", 0), number(request.GET, "t", 0)
    if not (0 <= z < image.size_z and 0 <= t < image.size_t):
        raise NotFound("plane", f"z={z}, t={t}")
    return z, t


def _finite(value: Any) -> float | int | None:
    """Complex numbers by their size, as pictures show them."""
    real = abs(value) if isinstance(value, complex) else value
    return real if math.isfinite(real) else None


@json_view(route_name="viewer_line_profile")
def line_profile(image: Image, request: Request) -> Json:
    """Intensities along `points=x,y,x,y,...` in the coordinates of regions (the middle of the first pixel is 0.5, 0.5)
    on plane `z`, `t`, about one sample for each pixel; `c` names channels from 0 (all), `width` is averaged over."""
    z, t = _plane(request, image)
    line = [_centre(point, image) for point in parse_points(request.GET.get("points", ""))]
    channels = [whole_number("c", text) for text in request.GET.get("c", "").split(",") if text.strip()]
    if any(not 0 <= channel < image.size_c for channel in channels):
        raise Invalid("c", f"The image has the channels 0 to {image.size_c - 1}.")
    session: Session = request.gateway
    width = number(request.GET, "width", 1)
    pieces = [
        session.pixels.profile(image.id, start, end, z=z, t=t, channels=channels, width=width)
        for start, end in pairwise(line)
    ]
    length = sum(math.dist(start, end) for start, end in pairwise(line))
    return {"length": length, "channels": _joined(pieces)}


def parse_points(text: str) -> list[Point]:
    """Raises Invalid for fewer than two points, for too many, and for lines that are too long."""
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    points = list(zip(numbers[::2], numbers[1::2], strict=False))
    if len(numbers) % 2 or not 2 <= len(points) <= MOST_POINTS or not all(map(math.isfinite, numbers)):
        raise Invalid("points", f"A line has 2 to {MOST_POINTS} points, written as x,y,x,y.")
    if sum(math.dist(start, end) for start, end in pairwise(points)) > LONGEST:
        raise Invalid("points", f"A line is at most {LONGEST} pixels long.")
    return points


def _centre(point: Point, image: Image) -> Point:
    """Where samples are numbered by the middles of pixels; what lies outside is brought to the edge."""
    x, y = (min(max(place - 0.5, 0), size - 1) for place, size in zip(point, (image.size_x, image.size_y), strict=True))
    return x, y


def _joined(pieces: Sequence[Sequence[LineProfile]]) -> list[Json]:
    """The pieces of each channel one after the other; where they meet there is one sample."""
    return [
        {
            "channel": first.channel,
            "values": [
                _finite(value)
                for number_, piece in enumerate(pieces)
                for value in piece[index].values[1 if number_ else 0 :]
            ],
        }
        for index, first in enumerate(pieces[0])
    ]
