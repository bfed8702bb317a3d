"""Statistics under figures against numpy on the whole plane."""

from __future__ import annotations

import numpy as np
import pytest
from array_source import ArraySource, images
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.imaging import measure as measuring
from omeropyr.imaging.figures import Affine, Box, Caption, Figure, Outline, Oval, Stencil, corners
from omeropyr.imaging.masks import pixels_of
from omeropyr.imaging.measure import Measure, measure, pieces
from omeropyr.imaging.regions import whole
from omeropyr.imaging.source import LevelSize

numbers = st.floats(-4, 12, allow_nan=False)
triangles = st.lists(st.tuples(numbers, numbers), min_size=3, max_size=3).map(
    lambda points: Outline(np.array(points), closed=True)
)
figures = st.one_of(triangles, st.builds(Oval, numbers, numbers, *[st.floats(0, 9)] * 2))


def slow(source: ArraySource, figure: Figure, z: int, t: int, c: int) -> Measure:
    under = source.read_plane(z, t, c)[pixels_of(figure, whole(source.info))]
    values = under[np.isfinite(under)].astype(np.float64)
    if not values.size:
        return Measure(under.size, None, None, None, None, None)
    return Measure(under.size, values.min(), values.max(), values.mean(), values.sum(), values.std())


def assert_alike(found: Measure, expected: Measure) -> None:
    assert found.area == expected.area
    for name in ("minimum", "maximum", "mean", "total", "std_dev"):
        one, other = getattr(found, name), getattr(expected, name)
        assert (one is None) == (other is None)
        if one is not None:
            assert one == pytest.approx(other, rel=1e-9, abs=1e-6)


@given(images(finite=True), figures, st.data())
def test_every_pixel_type(pixels: np.ndarray, figure: Figure, data: st.DataObject) -> None:
    source = ArraySource(pixels)
    z, t = data.draw(st.integers(0, pixels.shape[2] - 1)), data.draw(st.integers(0, pixels.shape[0] - 1))
    channels = list(range(pixels.shape[1]))[::-1]
    for channel, found in zip(channels, measure(source, figure, z=z, t=t, channels=channels), strict=True):
        assert_alike(found, slow(source, figure, z, t, channel))


def test_values_that_are_not_finite_count_as_area_only() -> None:
    pixels = np.array([[np.nan, 1, np.inf], [5, -np.inf, 3]], np.float32)[None, None, None]
    square = Outline(corners(0, 0, 3, 2), closed=True)
    (found,) = measure(ArraySource(pixels), square, z=0, t=0, channels=[0])
    assert (found.area, found.minimum, found.maximum, found.mean, found.total) == (6, 1, 5, 3, 9)
    (found,) = measure(ArraySource(np.full_like(pixels, np.nan)), square, z=0, t=0, channels=[0])
    assert found == Measure(6, None, None, None, None, None)


def test_large_values_are_exact() -> None:
    pixels = np.full((1, 1, 1, 50, 50), 2**32 - 1, np.uint32)
    (found,) = measure(ArraySource(pixels), Oval(25, 25, 20, 20), z=0, t=0, channels=[0])
    assert found.total == found.area * (2**32 - 1)
    assert (found.mean, found.std_dev) == (2**32 - 1, 0)


@pytest.mark.parametrize("figure", [Caption(2, 2), Oval(-50, -50, 3, 3), Oval(3, 3, 0, 4)])
def test_nothing_under_a_figure(figure: Figure) -> None:
    source = ArraySource(np.ones((1, 2, 1, 8, 8), np.uint8))
    assert measure(source, figure, z=0, t=0, channels=[0, 1]) == (Measure(0, None, None, None, None, None),) * 2
    assert source.read_bytes == []


@pytest.mark.parametrize("side", [1, 7, 64])
def test_pieces_make_no_difference(monkeypatch: pytest.MonkeyPatch, side: int) -> None:
    source = ArraySource(np.random.default_rng(0).integers(0, 4000, (1, 1, 1, 60, 70), np.uint16))
    turned = Stencil(3, 4, np.random.default_rng(1).random((30, 40)) < 0.5, Affine(1.1, 0.4, -0.4, 1.1, 9, 2))
    expected = slow(source, turned, 0, 0, 0)
    monkeypatch.setattr(measuring, "SIDE", side)
    (found,) = measure(source, turned, z=0, t=0, channels=[0])
    assert_alike(found, expected)
    assert max(source.read_bytes) <= side * side * 2


def test_only_what_the_figure_touches_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "SIDE", 16)
    source = ArraySource(np.ones((1, 1, 1, 500, 500), np.uint8))
    line = Outline(np.array([(0, 0), (499, 499)], float), closed=False)
    (found,) = measure(source, line, z=0, t=0, channels=[0])
    assert found.area == 500
    assert sum(source.read_bytes) <= 16 * 16 * 64


@pytest.mark.parametrize("box", [Box(-1e300, -1e300, 1e300, 1e300), Box(3, 3, 3, 3), Box(-9, -9, 4, 4.5)])
def test_pieces_cover_the_box_once(monkeypatch: pytest.MonkeyPatch, box: Box) -> None:
    monkeypatch.setattr(measuring, "SIDE", 8)
    seen = np.zeros((21, 30), int)
    for piece in pieces(box, LevelSize(30, 21)):
        seen[piece.y : piece.y + piece.height, piece.x : piece.x + piece.width] += 1
    y, x = np.indices(seen.shape)
    touched = (x + 1 > box.left) & (x < box.right) & (y + 1 > box.top) & (y < box.bottom)
    assert (seen[touched] == 1).all()
    assert seen.max() == 1


def test_nothing_is_covered_outside() -> None:
    assert not list(pieces(Box(100, 2, 200, 4), LevelSize(30, 21)))
