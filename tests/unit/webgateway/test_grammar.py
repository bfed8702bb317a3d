"""The whole query string as one typed request."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.api import Invalid, Model, Projection, ProjectionKind
from omeropyr.plugins.webgateway.grammar import RenderingRequest, parse_projection, parse_rendering


def test_nothing_asked_is_nothing_changed() -> None:
    assert parse_rendering({}) == RenderingRequest()
    assert parse_rendering({"z": "x", "zm": "", "format": "png", "ia": "1"}) == RenderingRequest()


def test_a_view_is_read_once_but_not_kept_when_it_is_long() -> None:
    view = {"c": "1|0:255$FF0000,2|0:99$cool.lut", "m": "c", "q": "0.8"}
    assert parse_rendering({**view, "tile": "0,0,0"}) is parse_rendering({**view, "tile": "0,1,0"})
    long = {**view, "maps": " " * 2000}
    assert parse_rendering(long) == parse_rendering(view)
    assert parse_rendering(long) is not parse_rendering(long)


def test_what_is_left_out_is_as_if_it_was_not_asked() -> None:
    assert parse_rendering({"p": "intmax", "m": "g", "q": "x"}, without=("p", "q")) == RenderingRequest(
        model=Model.GREYSCALE
    )


def test_maps_belong_to_the_entries_of_c() -> None:
    maps = '[{"inverted": {"enabled": true}}, {"inverted": {"enabled": false}}]'
    entries = parse_rendering({"c": "2,1", "maps": maps}).channels
    assert entries is not None
    assert [(entry.channel, entry.inverted) for entry in entries] == [(2, True), (1, False)]


def test_maps_without_c_are_ignored() -> None:
    assert parse_rendering({"maps": '[{"inverted": {"enabled": true}}]'}).channels is None


@pytest.mark.parametrize(("m", "model"), [("g", Model.GREYSCALE), ("c", Model.COLOR), ("x", None), ("", None)])
def test_model(m: str, model: Model | None) -> None:
    assert parse_rendering({"m": m}).model is model


@pytest.mark.parametrize(
    ("p", "projection"),
    [
        ("normal", None),
        ("0:5", None),
        ("mean", None),
        ("intmax", Projection(ProjectionKind.MAXIMUM)),
        ("intmean|0:5", Projection(ProjectionKind.MEAN, 0, 5)),
        ("intsum|-3:99", Projection(ProjectionKind.SUM, -3, 99)),
        ("intmax|a:5", Projection(ProjectionKind.MAXIMUM)),
        ("intmax|3", Projection(ProjectionKind.MAXIMUM)),
    ],
)
def test_projection(p: str, projection: Projection | None) -> None:
    assert parse_projection(p) == projection


@pytest.mark.parametrize("q", ["0", "0.5", "1", "1.0", ".9"])
def test_quality(q: str) -> None:
    assert parse_rendering({"q": q}).quality == float(q)


@pytest.mark.parametrize("q", ["", "high", "-0.1", "1.1", "nan", "inf", "0,9"])
def test_bad_quality_is_refused_by_name(q: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_rendering({"q": q})
    assert refused.value.name == "q"


def refused_parameter(query: dict[str, str]) -> str | None:
    try:
        parse_rendering(query)
    except Invalid as refused:
        return refused.name
    return None


@given(st.dictionaries(st.sampled_from(["c", "maps", "m", "p", "q", "ia"]), st.text()))
def test_any_query_is_a_request_or_a_refusal(query: dict[str, str]) -> None:
    assert refused_parameter(query) in (None, "c", "q")
