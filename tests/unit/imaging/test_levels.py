"""Fast ways to levels against the formula, value by value."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omeropyr.imaging.arena import Arena, arena
from omeropyr.imaging.levels import levels
from omeropyr.imaging.quantum import quantize
from omeropyr.imaging.render import render
from omeropyr.imaging.rgb_tables import apply, is_untouched
from omeropyr.imaging.scaling import scaling
from omeropyr.imaging.settings import ChannelSettings, Family

PLAIN = ChannelSettings(active=True, start=0, end=255, color="FFFFFF")
WHOLE = st.integers(-70000, 70000).map(float)
BROKEN = st.floats(-70000, 70000, allow_nan=False)


def exact(value: int, start: float, end: float) -> int:
    """floor(255 (x - start) / (end - start) + 1/2) on the window, in the numbers of Python."""
    v = min(max((value - start) / (end - start), 0.0), 1.0) * 255
    return math.floor(v + 0.5)


@given(start=WHOLE | BROKEN, end=WHOLE | BROKEN, dtype=st.sampled_from(["u1", "i1", "u2", "i2"]))
@settings(max_examples=80, deadline=None)
def test_scaling_is_off_by_one_at_most(start: float, end: float, dtype: str) -> None:
    limits = np.iinfo(dtype)
    found = scaling(start, end, limits.min, limits.max)
    if found is None:
        return
    values = np.arange(limits.min, limits.max + 1, dtype=np.int64)
    numbers = np.clip(values, found.first, found.last) * found.multiplier + found.addend
    fast = (numbers % 65536 // found.divisor).tolist()
    wrong = [abs(one - exact(value, start, end)) for value, one in zip(values.tolist(), fast, strict=True)]
    assert max(wrong) <= (0 if found.is_exact else 1)
    assert wrong[0] == wrong[-1] == 0


def test_usual_windows_have_a_scaling() -> None:
    for end in (100, 255, 256, 1000, 4095, 10000, 40000):
        assert scaling(0, end, 0, 65535) is not None
    for end in (1, 10, 100, 200, 255):
        found = scaling(0, end, 0, 255)
        assert found is not None
        assert found.is_exact
    assert scaling(5, 5, 0, 255) is None
    assert scaling(math.nan, 5, 0, 255) is None
    assert scaling(0, math.inf, 0, 255) is None


@given(
    dtype=st.sampled_from(["u1", "i1", "u2", "i2", "u4", "i4", "f4", "f8"]),
    start=WHOLE | BROKEN,
    width=st.floats(0.01, 100000) | st.integers(1, 70000).map(float),
    inverted=st.booleans(),
    family=st.sampled_from(list(Family)),
    exactly=st.booleans(),
    seed=st.integers(0, 99),
)
@settings(max_examples=200, deadline=None)
def test_levels_are_those_of_the_formula(
    dtype: str, start: float, width: float, inverted: bool, family: Family, exactly: bool, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    limits = (-80000, 80000) if dtype[0] == "f" else (np.iinfo(dtype).min, np.iinfo(dtype).max)
    middle = np.clip([start, start + width], *limits)
    values = rng.uniform(*middle, (8, 8)) if middle[0] < middle[1] else rng.uniform(*limits, (8, 8))
    values[0, 0], values[0, 1] = limits
    plane = values.astype(dtype)
    if dtype[0] == "f":
        plane[1, :3] = np.nan, np.inf, -np.inf
    channel = replace(PLAIN, start=start, end=start + width, inverted=inverted, family=family, coefficient=0.7)
    arena.reset()
    found = levels(plane, channel, exact=exactly).astype(int)
    slow = quantize(plane.astype(np.float64), channel).astype(int)
    assert np.abs(found - slow).max() <= 1


@given(dtype=st.sampled_from(["u1", "i1", "u2", "i2"]), start=WHOLE | BROKEN, width=st.floats(1, 100000))
@settings(max_examples=100, deadline=None)
def test_exact_levels_differ_only_half_way_between_two(dtype: str, start: float, width: float) -> None:
    limits = np.iinfo(dtype)
    plane = np.arange(limits.min, limits.max + 1).astype(dtype).reshape(16, -1)
    channel = replace(PLAIN, start=start, end=start + width)
    arena.reset()
    wrong = levels(plane, channel, exact=True) != quantize(plane.astype(np.float64), channel)
    placed = np.clip((plane[wrong].astype(np.float64) - start) / (channel.end - start), 0, 1) * 255
    assert np.abs(placed % 1 - 0.5).max(initial=0) < 1e-4


@pytest.mark.parametrize("dtype", ["f4", "f8"])
@pytest.mark.parametrize("inverted", [False, True])
def test_missing_and_endless_values(dtype: str, inverted: bool) -> None:
    plane = np.array([[np.nan, np.inf, -np.inf, 0.0, 255.0]], dtype)
    expected = [0, 0, 255, 255, 0] if inverted else [0, 255, 0, 0, 255]
    assert levels(plane, replace(PLAIN, inverted=inverted))[0].tolist() == expected


def test_large_numbers_keep_their_digits() -> None:
    plane = (np.arange(256, dtype=np.uint32) + np.uint32(4_000_000_000)).reshape(16, 16)
    channel = replace(PLAIN, start=4_000_000_000.0, end=4_000_000_255.0)
    assert levels(plane, channel).reshape(-1).tolist() == list(range(256))
    floats = plane.astype(np.float64)
    assert levels(floats, channel).reshape(-1).tolist() == list(range(256))


CHANNELS = st.builds(
    ChannelSettings,
    active=st.booleans(),
    start=st.sampled_from([0.0, 10.0, 99.5]),
    end=st.sampled_from([255.0, 200.0, 100.25]),
    color=st.just(""),
    inverted=st.booleans(),
    family=st.sampled_from(list(Family)),
    coefficient=st.sampled_from([0.5, 1.0]),
)


@given(channels=st.tuples(CHANNELS, CHANNELS, CHANNELS), width=st.integers(1, 9), height=st.integers(1, 9))
@settings(max_examples=80, deadline=None)
def test_tables_of_pairs(channels: tuple[ChannelSettings, ...], width: int, height: int) -> None:
    picture = np.random.default_rng(width * height).integers(0, 256, (height, width, 3), dtype=np.uint8)
    used = [replace(one, color=color) for one, color in zip(channels, ("FF0000", "00FF00", "0000FF"), strict=True)]
    expected = [
        quantize(picture[:, :, index], one) if one.active else np.zeros((height, width), np.uint8)
        for index, one in enumerate(used)
    ]
    arena.reset()
    np.testing.assert_array_equal(apply(picture, used), np.stack(expected, axis=2))
    if not is_untouched(used):
        np.testing.assert_array_equal(render(np.moveaxis(picture, 2, 0), used), np.stack(expected, axis=2))


def test_big_pictures_are_made_in_blocks() -> None:
    planes = np.random.default_rng(0).integers(0, 4000, (2, 700, 900)).astype(np.uint16)
    channels = [replace(PLAIN, end=4000.0, color="FF8000"), replace(PLAIN, start=100.0, end=3000.0, color="0000FF")]
    whole = render(planes, channels)
    for top in (0, 290, 650):
        np.testing.assert_array_equal(render(planes[:, top : top + 50], channels), whole[top : top + 50])


def test_arena_hands_out_what_was_released() -> None:
    own = Arena()
    first = own.array((4, 4), np.uint8)
    mark = own.mark()
    second = own.array((4, 4), np.uint8)
    assert not np.shares_memory(first, second)
    own.release(mark)
    assert own.array((4, 4), np.uint8) is second
    own.reset()
    assert own.array((4, 4), np.uint8) is first
