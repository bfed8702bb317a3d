"""Line profiles against the formula, sample by sample."""

from __future__ import annotations

import math

import numpy as np
import pytest
from array_source import ArraySource, images
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.errors import Invalid
from omeropyr.imaging.profile import PIECE, column_profile, line_profile, row_profile


def at(plane: np.ndarray, x: float, y: float) -> float:
    """Bilinear, one number; beyond an edge that at the edge."""
    height, width = plane.shape
    x, y = min(max(x, 0), width - 1), min(max(y, 0), height - 1)
    left, top = int(x), int(y)
    total = 0.0
    for row, column in ((top, left), (top, left + 1), (top + 1, left), (top + 1, left + 1)):
        share = max(0, 1 - abs(x - column)) * max(0, 1 - abs(y - row))
        if share:
            total += share * float(plane[row, column])
    return total


def slow(plane: np.ndarray, start: tuple[float, float], end: tuple[float, float], width: int) -> list[float]:
    length = math.hypot(end[0] - start[0], end[1] - start[1])
    count = math.ceil(length) + 1
    dx, dy = ((end[0] - start[0]) / length, (end[1] - start[1]) / length) if length else (1.0, 0.0)
    values = []
    for number in range(count):
        share = number / (count - 1) if count > 1 else 0.0
        x, y = start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])
        found = [at(plane, x - dy * step, y + dx * step) for step in np.arange(width) - (width - 1) / 2]
        values.append(sum(found) / width)
    return values


@st.composite
def lines(draw: st.DrawFn) -> tuple[np.ndarray, tuple[float, float], tuple[float, float], int]:
    pixels = draw(images(finite=True, most=12))
    points = [
        tuple(draw(st.integers(0, 4 * (side - 1))) / 4 for side in (pixels.shape[4], pixels.shape[3])) for _ in range(2)
    ]
    return pixels, points[0], points[1], draw(st.integers(1, 4))


@given(lines())
def test_any_line_of_any_image(case: tuple[np.ndarray, tuple[float, float], tuple[float, float], int]) -> None:
    pixels, start, end, width = case
    found = line_profile(ArraySource(pixels), start, end, z=0, t=0, channels=range(pixels.shape[1]), width=width)
    for channel, values in enumerate(found):
        plane = pixels[0, channel, 0].astype(float)
        scale = max(1.0, float(np.abs(plane).max()))
        np.testing.assert_allclose(values, slow(plane, start, end, width), rtol=1e-9, atol=1e-9 * scale)


@pytest.mark.parametrize("width", [1, 2, 3, 8, 33])
def test_lines_of_any_width(width: int) -> None:
    plane = np.random.default_rng(width).integers(0, 4000, (60, 60)).astype(np.uint16)
    for start, end in (((20, 20), (40, 31)), ((20, 40), (33, 20)), ((30, 20), (30, 40)), ((25, 25), (25, 25))):
        found = line_profile(ArraySource(plane[None, None, None]), start, end, z=0, t=0, channels=[0], width=width)
        np.testing.assert_allclose(found[0], slow(plane, start, end, width), rtol=1e-9)


def test_rows_and_columns_are_the_pixels_themselves() -> None:
    pixels = np.random.default_rng(0).integers(0, 2**16, (1, 3, 1, 20, 700)).astype(np.uint16)
    source = ArraySource(pixels)
    row = row_profile(source, 7, z=0, t=0, channels=[2, 0])
    np.testing.assert_array_equal(row, pixels[0, [2, 0], 0, 7])
    column = column_profile(source, 123, z=0, t=0, channels=[1])
    np.testing.assert_array_equal(column, pixels[0, [1], 0, :, 123])
    wide = row_profile(source, 7, z=0, t=0, channels=[0], width=3)
    np.testing.assert_allclose(wide[0], pixels[0, 0, 0, 6:9].mean(axis=0))
    edge = row_profile(source, 0, z=0, t=0, channels=[0], width=3)
    np.testing.assert_allclose(edge[0], pixels[0, 0, 0, [0, 0, 1]].mean(axis=0))


def test_a_long_diagonal_reads_little() -> None:
    source = ArraySource(np.zeros((1, 1, 1, 4000, 4000), np.uint8))
    line_profile(source, (0, 0), (3999, 3999), z=0, t=0, channels=[0])
    assert max(source.read_bytes) <= (PIECE + 2) ** 2
    assert sum(source.read_bytes) < 2 * 10**6


def test_nan_touches_only_its_neighbours() -> None:
    plane = np.ones((5, 5), np.float32)
    plane[2, 2] = np.nan
    source = ArraySource(plane[None, None, None])
    assert np.isnan(row_profile(source, 2, z=0, t=0, channels=[0])).tolist() == [[False, False, True, False, False]]
    assert not np.isnan(row_profile(source, 1, z=0, t=0, channels=[0])).any()


@pytest.mark.parametrize(
    ("start", "end", "width"),
    [
        ((-1, 0), (3, 3), 1),
        ((0, 0), (3, 10), 1),
        ((0, 0), (math.nan, 1), 1),
        ((0, 0), (3, 3), 0),
        ((0, 0), (3, 3), 1002),
    ],
)
def test_lines_that_cannot_be(start: tuple[float, float], end: tuple[float, float], width: int) -> None:
    with pytest.raises(Invalid):
        line_profile(ArraySource(np.zeros((1, 1, 1, 5, 5), np.uint8)), start, end, z=0, t=0, channels=[0], width=width)
