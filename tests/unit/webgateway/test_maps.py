"""The `maps` parameter: two halves, each of which stands or falls as a whole."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.api import Family
from omeropyr.plugins.webgateway.channels import Quantization
from omeropyr.plugins.webgateway.maps import Maps, parse_maps

ON = {"enabled": True}


@pytest.mark.parametrize(
    ("element", "inverted"),
    [
        ({"inverted": {"enabled": True}}, True),
        ({"inverted": {"enabled": "true"}}, True),
        ({"inverted": {"enabled": 1}}, False),
        ({"inverted": {"enabled": "yes"}}, False),
        ({"inverted": {"enabled": False}}, False),
        ({"inverted": {}}, False),
        ({"reverse": ON}, True),
        ({"inverted": {"enabled": False}, "reverse": ON}, False),
        ({}, False),
    ],
)
def test_inversion(element: dict[str, object], inverted: bool) -> None:
    assert parse_maps(json.dumps([element])).inverted_at(0) is inverted


def test_quantization() -> None:
    maps = parse_maps(
        '[{"quantization": {"family": "exponential", "coefficient": 1.2}}, {}, {"quantization": {"family": "linear"}}]'
    )
    assert maps.quantization == (Quantization(Family.EXPONENTIAL, 1.2), None, Quantization(Family.LINEAR, 1.0))


def test_beyond_the_end_nothing_changes() -> None:
    maps = parse_maps("[{}]")
    assert (maps.inverted_at(0), maps.inverted_at(1), maps.quantization_at(1)) == (False, None, None)


@pytest.mark.parametrize(
    "text",
    ["", "nonsense", "7", "null", '{"inverted": {}}', "[null]", '[{"inverted": {"enabled": true}}, null]', "[" * 99999],
)
def test_unreadable_text_changes_nothing(text: str) -> None:
    assert parse_maps(text) == Maps()


def test_one_unreadable_half_leaves_the_other() -> None:
    bad_inversion = parse_maps('[{"inverted": true, "quantization": {"family": "linear"}}]')
    assert bad_inversion == Maps((), (Quantization(Family.LINEAR, 1.0),))
    bad_family = parse_maps(
        '[{"inverted": {"enabled": true}, "quantization": {"family": "cubic"}}, {"reverse": {"enabled": true}}]'
    )
    assert bad_family == Maps((True, True), ())


@pytest.mark.parametrize("coefficient", ["0", "-1", "1e300", "NaN", "Infinity", '"x"', "null", "[]"])
def test_an_unusable_coefficient_drops_the_quantizations(coefficient: str) -> None:
    maps = parse_maps(f'[{{"quantization": {{"family": "linear", "coefficient": {coefficient}}}}}]')
    assert maps == Maps((False,), ())


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(["inverted", "reverse", "enabled", "quantization", "family", "coefficient"]), inner
        )
    ),
)


@given(st.text() | json_values.map(json.dumps))
def test_never_raises(text: str) -> None:
    parse_maps(text)
