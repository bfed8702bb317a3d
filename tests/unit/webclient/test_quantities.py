"""Numbers as people read them."""

from __future__ import annotations

import pytest

from omeropyr.plugins.webclient.plates import row_name
from omeropyr.plugins.webclient.quantities import length


@pytest.mark.parametrize(
    ("micrometres", "text"),
    [(0.065, "65 nm"), (0.325, "0.325 µm"), (0.108333, "0.1083 µm"), (332.8, "332.8 µm"), (12_000, "12 mm")],
)
def test_lengths_choose_their_unit(micrometres: float, text: str) -> None:
    assert length(micrometres) == text


@pytest.mark.parametrize(("row", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (31, "AF"), (701, "ZZ"), (702, "AAA")])
def test_rows_of_plates_have_letters(row: int, name: str) -> None:
    assert row_name(row) == name
