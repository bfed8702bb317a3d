"""The json renderer: OMERO.web's spelling, always valid JSON."""

from __future__ import annotations

import json
import math

from hypothesis import given
from hypothesis import strategies as st

from omeropyr.web.renderers import dumps

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")


@given(values)
def test_everything_is_valid_json_and_ascii(value: object) -> None:
    text = dumps(value)
    assert text.isascii()
    json.loads(text, parse_constant=refuse)


def test_spelling() -> None:
    assert dumps({"a": [1, "é"], "b": None}) == '{"a": [1, "\\u00e9"], "b": null}'


def test_what_is_no_number_becomes_null() -> None:
    assert dumps({"a": [math.nan, math.inf, -math.inf, 1.5]}) == '{"a": [null, null, null, 1.5]}'
