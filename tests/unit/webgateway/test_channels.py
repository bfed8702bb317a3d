"""The `c` parameter, entry by entry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.api import Invalid
from omeropyr.plugins.webgateway.channels import ChannelEntry, Window, parse_channels


def test_examples_of_the_contract() -> None:
    first, second, third = parse_channels("1|0:255$FF0000,-2|10.5:400$00FF00,3")
    assert (first.channel, first.active, first.window, first.color) == (1, True, Window(0, 255), "FF0000")
    assert (second.channel, second.active, second.window, second.color) == (2, False, Window(10.5, 400), "00FF00")
    assert (third.channel, third.active, third.window, third.color, third.lut) == (3, True, None, None, None)


def test_look_up_table() -> None:
    (entry,) = parse_channels("2|100:900$cool.lut")
    assert (entry.channel, entry.window, entry.color, entry.lut) == (2, Window(100, 900), None, "cool.lut")


@pytest.mark.parametrize(
    ("written", "color"),
    [("F00", "FF0000"), ("f00a", "FF0000"), ("00fF80", "00FF80"), ("00FF8033", "00FF80"), ("F", None), ("GGG", None)],
)
def test_colours(written: str, color: str | None) -> None:
    assert parse_channels(f"1${written}")[0].color == color
    assert parse_channels(f"1|0:1${written}")[0].color == color


@pytest.mark.parametrize("window", ["", "0:255r", "0:255-r", "7", ":", "a:b", "1:2:3", "nan:5", "0:1e999"])
def test_unreadable_window_changes_nothing(window: str) -> None:
    (entry,) = parse_channels(f"1|{window}$0F0")
    assert (entry.window, entry.color) == (None, "00FF00")


def test_blanks_are_tolerated() -> None:
    first, second = parse_channels(" 1 | 0 : 255 $ FF0000 , -2 ")
    assert (first.channel, first.window, first.color) == (1, Window(0, 255), "FF0000")
    assert (second.channel, second.active) == (2, False)


def test_empty_text_turns_every_channel_off() -> None:
    assert parse_channels("") == ()
    assert parse_channels("  ") == ()


def test_entry_without_channel_number_is_skipped_and_the_others_keep_their_places() -> None:
    (entry,) = parse_channels("red,2|0:1")
    assert (entry.channel, entry.position) == (2, 1)


@pytest.mark.parametrize(
    "text", ["red", ",", "|0:1", "$FF0000", "1$F00$0F0", "1$F00$0F0|0:1", "1|9:1", "٣", "1" * 5000]
)
def test_malformed_text_is_refused_by_name(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_channels(text)
    assert refused.value.name == "c"


@pytest.mark.parametrize("name", ["../cool.lut", "a/b.lut", "a\\b.lut", ".lut"])
def test_a_look_up_table_is_a_bare_file_name(name: str) -> None:
    assert parse_channels(f"1${name}")[0].lut is None


def outcome(text: str) -> tuple[tuple[ChannelEntry, ...], str | None]:
    try:
        return parse_channels(text), None
    except Invalid as refused:
        return (), refused.name


@given(st.text() | st.text(alphabet="0123456789-|:$,.Ffe lut"))
def test_any_text_is_entries_or_a_refusal_that_names_c(text: str) -> None:
    entries, refused = outcome(text)
    assert refused in (None, "c")
    assert all(entry.channel >= 0 for entry in entries)
    assert all(entry.window is None or entry.window.start <= entry.window.end for entry in entries)


@given(
    st.lists(
        st.tuples(
            st.integers(1, 99),
            st.booleans(),
            st.floats(-1e6, 1e6),
            st.floats(0, 1e6),
            st.from_regex("[0-9A-F]{6}", fullmatch=True),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_what_is_written_is_read(channels: list[tuple[int, bool, float, float, str]]) -> None:
    text = ",".join(f"{'' if on else '-'}{n}|{low!r}:{low + span!r}${color}" for n, on, low, span, color in channels)
    read = parse_channels(text)
    assert [(e.channel, e.active, e.window, e.color) for e in read] == [
        (n, on, Window(low, low + span), color) for n, on, low, span, color in channels
    ]
