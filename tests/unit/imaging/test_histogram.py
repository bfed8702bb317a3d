"""Histograms against counting one pixel after the other."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from array_source import TYPES, ArraySource, images
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.errors import Invalid
from omeropyr.imaging.histogram import histogram, histogram_level


def slow(plane: np.ndarray, bins: int, low: float, high: float) -> list[int]:
    counts = [0] * bins
    for value in map(float, plane.ravel()):
        if math.isfinite(value) and low <= value <= high:
            share = (Fraction(value) - Fraction(low)) / (Fraction(high) - Fraction(low)) if high > low else 0
            counts[min(int(share * bins), bins - 1)] += 1
    return counts


@given(pixels=images([name for name in TYPES if name[0] != "f"]), bins=st.sampled_from([1, 2, 7, 256]))
def test_whole_range_of_integers(pixels: np.ndarray, bins: int) -> None:
    plane = pixels[-1, -1, -1]
    counts, limits = histogram(
        ArraySource(pixels), pixels.shape[1] - 1, z=pixels.shape[2] - 1, t=-1 % len(pixels), bins=bins
    )
    assert limits == (plane.min(), plane.max())
    assert counts.sum() == plane.size
    # a value on the edge of a bin may fall on either side of it by one rounding
    found, expected = np.cumsum(counts), np.cumsum(slow(plane, bins, *limits))
    on_edge = edges(plane, bins, *limits)
    assert (np.abs(found - expected) <= on_edge).all()


def edges(plane: np.ndarray, bins: int, low: float, high: float) -> np.ndarray:
    """How many values lie within a rounding error of the upper edge of each bin."""
    if high <= low:
        return np.zeros(bins, int)
    places = [(Fraction(float(v)) - Fraction(low)) / (Fraction(high) - Fraction(low)) * bins for v in plane.ravel()]
    return np.array([sum(abs(place - edge) < Fraction(1, 10**9) for place in places) for edge in range(1, bins + 1)])


@given(pixels=images(["uint8", "uint16", "int16"]), top=st.integers(1, 300))
def test_one_bin_for_each_value_is_exact(pixels: np.ndarray, top: int) -> None:
    # as many bins as whole numbers between the limits: nothing can be rounded to a neighbour
    counts, limits = histogram(ArraySource(pixels), 0, z=0, t=0, bins=top + 1, over=(0, top))
    values = [int(value) for value in pixels[0, 0, 0].ravel()]
    assert limits == (0, top)
    assert counts.tolist() == slow(pixels[0, 0, 0], top + 1, 0, top)
    assert counts.sum() == sum(0 <= value <= top for value in values)


@given(pixels=images(["float32", "float64"]), bins=st.integers(1, 9))
def test_floats_leave_nan_and_infinities_out(pixels: np.ndarray, bins: int) -> None:
    plane = pixels[0, 0, 0]
    finite = plane[np.isfinite(plane)]
    counts, limits = histogram(ArraySource(pixels), 0, z=0, t=0, bins=bins)
    assert limits == ((finite.min(), finite.max()) if finite.size else (0, 0))
    assert counts.sum() == finite.size


def test_agrees_with_numpy() -> None:
    rng = np.random.default_rng(1)
    for dtype in ("uint8", "uint16", "float32", "int32"):
        plane = (rng.normal(100, 20, (200, 300))).astype(dtype)
        counts, (low, high) = histogram(ArraySource(plane[None, None, None]), 0, z=0, t=0, bins=50)
        np.testing.assert_array_equal(counts, np.histogram(plane.astype(float), 50, (low, high))[0])


def test_only_values_inside_the_limits() -> None:
    source = ArraySource(np.arange(100, dtype=np.uint16).reshape(1, 1, 1, 10, 10))
    counts, _ = histogram(source, 0, z=0, t=0, bins=4, over=(10, 50))
    assert counts.tolist() == [10, 10, 10, 11]
    assert histogram(source, 0, z=0, t=0, bins=2, over=(200, 300))[0].tolist() == [0, 0]
    assert histogram(source, 0, z=0, t=0, bins=3, over=(7, 7))[0].tolist() == [1, 0, 0]


def test_large_images_are_counted_on_a_smaller_level() -> None:
    levels = [np.full((1, 1, 1, side, side), value, np.uint8) for value, side in enumerate((3000, 1500, 750, 375))]
    source = ArraySource(*levels)
    assert histogram_level(source.info) == 1
    assert histogram_level(ArraySource(levels[3]).info) == 0
    counts, limits = histogram(source, 0, z=0, t=0, bins=1)
    assert (counts.tolist(), limits) == ([1500 * 1500], (1, 1))
    assert max(source.read_bytes) <= 17 * 2**20


@pytest.mark.parametrize("bins", [0, -1, 65537])
def test_number_of_bins(bins: int) -> None:
    with pytest.raises(Invalid, match="bins"):
        histogram(ArraySource(np.zeros((1, 1, 1, 2, 2), np.uint8)), 0, z=0, t=0, bins=bins)


@pytest.mark.parametrize("over", [(5, 4), (math.nan, 1), (0, math.inf)])
def test_limits_that_are_none(over: tuple[float, float]) -> None:
    with pytest.raises(Invalid, match="over"):
        histogram(ArraySource(np.zeros((1, 1, 1, 2, 2), np.uint8)), 0, z=0, t=0, over=over)
