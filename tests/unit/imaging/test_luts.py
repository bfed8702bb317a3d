"""Built-in lookup tables."""

from __future__ import annotations

import numpy as np
import pytest

from omeropyr.imaging.luts import lut_named, names


@pytest.mark.parametrize("name", names())
def test_a_table_of_256_colors(name: str) -> None:
    table = lut_named(name)
    assert table is not None
    assert (table.shape, table.dtype) == ((256, 3), np.uint8)
    assert not table.flags.writeable
    assert len(np.unique(table, axis=0)) > 200


def test_names_without_case_and_unknown_ones() -> None:
    assert lut_named("FIRE.lut") is not None
    assert lut_named("nobody.lut") is None
    assert list(names()) == sorted(names())
