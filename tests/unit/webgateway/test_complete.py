"""Rendering parameters that must say everything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.api import Invalid, Model
from omeropyr.plugins.webgateway.complete import parse_complete

C = "1|0:255$FF0000,-2|1:9$cool.lut"


def test_everything_is_said() -> None:
    asked = parse_complete({"c": C, "m": "g", "maps": "[{}, {}]", "p": "intmax", "zm": "100"})
    assert asked.model is Model.GREYSCALE
    assert [entry.active for entry in asked.channels or ()] == [True, False]
    assert asked.projection is None


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
        parse_complete(query)
    assert refused.value.name == culprit


def test_no_channel_at_all_is_complete() -> None:
    assert parse_complete({"c": "", "m": "c"}).channels == ()


@given(st.dictionaries(st.sampled_from(["c", "m", "maps", "q"]), st.text() | st.sampled_from([C, "c", "[]"])))
def test_any_text_is_a_value_or_refused_by_name(query: dict[str, str]) -> None:
    culprit = "c"
    try:
        parse_complete(query)
    except Invalid as refused:
        culprit = refused.name
    assert culprit in ("c", "m", "maps", "q")
