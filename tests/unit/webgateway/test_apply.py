"""Stored settings, changed as a request asks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.api import ChannelSettings, Family, Invalid, Model, Projection, ProjectionKind, RenderSettings
from omeropyr.plugins.webgateway.apply import apply, apply_all
from omeropyr.plugins.webgateway.grammar import parse_rendering

BLUE = ChannelSettings(active=True, start=10, end=100, color="0000FF", lut="fire.lut")
GREEN = ChannelSettings(active=False, start=20, end=200, color="00FF00", inverted=True)
STORED = RenderSettings(channels=(BLUE, GREEN), model=Model.COLOR, z=3, t=1)


def applied(size_z: int = 6, **query: str) -> RenderSettings:
    return apply(parse_rendering(query), STORED, size_z)


def test_nothing_asked() -> None:
    assert applied() == STORED


def test_empty_c_turns_every_channel_off() -> None:
    assert applied(c="").active == ()


def test_channels_without_entry_are_off() -> None:
    assert applied(c="2").channels == (replace(BLUE, active=False), replace(GREEN, active=True))


def test_each_entry_goes_to_its_own_channel() -> None:
    first, second = applied(c="2|0:10$FF0000,1|0:20$00FF00").channels
    assert (first.start, first.end, first.color) == (0, 20, "00FF00")
    assert (second.start, second.end, second.color) == (0, 10, "FF0000")


def test_maps_follow_their_entries() -> None:
    square = '{"inverted": {"enabled": false}, "quantization": {"family": "polynomial", "coefficient": 2}}'
    maps = f'[{square}, {{"reverse": {{"enabled": true}}}}]'
    first, second = applied(c="2,1", maps=maps).channels
    assert (first.inverted, first.family) == (True, Family.LINEAR)
    assert (second.inverted, second.family, second.coefficient) == (False, Family.POLYNOMIAL, 2)


def test_nothing_of_an_off_channel_is_applied() -> None:
    maps = '[{"inverted": {"enabled": true}}]'
    assert applied(c="-1|0:1$FF0000", maps=maps).channels[0] == replace(BLUE, active=False)


def test_what_is_saved_has_everything_of_off_channels_too() -> None:
    asked = parse_rendering({"c": "-1|0:1$FF0000", "maps": '[{"inverted": {"enabled": true}}]', "m": "g"})
    first, second = apply_all(asked.channels, asked.model, STORED).channels
    assert first == replace(BLUE, active=False, start=0, end=1, color="FF0000", lut=None, inverted=True)
    assert second == replace(GREEN, active=False)
    assert apply_all(asked.channels, asked.model, STORED).model is Model.GREYSCALE
    assert apply_all(None, None, STORED) == STORED


def test_a_colour_takes_the_look_up_table_away_and_a_table_keeps_the_colour() -> None:
    assert applied(c="1$FF0000").channels[0] == replace(BLUE, color="FF0000", lut=None)
    assert applied(c="1$cool.lut").channels[0] == replace(BLUE, lut="cool.lut")
    assert applied(c="1$nonsense").channels[0] == BLUE


def test_unknown_channels_have_no_effect() -> None:
    assert applied(c="0|0:1,1,99|0:1").channels == (BLUE, replace(GREEN, active=False))


def test_model() -> None:
    assert applied(m="g").model is Model.GREYSCALE


@pytest.mark.parametrize(
    ("p", "start", "end"), [("intmax", 0, 5), ("intmax|2:3", 2, 3), ("intmax|-4:99", 0, 5), ("intmax|5:5", 5, 5)]
)
def test_projection_is_cut_to_the_stack(p: str, start: int, end: int) -> None:
    assert applied(p=p).projection == Projection(ProjectionKind.MAXIMUM, start, end)


@pytest.mark.parametrize("p", ["intmax|6:9", "intmean|4:2", "intsum|0:-1"])
def test_projection_outside_the_stack_is_refused_by_name(p: str) -> None:
    with pytest.raises(Invalid) as refused:
        applied(p=p)
    assert refused.value.name == "p"


@given(st.text(alphabet="0123456789-|:$,.Ff"), st.text(), st.integers(1, 50))
def test_the_number_of_channels_never_changes(c: str, p: str, size_z: int) -> None:
    try:
        settings = applied(size_z, c=c, p=p)
    except Invalid:
        return
    assert len(settings.channels) == 2
