"""Numbers of bytes as people read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.cli.sizes import size_text

FACTORS = {"B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "PB": 1e15}


@pytest.mark.parametrize(
    ("size", "said"), [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1_540_000, "1.5 MB"), (2 * 10**18, "2000.0 PB")]
)
def test_examples(size: int, said: str) -> None:
    assert size_text(size) == said


@given(st.integers(0, 10**21))
def test_the_text_is_the_number_within_its_last_digit(size: int) -> None:
    number, unit = size_text(size).split()
    assert abs(float(number) * FACTORS[unit] - size) <= max(0.05 * FACTORS[unit], size * 1e-12)
