"""Where a tile or region lies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.api import (
    Experimenter,
    Group,
    Image,
    Invalid,
    LevelSize,
    NotFound,
    PermissionLevel,
    Region,
    Rights,
)
from omeropyr.plugins.webgateway.tiles import locate, parse_region, parse_tile

ADA = Experimenter(2, "ada", "Ada", "Byron")
LAB = Group(3, "lab", PermissionLevel.READ_ANNOTATE)


def image(*levels: tuple[int, int], pixel_type: str = "uint8") -> Image:
    width, height = levels[0]
    return Image(
        id=1,
        name="slide",
        owner_id=2,
        group_id=3,
        rights=Rights(),
        size_x=width,
        size_y=height,
        size_z=1,
        size_c=1,
        size_t=1,
        imported_at=datetime(2026, 1, 1, tzinfo=UTC),
        pixel_type=pixel_type,
        channels=(),
        levels=tuple(LevelSize(*level) for level in levels),
        tile_width=256,
        tile_height=128,
        owner=ADA,
        group=LAB,
    )


SLIDE = image((1200, 1000), (600, 500), (300, 250))
PLAIN = image((700, 512))


@pytest.mark.parametrize(
    ("tile", "region"),
    [
        ("0,0,0", Region(0, 0, 0, 256, 128)),
        ("0,1,2", Region(0, 256, 256, 256, 128)),
        ("0,2,1,512,512", Region(0, 1024, 512, 176, 488)),
        ("1,1,1", Region(1, 256, 128, 256, 128)),
        ("2,1,1,256,128", Region(2, 256, 128, 44, 122)),
        ("0,1,1,512", Region(0, 256, 128, 256, 128)),
        ("0,1,1,0,-5", Region(0, 256, 128, 256, 128)),
        ("0,1,1,300,0", Region(0, 300, 128, 300, 128)),
        (" 0 , 0 , 0 ", Region(0, 0, 0, 256, 128)),
        ("0,0,0,64,64,junk", Region(0, 0, 0, 64, 64)),
    ],
)
def test_tiles_of_a_pyramid(tile: str, region: Region) -> None:
    assert locate(SLIDE, tile, "") == region


def test_an_over_long_side_is_the_longest_there_is_also_for_where_the_tile_begins() -> None:
    big = image((8192, 8192), (4096, 4096))
    assert locate(big, "0,1,2,2048,4096", "") == Region(0, 1024, 2048, 1024, 1024)
    assert locate(big, "0,1,1,1024,1024", "") == Region(0, 1024, 1024, 1024, 1024)


def test_without_pyramid_the_default_tile_is_a_band_of_full_width() -> None:
    assert locate(PLAIN, "0,0,0", "") == Region(0, 0, 0, 700, 512)
    assert locate(image((2000, 2000), pixel_type="uint16"), "0,0,1", "") == Region(0, 0, 262, 2000, 262)
    assert locate(PLAIN, "0,1,1,256,256", "") == Region(0, 256, 256, 256, 256)


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("10,20,100,50", Region(0, 10, 20, 100, 50)),
        ("1100,900,512,512", Region(0, 1100, 900, 100, 100)),
        ("0,0,9999,9999,7", Region(0, 0, 0, 1200, 1000)),
    ],
)
def test_regions(text: str, region: Region) -> None:
    assert locate(SLIDE, "", text) == region


def test_tile_beats_region() -> None:
    assert locate(SLIDE, "0,0,0", "nonsense") == Region(0, 0, 0, 256, 128)


@pytest.mark.parametrize("tile", ["a,b,c", "0", "0,0", "1.5,0,0", ",,", "-1,0,0", "3,0,0", "0,0,0,x,512", "0,0,٣"])
def test_malformed_tile_is_refused_by_name(tile: str) -> None:
    with pytest.raises(Invalid) as refused:
        locate(SLIDE, tile, "")
    assert refused.value.name == "tile"


def test_without_pyramid_there_is_one_resolution() -> None:
    with pytest.raises(Invalid) as refused:
        locate(PLAIN, "1,0,0", "")
    assert refused.value.name == "tile"


@pytest.mark.parametrize("region", ["x", "1,2,3", "1,2,3,w", "1;2;3;4"])
def test_malformed_region_is_refused_by_name(region: str) -> None:
    with pytest.raises(Invalid) as refused:
        locate(SLIDE, "", region)
    assert refused.value.name == "region"


def test_neither_is_refused() -> None:
    with pytest.raises(Invalid):
        locate(SLIDE, "", "")


@pytest.mark.parametrize(
    ("tile", "region"),
    [
        ("0,5,0", ""),
        ("0,0,8", ""),
        ("0,-1,0", ""),
        ("0,999999999999999999,0", ""),
        ("", "1200,0,1,1"),
        ("", "-1,0,9,9"),
        ("", "0,0,0,9"),
        ("", "0,0,9,-9"),
    ],
)
def test_what_does_not_begin_inside_is_not_found(tile: str, region: str) -> None:
    with pytest.raises(NotFound):
        locate(SLIDE, tile, region)


def refused_parameter(parse: Callable[[], object]) -> str | None:
    try:
        parse()
    except Invalid as refused:
        return refused.name
    return None


@given(st.text() | st.text(alphabet="0123456789,-"))
def test_any_text_is_a_place_or_a_refusal(text: str) -> None:
    assert refused_parameter(lambda: parse_tile(text, 3)) in (None, "tile")
    assert refused_parameter(lambda: parse_region(text)) in (None, "region")


@given(st.integers(0, 2), st.integers(0, 9), st.integers(0, 9), st.integers(1, 1500), st.integers(1, 1500))
def test_a_tile_lies_inside_its_level(level: int, column: int, row: int, width: int, height: int) -> None:
    try:
        region = locate(SLIDE, f"{level},{column},{row},{width},{height}", "")
    except NotFound:
        return
    assert (region.x, region.y) == (column * min(width, 1024), row * min(height, 1024))
    assert 0 < region.width <= min(width, 1024)
    assert region.x + region.width <= SLIDE.levels[level].width
    assert region.y + region.height <= SLIDE.levels[level].height


@given(st.integers(1, 600), st.integers(1, 600), st.integers(1, 400), st.integers(1, 400))
def test_tiles_cover_a_level_without_gap(width: int, height: int, tile_width: int, tile_height: int) -> None:
    one = image((width, height))
    columns, rows = -(-width // tile_width), -(-height // tile_height)
    row_widths = [locate(one, f"0,{c},0,{tile_width},{tile_height}", "").width for c in range(columns)]
    column_heights = [locate(one, f"0,0,{r},{tile_width},{tile_height}", "").height for r in range(rows)]
    assert (sum(row_widths), sum(column_heights)) == (width, height)
