"""Rendering parameters that must say everything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.api import Invalid
from omeropyr.plugins.webgateway.completeness import require_complete

C = "1|0:255$FF0000,-2|1:9$cool.lut"


def test_everything_is_said() -> None:
    require_complete({"c": C, "m": "g", "maps": "[{}, {}]", "p": "intmax", "zm": "100"})
    require_complete({"c": "", "m": "c"})


@pytest.mark.parametrize(
    ("query", "culprit"),
    [
        ({}, "c"),
        ({"m": "x", "maps": "y"}, "c"),
        ({"c": "1$FF0000", "m": "c"}, "c"),
        ({"c": "1|0:255", "m": "c"}, "c"),
        ({"c": C + ",3|0:1", "m": "c"}, "c"),
        ({"c": C}, "m"),
        ({"c": C, "m": "C"}, "m"),
        ({"c": C, "m": "c", "maps": ""}, "maps"),
        ({"c": C, "m": "c", "maps": "5"}, "maps"),
        ({"c": C, "m": "c", "maps": "[{}]"}, "maps"),
        ({"c": C, "m": "c", "maps": "[" * 100_000}, "maps"),
    ],
)
def test_the_first_thing_missing_is_named(query: dict[str, str], culprit: str) -> None:
    with pytest.raises(Invalid) as refused:
        require_complete(query)
    assert refused.value.name == culprit


@given(st.dictionaries(st.sampled_from(["c", "m", "maps"]), st.text() | st.sampled_from([C, "c", "[]"])))
def test_any_text_is_a_value_or_refused_by_name(query: dict[str, str]) -> None:
    culprit = "c"
    try:
        require_complete(query)
    except Invalid as refused:
        culprit = refused.name
    assert culprit in ("c", "m", "maps")
