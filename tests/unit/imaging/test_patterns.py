"""The pattern language: what it matches, and errors that name the culprit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.errors import Invalid
from omeropyr.imaging.patterns import NAMES, Pattern

PLAIN = st.text("abcXYZ019_-. ()+[]^$|?", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("pattern", "name", "values"),
    [
        ("01_POS{field}_{channel}.TIF", "01_POS002_D.TIF", {"field": "002", "channel": "D"}),
        ("img_w{c}_z{z}_t{t}.tif", "IMG_W1_z03_t0010.tif", {"channel": "1", "z": "03", "t": "0010"}),
        ("*_D03f00d{0,1,2}.tif", "AS_09125_D03f00d2.tif", {"channel": "2"}),
        (
            "{plate}_{well}_s{s}_w{c}.tif",
            "P_1_B07_s2_w1.tif",
            {"plate": "P_1", "well": "B07", "field": "2", "channel": "1"},
        ),
        ("r{row}c{column}f{field}.tif", "r02c11f3.tif", {"row": "02", "column": "11", "field": "3"}),
        ("{{x}}_{z}.tif", "{x}_7.tif", {"z": "7"}),
        ("a{c:ax,oe}{z}.tif", "aoe12.tif", {"channel": "oe", "z": "12"}),
    ],
)
def test_matches(pattern: str, name: str, values: dict[str, str]) -> None:
    found = Pattern(pattern).match(name)
    assert found is not None
    assert found.values == values


@pytest.mark.parametrize(
    ("pattern", "name"),
    [("img_{z}.tif", "img_a.tif"), ("img_{z}.tif", "xximg_1.tif"), ("{well}.tif", "A99.tif"), ("x{DAPI,GFP}", "xRFP")],
)
def test_does_not_match(pattern: str, name: str) -> None:
    assert Pattern(pattern).match(name) is None


@pytest.mark.parametrize(
    ("pattern", "culprit"),
    [
        ("", "empty"),
        ("plain.tif", "no placeholder"),
        ("a{z.tif", r"\{ at position 2 is not closed"),
        ("a}b{z}", "} at position 2"),
        ("{chanel}.tif", r"\{chanel\} is not known"),
        ("{z}_{z}", r"\{z\} is there twice"),
        ("{c}_{channel}", r"\{channel\} is there twice"),
        ("{z}{t}.tif", r"\{z\} and \{t\} need text between"),
        ("*{c}.tif", r"\* and \{channel\} need text between"),
        ("{row}_{z}", r"\{row\} and \{column\} need each other"),
        ("{well}_{row}_{column}", "not both"),
        ("dir/{z}.tif", "without folders"),
        ("{c:a,,b}", "empty or repeated"),
        ("{c:a,A}", "empty or repeated"),
        ("{c:}", "empty or repeated"),
    ],
)
def test_names_the_culprit(pattern: str, culprit: str) -> None:
    with pytest.raises(Invalid, match=culprit) as caught:
        Pattern(pattern)
    assert caught.value.name == "pattern"


@given(st.text(max_size=40))
def test_any_text_is_a_pattern_or_an_explained_error(text: str) -> None:
    try:
        pattern = Pattern(text)
    except Invalid as error:
        assert error.reason  # noqa: PT017
    else:
        assert pattern.pieces


@given(before=PLAIN, between=PLAIN, after=PLAIN, z=st.integers(0, 9999), t=st.integers(0, 9999))
def test_reads_back_what_was_written(before: str, between: str, after: str, z: int, t: int) -> None:
    name = f"{before}<{z:03d}>{between}<{t}>{after}"
    found = Pattern(f"{before}<{{z}}>{between}<{{t}}>{after}").match(name)
    assert found is not None
    assert (int(found.values["z"]), int(found.values["t"])) == (z, t)


@given(st.lists(st.text("abcDEF0189", min_size=1, max_size=6), min_size=2, max_size=6, unique_by=str.casefold))
def test_choices_are_found_in_their_order(choices: list[str]) -> None:
    pattern = Pattern("img_{c:" + ",".join(choices) + "}.tif")
    for rank, choice in enumerate(choices):
        found = pattern.match(f"img_{choice}.tif")
        assert found is not None
        assert pattern.rank("channel", found.values["channel"]) == rank


def test_every_name_is_understood() -> None:
    for name in NAMES:
        other = {"row": "_{column}", "column": "_{row}", "col": "_{row}"}.get(name, "")
        assert Pattern(f"x{{{name}}}{other}.tif").pieces
