"""The fast renderer against a slow one that is easy to read."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omeropyr.imaging.luts import lut_named
from omeropyr.imaging.render import active_channels, render
from omeropyr.imaging.settings import ChannelSettings, Family, Model

WHITE = ChannelSettings(active=True, start=0, end=255, color="FFFFFF")


def quantized(value: float, channel: ChannelSettings) -> int:
    """One value to 0..255, as the formulas of the OME model say."""
    if math.isnan(value):
        return 0
    if channel.end <= channel.start:
        v = 255.0 if value > channel.start else 0.0
    else:
        v = min(max((value - channel.start) / (channel.end - channel.start), 0.0), 1.0) * 255
    k = channel.coefficient

    def f(x: float) -> float:
        return {
            Family.LINEAR: lambda: x,
            Family.POLYNOMIAL: lambda: x**k,
            Family.EXPONENTIAL: lambda: math.exp(x**k),
            Family.LOGARITHMIC: lambda: math.log(x) if x > 1 else 0.0,
        }[channel.family]()

    level = math.floor(255 * (f(v) - f(0.0)) / (f(255.0) - f(0.0)) + 0.5)
    return 255 - level if channel.inverted else level


def reference(planes: np.ndarray, channels: list[ChannelSettings], model: Model) -> np.ndarray:
    _, height, width = planes.shape
    picture = np.zeros((height, width, 3), int)
    on = [index for index, channel in enumerate(channels) if channel.active]
    for index in on[:1] if model is Model.GREYSCALE else on:
        channel = channels[index]
        color = [255, 255, 255] if model is Model.GREYSCALE else list(bytes.fromhex(channel.color))
        table = None if model is Model.GREYSCALE or not channel.lut else lut_named(channel.lut)
        for y, x in np.ndindex(height, width):
            level = quantized(float(planes[index, y, x]), channel)
            part = [(level * one + 127) // 255 for one in color] if table is None else table[level].astype(int)
            picture[y, x] = np.minimum(picture[y, x] + part, 255)
    return picture.astype(np.uint8)


def assert_like_reference(planes: np.ndarray, channels: list[ChannelSettings], model: Model = Model.COLOR) -> None:
    """Equal, but for one level: where a value is close to half-way between two, or `scaling` stands in for a window."""
    fast, slow = render(planes, channels, model), reference(planes, channels, model)
    assert fast.dtype == np.uint8
    assert fast.shape == (*planes.shape[1:], 3)
    difference = np.abs(fast.astype(int) - slow.astype(int))
    assert difference.max(initial=0) <= 1
    assert np.count_nonzero(difference) <= 0.02 * difference.size


COLORS = st.sampled_from(["FF0000", "00FF00", "0000FF", "FFFFFF", "000000", "FF8000", "1234AB"])
CHANNELS = st.builds(
    ChannelSettings,
    active=st.booleans(),
    start=st.sampled_from([0.0, 10.0, -50.5, 100.0, 3.25]),
    end=st.sampled_from([255.0, 200.0, 30000.0, 100.0, 90.75]),
    color=COLORS,
    lut=st.sampled_from([None, None, None, "fire.lut", "no-such.lut"]),
    inverted=st.booleans(),
    family=st.sampled_from(list(Family)),
    coefficient=st.sampled_from([1.0, 0.5, 0.9]),
)


@settings(max_examples=150, deadline=None)
@given(
    channels=st.lists(CHANNELS, min_size=1, max_size=4),
    dtype=st.sampled_from(["uint8", "int8", "uint16", "int16", "int32", "uint32", "float32", "float64"]),
    model=st.sampled_from(list(Model)),
    seed=st.integers(0, 1000),
)
def test_like_the_reference(channels: list[ChannelSettings], dtype: str, model: Model, seed: int) -> None:
    rng = np.random.default_rng(seed)
    low, high = (
        (-100, 127)
        if dtype == "int8"
        else (-400, 40000)
        if dtype[0] != "u"
        else (0, 255 if dtype == "uint8" else 40000)
    )
    high = min(high, 32767) if dtype == "int16" else high
    planes = rng.uniform(low, high, (len(channels), 5, 7)).astype(dtype)
    assert_like_reference(planes, channels, model)


def test_every_8_bit_value_exactly() -> None:
    planes = np.arange(256, dtype=np.uint8).reshape(1, 16, 16)
    channel = replace(WHITE, start=20, end=180)
    np.testing.assert_array_equal(render(planes, [channel]), reference(planes, [channel], Model.COLOR))


def test_sums_are_clamped() -> None:
    planes = np.full((3, 1, 1), 200, np.uint8)
    channels = [replace(WHITE, color=color) for color in ("FF0000", "FF8000", "00FF00")]
    assert render(planes, channels)[0, 0].tolist() == [255, 255, 0]


def test_rgb_identity_copies_nothing_but_the_pixels() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (9, 11, 3), dtype=np.uint8)
    channels = [replace(WHITE, color=color) for color in ("FF0000", "00FF00", "0000FF")]
    picture = render(np.moveaxis(pixels, 2, 0), channels)
    np.testing.assert_array_equal(picture, pixels)
    assert np.shares_memory(picture, pixels)


@pytest.mark.parametrize(
    "change",
    [
        {"end": 254},
        {"inverted": True},
        {"color": "FF0001"},
        {"lut": "fire.lut"},
        {"family": Family.LOGARITHMIC},
        {"active": False},
    ],
)
def test_identity_is_left_when_anything_differs(change: dict) -> None:
    planes = np.random.default_rng(0).integers(0, 256, (3, 6, 7), dtype=np.uint8)
    channels = [replace(WHITE, color=color) for color in ("FF0000", "00FF00", "0000FF")]
    channels[0] = replace(channels[0], **change)
    assert_like_reference(planes, channels)


def test_no_active_channel_is_black() -> None:
    assert not render(np.full((1, 3, 4), 255, np.uint8), [replace(WHITE, active=False)]).any()
    assert active_channels([replace(WHITE, active=False)], Model.GREYSCALE) == ()


def test_greyscale_shows_the_first_active_channel_without_color() -> None:
    planes = np.stack([np.full((2, 2), value, np.uint8) for value in (10, 20, 30)])
    channels = [replace(WHITE, active=False), replace(WHITE, color="FF0000", lut="fire.lut"), WHITE]
    assert (render(planes, channels, Model.GREYSCALE) == 20).all()


@pytest.mark.parametrize("inverted", [False, True])
def test_nan_is_black(inverted: bool) -> None:
    planes = np.array([[[np.nan, 0.0, 255.0, np.inf, -np.inf]]], np.float32)
    expected = [0, 255, 0, 0, 255] if inverted else [0, 0, 255, 255, 0]
    assert render(planes, [replace(WHITE, inverted=inverted)])[0, :, 0].tolist() == expected


def test_unknown_lut_gives_way_to_the_color() -> None:
    planes = np.arange(256, dtype=np.uint8).reshape(1, 16, 16)
    plain = replace(WHITE, color="FF8000")
    np.testing.assert_array_equal(render(planes, [replace(plain, lut="nobody.lut")]), render(planes, [plain]))


def test_big_endian_and_strided_planes() -> None:
    planes = np.random.default_rng(0).integers(0, 60000, (2, 20, 30)).astype(np.uint16)
    channels = [replace(WHITE, end=60000, color="FF0000"), replace(WHITE, end=60000, color="00FF00")]
    expected = render(np.ascontiguousarray(planes[:, ::2, 3:17]), channels)
    np.testing.assert_array_equal(render(planes[:, ::2, 3:17], channels), expected)
    signed = (planes.astype(int) - 30000).astype(np.int16)
    shifted = [replace(channel, start=-30000, end=30000) for channel in channels]
    np.testing.assert_array_equal(render(signed[:, ::2, 3:17], shifted), expected)
