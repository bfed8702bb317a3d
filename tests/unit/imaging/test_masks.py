"""Pixels of figures, each against a slow version that asks every pixel by itself."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.imaging import masks
from omeropyr.imaging.figures import Affine, Caption, Dot, Figure, Outline, Oval, Stencil, bounds, corners
from omeropyr.imaging.masks import pack_bits, pixels_of, unpack_bits
from omeropyr.imaging.source import Region

eighths = st.integers(-64, 200).map(lambda number: number / 8)
"""Often exactly on the edge or in the middle of a pixel."""
anywhere = st.floats(-20, 30, allow_nan=False).map(lambda number: round(number, 6))
positions = st.one_of(eighths, anywhere)
outlines = st.lists(st.tuples(positions, positions), min_size=3, max_size=9)
regions = st.builds(Region, st.just(0), *[st.integers(-3, 8)] * 2, *[st.integers(1, 16)] * 2)
matrices = st.builds(Affine, *[st.integers(-6, 6).map(lambda number: number / 4)] * 4, positions, positions)


def centres(region: Region) -> list[list[tuple[float, float]]]:
    return [[(region.x + i + 0.5, region.y + j + 0.5) for i in range(region.width)] for j in range(region.height)]


def asked(region: Region, inside) -> np.ndarray:  # type: ignore[no-untyped-def]
    return np.array([[inside(*centre) for centre in row] for row in centres(region)], bool)


def outline(points: list[tuple[float, float]], *, closed: bool = True, nonzero: bool = False) -> Outline:
    return Outline(np.array(points, float), closed, nonzero)


def turns(points: list[tuple[float, float]], x: float, y: float) -> int:
    """How often the outline runs around a centre: the edges that a ray to the left of it meets."""
    total = 0
    for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True):
        direction = 1 if y0 < y1 else -1
        (xa, ya), (xb, yb) = ((x0, y0), (x1, y1)) if y0 < y1 else ((x1, y1), (x0, y0))
        if ya <= y < yb and xa + (y - ya) * ((xb - xa) / (yb - ya)) <= x:
            total += direction
    return total


@given(outlines, regions, st.booleans())
def test_polygons_against_every_pixel(points: list[tuple[float, float]], region: Region, nonzero: bool) -> None:
    expected = asked(region, lambda x, y: bool(turns(points, x, y) if nonzero else turns(points, x, y) % 2))
    np.testing.assert_array_equal(pixels_of(outline(points, nonzero=nonzero), region), expected)


def test_polygons_with_more_crossings_than_are_held_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    star = Outline(rng.uniform(0, 100, (60, 2)), closed=True)
    line = Outline(rng.uniform(0, 100, (60, 2)), closed=False)
    region = Region(0, 0, 0, 100, 100)
    whole = [pixels_of(figure, region) for figure in (star, line)]
    assert 1000 < whole[0].sum() < 9000
    monkeypatch.setattr(masks, "BATCH", 7)
    np.testing.assert_array_equal(whole, [pixels_of(figure, region) for figure in (star, line)])


def test_a_rectangle_of_whole_pixels_has_exactly_these() -> None:
    mask = pixels_of(Outline(corners(2, 3, 5, 4), closed=True), Region(0, 0, 0, 12, 12))
    expected = np.zeros((12, 12), bool)
    expected[3:7, 2:7] = True
    np.testing.assert_array_equal(mask, expected)


threes = st.lists(eighths, min_size=3, max_size=3, unique=True).map(sorted)


@given(threes, threes)
def test_neighbours_share_no_pixel_and_leave_none_out(xs: list[float], ys: list[float]) -> None:
    """A rectangle cut in three at any point inside."""
    (left, x, right), (top, y, bottom) = xs, ys
    edge = [(left, top), (right, top), (right, bottom), (left, bottom)]
    parts = [[edge[0], edge[1], (x, y)], [edge[1], edge[2], (x, y)], [edge[2], edge[3], edge[0], (x, y)]]
    region = Region(0, -10, -10, 40, 40)
    total = sum(pixels_of(outline(part), region).astype(int) for part in parts)
    np.testing.assert_array_equal(total, pixels_of(outline(edge), region).astype(int))


def test_fill_rules_differ_where_an_outline_runs_twice() -> None:
    twice = [(0.0, 0.0), (8.0, 0.0), (8.0, 8.0), (0.0, 8.0)] * 2
    region = Region(0, 0, 0, 8, 8)
    assert not pixels_of(outline(twice), region).any()
    assert pixels_of(outline(twice, nonzero=True), region).all()


@given(positions, positions, st.floats(0, 15), st.floats(0, 15), matrices, regions)
def test_ellipses_against_every_pixel(x: float, y: float, rx: float, ry: float, placed: Affine, region: Region) -> None:
    back = placed.inverse()

    def inside(px: float, py: float) -> bool:
        if back is None or not (rx and ry):
            return False
        u, v = back.a00 * px + back.a01 * py + back.a02, back.a10 * px + back.a11 * py + back.a12
        return np.float64((u - x) / rx) ** 2 + np.float64((v - y) / ry) ** 2 <= 1

    with np.errstate(over="ignore"):
        expected = asked(region, inside)
    np.testing.assert_array_equal(pixels_of(Oval(x, y, rx, ry, placed), region), expected)


def test_area_of_a_large_circle() -> None:
    mask = pixels_of(Oval(500, 500, 400, 300), Region(0, 0, 0, 1000, 1000))
    assert abs(int(mask.sum()) / (math.pi * 400 * 300) - 1) < 1e-3


@given(st.data())
def test_masks_against_every_pixel(data: st.DataObject) -> None:
    width, height = data.draw(st.integers(1, 9)), data.draw(st.integers(1, 9))
    bits = np.array(data.draw(st.lists(st.booleans(), min_size=width * height, max_size=width * height)))
    bits = bits.reshape(height, width)
    x, y, placed, region = (data.draw(one) for one in (positions, positions, matrices, regions))
    back = placed.inverse()

    def inside(px: float, py: float) -> bool:
        if back is None:
            return False
        column = math.floor(back.a00 * px + back.a01 * py + back.a02 - x)
        row = math.floor(back.a10 * px + back.a11 * py + back.a12 - y)
        return 0 <= column < width and 0 <= row < height and bool(bits[row, column])

    np.testing.assert_array_equal(pixels_of(Stencil(x, y, bits, placed), region), asked(region, inside))


def walked(points: list[tuple[float, float]]) -> set[tuple[int, int]]:
    """(row, column) of every pixel of a path, step by step."""
    found = set()
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        steep = abs(y1 - y0) > abs(x1 - x0)
        (a0, b0), (a1, b1) = ((y0, x0), (y1, x1)) if steep else ((x0, y0), (x1, y1))
        if a0 > a1:
            (a0, b0), (a1, b1) = (a1, b1), (a0, b0)
        slope = (b1 - b0) / (a1 - a0) if a1 > a0 else 0.0
        for step in range(math.floor(a0), math.floor(a1) + 1):
            across = math.floor(b0 + (min(max(step + 0.5, a0), a1) - a0) * slope)
            found.add((step, across) if steep else (across, step))
    return found


@given(st.lists(st.tuples(positions, positions), min_size=2, max_size=6), regions)
def test_lines_against_every_step(points: list[tuple[float, float]], region: Region) -> None:
    path = walked(points)
    expected = asked(region, lambda x, y: (math.floor(y), math.floor(x)) in path)
    np.testing.assert_array_equal(pixels_of(outline(points, closed=False), region), expected)


@given(st.tuples(positions, positions), st.tuples(positions, positions))
def test_lines_are_connected_and_thin(start: tuple[float, float], end: tuple[float, float]) -> None:
    rows, columns = np.nonzero(pixels_of(outline([start, end], closed=False), Region(0, -30, -30, 80, 80)))
    longest = max(np.ptp(rows), np.ptp(columns)) + 1
    assert len(rows) == longest
    order = np.argsort(columns if np.ptp(columns) == longest - 1 else rows)
    assert (np.abs(np.diff(rows[order])) <= 1).all()
    assert (np.abs(np.diff(columns[order])) <= 1).all()


def test_a_point_is_one_pixel_and_a_text_is_none() -> None:
    region = Region(0, 0, 0, 4, 4)
    assert np.argwhere(pixels_of(Dot(2.9, 1.0), region)).tolist() == [[1, 2]]
    assert not pixels_of(Dot(4, 1), region).any()
    assert not pixels_of(Caption(2, 2), region).any()


FIGURES: list[Figure] = [
    outline([(1, 1), (30, 4), (12, 33)]),
    outline([(1, 1), (30, 4), (12, 33)], closed=False),
    Oval(15, 14, 9, 5, Affine(a00=0.8, a10=0.6, a01=-0.6, a11=0.8, a02=3, a12=-2)),
    Stencil(3, 4, np.eye(20, dtype=bool), Affine(a00=1.5, a02=2)),
    Dot(7, 8),
]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: type(figure).__name__)
def test_parts_put_together_are_the_whole(figure: Figure) -> None:
    whole = pixels_of(figure, Region(0, 0, 0, 40, 40))
    assert whole.any()
    parts = [[pixels_of(figure, Region(0, x, y, 13, 7)) for x in range(0, 39, 13)] for y in range(0, 42, 7)]
    np.testing.assert_array_equal(np.block(parts)[:40], whole[:, :39])


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: type(figure).__name__)
def test_all_pixels_touch_the_bounding_box(figure: Figure) -> None:
    box = bounds(figure)
    rows, columns = np.nonzero(pixels_of(figure, Region(0, -50, -50, 150, 150)))
    assert math.floor(box.left) <= columns.min() - 50
    assert columns.max() - 50 <= box.right
    assert math.floor(box.top) <= rows.min() - 50
    assert rows.max() - 50 <= box.bottom


@given(positions, positions, st.floats(0, 15), st.floats(0, 15), matrices)
def test_box_of_an_ellipse_is_exact(x: float, y: float, rx: float, ry: float, placed: Affine) -> None:
    box = bounds(Oval(x, y, rx, ry, placed))
    angles = np.linspace(0, 2 * np.pi, 4001)
    xs, ys = placed.apply(x + rx * np.cos(angles), y + ry * np.sin(angles))
    np.testing.assert_allclose((box.left, box.top, box.right, box.bottom), (xs.min(), ys.min(), xs.max(), ys.max()),
                               atol=1e-3)  # fmt: skip


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 99))
def test_bits_there_and_back(width: int, height: int, seed: int) -> None:
    mask = np.random.default_rng(seed).random((height, width)) < 0.5
    bits = pack_bits(mask)
    assert len(bits) == -(-width * height // 8)
    np.testing.assert_array_equal(unpack_bits(bits, width, height), mask)
    assert bool(bits[0] & 0x80) == mask[0, 0]


HUGE = 1e18


@pytest.mark.parametrize(
    "figure",
    [
        outline([(-HUGE, -HUGE), (HUGE, -HUGE), (HUGE, HUGE), (-HUGE, HUGE)]),
        outline([(-HUGE, 3), (HUGE, 3)], closed=False),
        Oval(0, 0, HUGE, HUGE),
        Oval(0, 0, 5e-324, 5e-324),
        Oval(0, 0, 1, 1, Affine(a00=1e-300, a11=1e-20)),
        Stencil(0, 0, np.ones((1, 1), bool), Affine(a00=1e-160, a11=1e-160)),
        Dot(HUGE, -HUGE),
    ],
)
def test_figures_without_measure_are_no_trouble(figure: Figure) -> None:
    assert pixels_of(figure, Region(0, 0, 0, 8, 8)).shape == (8, 8)
