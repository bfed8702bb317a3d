"""Split views: the geometry clients compute, and each panel against the picture of that channel alone."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from array_source import ArraySource, images
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.errors import Invalid
from omeropyr.imaging.drawing import draw_plane
from omeropyr.imaging.settings import ChannelSettings, Model, Projection, ProjectionKind, RenderSettings
from omeropyr.imaging.split_view import font_size, grid_for, labelled, split_view

COLORS = ("FF0000", "00FF00", "0000FF")


def settings_of(count: int, off: set[int] = frozenset()) -> RenderSettings:
    return RenderSettings(
        channels=tuple(
            ChannelSettings(active=index not in off, start=0, end=200, color=COLORS[index % 3])
            for index in range(count)
        )
    )


@pytest.mark.parametrize(
    ("panels", "columns", "rows"),
    [
        (1, 1, 1),
        (2, 2, 1),
        (3, 2, 2),
        (4, 2, 2),
        (5, 3, 2),
        (6, 3, 2),
        *[(n, 3, 3) for n in (7, 8, 9)],
        (10, 4, 3),
        (12, 4, 3),
    ],
)
def test_columns_and_rows(panels: int, columns: int, rows: int) -> None:
    grid = grid_for(672, 512, panels, greyscale=True)
    assert (grid.columns, grid.rows) == (columns, rows)
    assert grid.sheet == (672 * columns + 2 * (columns + 1), 512 * rows + 2 * (rows + 1))
    if panels > 1:
        assert grid_for(672, 512, panels - 1, greyscale=False) == grid


@given(st.integers(1, 200))
def test_every_channel_has_a_place(size_c: int) -> None:
    for greyscale in (True, False):
        grid = grid_for(10, 10, size_c, greyscale=greyscale)
        panels = size_c + (not greyscale)
        assert grid.columns == math.ceil(math.sqrt(panels))
        assert all(grid.place(number) is not None for number in range(panels))


@given(
    pixels=images(["uint8", "uint16"]),
    greyscale=st.booleans(),
    border=st.integers(0, 5),
    off=st.sets(st.integers(0, 2)),
)
def test_panels(pixels: np.ndarray, greyscale: bool, border: int, off: set[int]) -> None:
    source, count = ArraySource(pixels), pixels.shape[1]
    off &= set(range(count))
    settings = settings_of(count, off)
    sheet = split_view(source, settings, z=0, t=0, greyscale=greyscale, border=border)
    grid = grid_for(pixels.shape[4], pixels.shape[3], count, greyscale=greyscale, border=border)
    assert sheet.shape == (grid.sheet[1], grid.sheet[0], 3)
    painted = np.zeros(sheet.shape[:2], bool)
    for number in range(count + 1):
        place = grid.place(number)
        if number in off or place is None:
            continue
        look = settings
        if number < count:
            alone = tuple(replace(one, active=index == number) for index, one in enumerate(settings.channels))
            look = RenderSettings(channels=alone, model=Model.GREYSCALE if greyscale else Model.COLOR)
        rows, columns = slice(place[1], place[1] + grid.height), slice(place[0], place[0] + grid.width)
        np.testing.assert_array_equal(sheet[rows, columns], draw_plane(source, look, z=0, t=0))
        painted[rows, columns] = True
    assert (sheet[~painted] == 255).all()


def test_greyscale_in_the_settings_and_a_spare_place() -> None:
    source = ArraySource(np.full((1, 3, 1, 4, 5), 100, np.uint8))
    settings = replace(settings_of(3), model=Model.GREYSCALE)
    sheet = split_view(source, settings, z=0, t=0)
    assert sheet.shape == (4 * 2 + 6, 5 * 2 + 6, 3)
    assert sheet[3, 3].tolist() == [128, 128, 128]
    # the fourth place shows all of them in colour
    assert sheet[9, 10].tolist() == [128, 128, 128]
    assert split_view(source, settings_of(3, {0}), z=0, t=0)[9, 10].tolist() == [0, 128, 128]


def test_projection_takes_the_place_of_z() -> None:
    pixels = np.zeros((1, 1, 3, 4, 5), np.uint8)
    pixels[0, 0, 2] = 200
    settings = replace(settings_of(1), projection=Projection(ProjectionKind.MAXIMUM))
    assert split_view(ArraySource(pixels), settings, z=0, t=0)[3, 3].tolist() == [255, 0, 0]


def test_labels_are_written_where_there_is_room() -> None:
    source = ArraySource(np.zeros((1, 2, 1, 60, 300), np.uint8))
    settings = settings_of(2)
    plain = split_view(source, settings, z=0, t=0)
    named = split_view(source, settings, z=0, t=0, labels=["DAPI", "GFP"])
    grid = grid_for(300, 60, 2, greyscale=False)
    for number in range(3):
        left, top = grid.place(number)
        changed = (plain != named)[top : top + 60, left : left + 300].any(axis=2)
        assert 20 < changed.sum() < 1500
        assert not changed[30:].any()
    np.testing.assert_array_equal(split_view(source, settings, z=0, t=0, labels=["one"]), plain)
    small = np.zeros((9, 95, 3), np.uint8)
    assert labelled(small, "DAPI") is small


def test_font_sizes() -> None:
    sizes = {95: None, 96: 8, 213: 10, 256: 12, 298: 14, 384: 18, 512: 24, 640: 24, 768: 32, 9000: 64}
    assert {width: font_size(width) for width in sizes} == sizes


def test_border_that_cannot_be() -> None:
    with pytest.raises(Invalid, match="border"):
        grid_for(10, 10, 3, greyscale=False, border=-1)
