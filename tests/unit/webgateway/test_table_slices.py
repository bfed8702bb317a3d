"""Rows and columns by number, and ids as masks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.api import Invalid
from omeropyr.plugins.webgateway.bitmasks import LARGEST, bitmask
from omeropyr.plugins.webgateway.table_slices import numbers, size, spans, within


def expanded(text: str) -> list[int]:
    return list(numbers(spans("rows", text)))


def test_order_and_repeats_are_kept() -> None:
    assert expanded("0,4-6,12, 4 ,3-3") == [0, 4, 5, 6, 12, 4, 3]
    assert expanded("9-10") == [9, 10]


@pytest.mark.parametrize("text", [None, "", ",", "1,", "a", "-1", "1-", "10-9", "1-2-3", "1.5", "٣", "9" * 19])
def test_everything_else_is_refused(text: str | None) -> None:
    with pytest.raises(Invalid):
        spans("rows", text)


def test_a_large_range_is_counted_and_not_written_out() -> None:
    found = spans("rows", "0-999999999999999998,5")
    assert size(found) == 10**18
    with pytest.raises(Invalid):
        within("rows", found, 7)
    assert within("rows", spans("rows", "6,0"), 7)


@given(st.text(alphabet="0123456789-, ", max_size=20))
def test_any_text_is_numbers_or_refused(text: str) -> None:
    try:
        found = spans("rows", text)
    except Invalid:
        return
    assert all(len(span) > 0 for span in found)


class TestBitmask:
    def test_the_highest_bit_comes_first(self) -> None:
        assert list(bitmask(np.array([1, 2, 7, 11, 12]))) == [97, 24]

    def test_nothing_is_a_byte_of_nothing(self) -> None:
        assert bitmask(np.array([], np.int64)) == b"\0"

    def test_texts_of_numbers(self) -> None:
        assert bitmask(np.array(["8", "0"], object)) == b"\x80\x80"

    @pytest.mark.parametrize(
        "values",
        [
            np.array([1.0]),
            np.array([True]),
            np.array(["x"], object),
            np.array(["9" * 40], object),
            np.array([[1]]),
            np.array([-1]),
            np.array([LARGEST + 1]),
        ],
    )
    def test_what_is_no_id(self, values: np.ndarray) -> None:
        with pytest.raises(Invalid):
            bitmask(values)

    @given(st.sets(st.integers(0, 5000), min_size=1))
    def test_every_id_and_no_other(self, ids: set[int]) -> None:
        mask = bitmask(np.array(sorted(ids)))
        bits = np.unpackbits(np.frombuffer(mask, np.uint8))
        assert set(np.flatnonzero(bits).tolist()) == ids
        assert len(mask) == max(ids) // 8 + 1
