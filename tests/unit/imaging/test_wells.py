"""Names of wells and natural order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.imaging.natural import natural_key
from omeropyr.imaging.wells import parse_row, parse_well, well_name


@given(st.integers(0, 31), st.integers(0, 47))
def test_there_and_back(row: int, column: int) -> None:
    assert parse_well(well_name(row, column)) == (row, column)
    assert parse_well(well_name(row, column).lower()) == (row, column)


@pytest.mark.parametrize("text", ["", "A", "1", "A0", "A49", "AG1", "A1 ", "A1\n", "Ä1", "A123"])
def test_no_well(text: str) -> None:
    assert parse_well(text) is None


def test_rows() -> None:
    assert [parse_row(text) for text in ("A", "h", "AA", "AF", "1", "32", "AG", "33", "0", "-1", "")] == [
        0, 7, 26, 31, 0, 31, None, None, None, None, None,
    ]  # fmt: skip


@given(st.lists(st.text(max_size=12), max_size=8))
def test_every_text_can_be_sorted(names: list[str]) -> None:
    once = sorted(names, key=natural_key)
    assert sorted(once, key=natural_key) == once
    assert sorted(once) == sorted(names)


def test_numbers_count() -> None:
    assert sorted(["a10", "a9", "A1", "b", "10", "9"], key=natural_key) == ["9", "10", "A1", "a9", "a10", "b"]
