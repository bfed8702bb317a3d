"""Which pixels belong to a figure.

A pixel belongs to an area if its centre lies inside. Where an edge runs exactly through centres, those on a left or
upper edge are inside and those on a right or lower edge outside: areas that share an edge share no pixel, and none is
left out between them. Centres on the curve of an ellipse are inside.

Lines are paths one pixel wide, connected at sides or corners: one pixel in each column between the ends (in each row
for a line that is more high than wide), the one in which the line meets the middle of that column. A point is the
pixel it lies in. Texts have no pixels.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from omeropyr.imaging.figures import Affine, Bits, Caption, Dot, Figure, Outline, Oval, Points, Stencil
from omeropyr.imaging.source import Region

BATCH = 2**20
"""Crossings of edges and rows that are held at once."""
Integers = NDArray[np.int64]


def pixels_of(figure: Figure, region: Region) -> Bits:
    """The pixels of `region` (of the full size) that belong to the figure, shape (height, width)."""
    with np.errstate(over="ignore", invalid="ignore"):  # of figures that are next to nothing or larger than any image
        return _pixels_of(figure, region)


def _pixels_of(figure: Figure, region: Region) -> Bits:
    match figure:
        case Outline(closed=True):
            return _inside_outline(figure, region)
        case Outline():
            return _along(figure.points, region)
        case Oval():
            return _inside_oval(figure, region)
        case Stencil():
            return _under_stencil(figure, region)
        case Dot(x=x, y=y):
            return _along(np.array([[x, y], [x, y]]), region)
        case Caption():
            return _nothing(region)


def unpack_bits(bits: bytes, width: int, height: int) -> Bits:
    """A mask of the OME model: bits row by row without gaps, the first in the highest bit of the first byte."""
    flat = np.unpackbits(np.frombuffer(bits, np.uint8), count=width * height)
    return flat.reshape(height, width).astype(np.bool_)


def pack_bits(mask: Bits) -> bytes:
    """The inverse of `unpack_bits`; the last byte is filled up with zeros."""
    return np.packbits(mask.ravel()).tobytes()


def _nothing(region: Region) -> Bits:
    return np.zeros((region.height, region.width), np.bool_)


def _inside_outline(outline: Outline, region: Region) -> Bits:
    """How often the outline turns around each centre: the sum of the crossings to the left of it."""
    turns = np.zeros((region.height, region.width + 1), np.int32)
    for rows, columns, direction in _crossings(outline.points, region):
        np.add.at(turns, (rows, columns), direction)
    total = np.cumsum(turns, axis=1, out=turns)[:, :-1]
    inside: Bits = total != 0 if outline.nonzero else total % 2 == 1
    return inside


def _crossings(points: Points, region: Region) -> Iterator[tuple[Integers, Integers, Integers]]:
    """Where edges cross the middles of rows: row, the first column whose centre is not left of it, and +1 or -1."""
    start, end = points, np.roll(points, -1, axis=0)
    upward = start[:, 1] > end[:, 1]
    upper, lower = np.where(upward[:, None], end, start), np.where(upward[:, None], start, end)
    first = _first_centre(upper[:, 1], region.y, region.height)
    crossed = np.flatnonzero(_first_centre(lower[:, 1], region.y, region.height) > first)
    upper, lower, first = upper[crossed], lower[crossed], first[crossed]
    counts = _first_centre(lower[:, 1], region.y, region.height) - first
    slope = (lower[:, 0] - upper[:, 0]) / (lower[:, 1] - upper[:, 1])
    direction = np.where(upward[crossed], -1, 1)
    for edge, step in _batches(counts):
        row = first[edge] + step
        x = upper[edge, 0] + (row + (region.y + 0.5) - upper[edge, 1]) * slope[edge]
        yield row, _first_centre(x, region.x, region.width), direction[edge]


def _first_centre(positions: Points, origin: int, size: int) -> Integers:
    """Number, counted from `origin`, of the first pixel whose centre is not before each position, in 0..size."""
    return np.asarray(np.clip(np.ceil(positions - 0.5) - origin, 0, size), np.int64)


def _batches(counts: Integers) -> Iterator[tuple[Integers, Integers]]:
    """Pairs (item, 0..counts[item] - 1) for all items with a count above 0, about BATCH of them at a time."""
    ends = np.cumsum(counts)
    first = 0
    while first < len(counts):
        done = ends[first] - counts[first]
        last = max(int(np.searchsorted(ends, done + BATCH, side="right")), first + 1)
        chosen = np.arange(first, last)
        item = np.repeat(chosen, counts[first:last])
        yield item, np.arange(len(item)) + done - (ends - counts)[item]
        first = last


def _along(points: Points, region: Region) -> Bits:
    """Lines that are more high than wide are walked with x and y exchanged."""
    start, end = points[:-1], points[1:]
    distance = np.abs(end - start)
    steep = distance[:, 1] > distance[:, 0]
    path = _nothing(region)
    turned = Region(region.level, region.y, region.x, region.height, region.width)
    _walk(path, start[~steep], end[~steep], region)
    _walk(path.T, start[steep, ::-1], end[steep, ::-1], turned)
    return path


def _walk(path: Bits, start: Points, end: Points, region: Region) -> None:
    """Mark one pixel in each column from start to end."""
    backward = start[:, 0] > end[:, 0]
    left, right = np.where(backward[:, None], end, start), np.where(backward[:, None], start, end)
    width = right[:, 0] - left[:, 0]
    slope = (right[:, 1] - left[:, 1]) / np.where(width == 0, 1, width)
    first = np.clip(np.floor(left[:, 0]) - region.x, 0, region.width).astype(np.int64)
    counts = np.clip(np.floor(right[:, 0]) + 1 - region.x, 0, region.width).astype(np.int64) - first
    for line, step in _batches(counts):
        column = first[line] + step
        x = np.clip(column + (region.x + 0.5), left[line, 0], right[line, 0])
        row = np.floor(left[line, 1] + (x - left[line, 0]) * slope[line]) - region.y
        there = (row >= 0) & (row < region.height)
        path[row[there].astype(np.int64), column[there]] = True


def _centres(region: Region, placed: Affine) -> tuple[Points, Points] | None:
    """x and y of the centres of a region before they were moved; None if nothing has an area there."""
    back = placed.inverse()
    if back is None:
        return None
    x = np.arange(region.width, dtype=np.float64)[None, :] + (region.x + 0.5)
    y = np.arange(region.height, dtype=np.float64)[:, None] + (region.y + 0.5)
    return back.apply(x, y)


def _inside_oval(oval: Oval, region: Region) -> Bits:
    centres = _centres(region, oval.placed)
    if centres is None or oval.radius_x == 0 or oval.radius_y == 0:
        return _nothing(region)
    across, down = (centres[0] - oval.x) / oval.radius_x, (centres[1] - oval.y) / oval.radius_y
    inside: Bits = across**2 + down**2 <= 1
    return inside


def _under_stencil(stencil: Stencil, region: Region) -> Bits:
    centres = _centres(region, stencil.placed)
    if centres is None:
        return _nothing(region)
    height, width = stencil.bits.shape
    column, row = np.broadcast_arrays(np.floor(centres[0] - stencil.x), np.floor(centres[1] - stencil.y))
    there = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    mask = _nothing(region)
    mask[there] = stencil.bits[row[there].astype(np.int64), column[there].astype(np.int64)]
    return mask
