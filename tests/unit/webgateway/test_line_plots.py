"""Curves of values that are no ordinary numbers, on pictures that are hardly any."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image as Picture

from omeropyr.api import Invalid
from omeropyr.plugins.webgateway.line_plots import Curve, Direction, line_plot, require_drawable

RED = [255, 0, 0, 255]


def drawn(direction: Direction, values: list[float], low: float, high: float, **size: int) -> NDArray[Any]:
    gif = line_plot(direction, 0, [Curve(np.array(values), low, high, "FF0000")], **size)
    return np.asarray(Picture.open(io.BytesIO(gif)).convert("RGBA"))


def test_what_is_no_number_lies_on_the_edge_and_infinities_at_the_ends() -> None:
    picture = drawn(Direction.ROW, [np.nan, -np.inf, np.inf, 5.0], 0.0, 10.0, width=4, height=11)
    for x, height in enumerate((0, 0, 10, 5)):
        assert picture[10 - height, x].tolist() == RED


def test_a_channel_of_one_value_is_a_line_at_the_edge() -> None:
    picture = drawn(Direction.COLUMN, [7.0] * 5, 7.0, 7.0, width=9, height=5)
    assert (picture[:, 0] == RED).all()


def test_one_pixel_is_a_dot() -> None:
    assert drawn(Direction.ROW, [3.0], 0.0, 4.0, width=1, height=1).tolist() == [[RED]]


def test_more_channels_than_colours_in_a_palette() -> None:
    curves = [Curve(np.zeros(2), 0.0, 1.0, f"{number:06X}") for number in range(300)]
    assert Picture.open(io.BytesIO(line_plot(Direction.ROW, 0, curves, width=2, height=2))).size == (2, 2)


@pytest.mark.parametrize(
    ("width", "height", "thickness", "culprit"),
    [(6001, 6000, 1, "image"), (65536, 1, 1, "image"), (5, 5, 0, "w"), (5, 5, 1001, "w")],
)
def test_what_cannot_be_drawn(width: int, height: int, thickness: int, culprit: str) -> None:
    with pytest.raises(Invalid) as refused:
        require_drawable(width, height, thickness)
    assert refused.value.name == culprit


@given(
    st.sampled_from(Direction),
    st.lists(st.floats(), min_size=1, max_size=6),
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(1, 9),
)
def test_any_values_over_any_range_are_a_picture(
    direction: Direction, values: list[float], low: float, high: float, across: int
) -> None:
    along = len(values)
    width, height = (along, across) if direction is Direction.ROW else (across, along)
    assert drawn(direction, values, low, high, width=width, height=height).shape == (height, width, 4)
