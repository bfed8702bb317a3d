"""Outlines on pictures, the part of an image around a shape, masks as PNG."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from omeropyr.imaging.figures import Affine, Caption, Dot, Figure, Outline, Oval, Stencil, bounds, corners
from omeropyr.imaging.shapes import LEAST_HEIGHT, LEAST_WIDTH, draw_outline, frame, mask_png, trace

UNMOVED = Affine()
PICTURE = np.full((60, 80, 3), 40, np.uint8)
SQUARE = Outline(corners(10, 20, 40, 30), closed=True)


def changed(picture: np.ndarray) -> np.ndarray:
    return (picture != PICTURE).any(axis=2)


def test_outline_is_drawn_where_the_shape_is_and_nowhere_else() -> None:
    picture = draw_outline(PICTURE, SQUARE, place=UNMOVED, color=(255, 0, 0))
    assert picture.dtype == np.uint8
    for x, y in ((10, 30), (30, 20), (50, 30), (30, 50)):
        assert picture[y, x].tolist() == [255, 0, 0]
    assert not changed(picture)[24:46, 14:46].any()
    assert not changed(picture)[:17].any()
    assert (PICTURE == 40).all()


def test_open_paths_stay_open() -> None:
    line = Outline(SQUARE.points, closed=False)
    left_edge = (slice(25, 45), slice(8, 13))
    assert changed(draw_outline(PICTURE, SQUARE, place=UNMOVED))[left_edge].any()
    assert not changed(draw_outline(PICTURE, line, place=UNMOVED))[left_edge].any()


def test_place_moves_and_scales() -> None:
    half = draw_outline(PICTURE, SQUARE, place=Affine(a00=0.5, a11=0.5, a02=20, a12=5))
    rows, columns = np.nonzero(changed(half))
    assert abs(columns.min() - 25) <= 2
    assert abs(columns.max() - 45) <= 2
    assert abs(rows.min() - 15) <= 2
    assert abs(rows.max() - 30) <= 2


def test_ellipses_and_points_are_round() -> None:
    oval = Oval(40, 30, 20, 10)
    traced = trace(oval, UNMOVED)
    assert traced is not None
    points = traced[0]
    np.testing.assert_allclose((((points - [40, 30]) / [20, 10]) ** 2).sum(axis=1), 1)
    drawn = changed(draw_outline(PICTURE, oval, place=UNMOVED))
    assert drawn[30, 20]
    assert drawn[20, 40]
    assert not drawn[30, 40]
    dot = changed(draw_outline(PICTURE, Dot(40, 30), place=UNMOVED))
    assert 8 < dot.sum() < 80
    assert not dot[:, :34].any()


@pytest.mark.parametrize("figure", [Caption(20, 20), Stencil(5, 5, np.ones((9, 9), bool))])
def test_texts_and_masks_have_no_outline(figure: Figure) -> None:
    assert not changed(draw_outline(PICTURE, figure, place=UNMOVED)).any()


@pytest.mark.parametrize(
    "figure", [Outline(np.array([[-1e18, 3], [1e18, 1e18]]), closed=True), Oval(1e9, 0, 1e18, 1e18), Dot(-1e18, 0)]
)
def test_shapes_far_outside_cost_nothing(figure: Figure) -> None:
    assert draw_outline(PICTURE, figure, place=UNMOVED).shape == PICTURE.shape


@given(*[st.floats(-1e6, 1e6)] * 2, *[st.floats(0, 1e5)] * 2)
def test_frame_is_around_the_shape(x: float, y: float, width: float, height: float) -> None:
    figure = Outline(corners(x, y, width, height), closed=True)
    region, box = frame(figure), bounds(figure)
    assert region.x <= box.left
    assert region.y <= box.top
    assert region.x + region.width >= box.right
    assert region.y + region.height >= box.bottom
    assert region.width >= LEAST_WIDTH
    assert region.height >= LEAST_HEIGHT
    assert region.width / region.height == pytest.approx(1.5, abs=0.01)


def test_frame_of_a_point_and_of_a_wide_shape() -> None:
    point = frame(Dot(100, 100))
    assert (point.width, point.height) == (250, 166)
    wide = frame(Outline(corners(0, 0, 3000, 10), closed=True))
    assert (wide.width, wide.height) == (4500, 3000)
    assert (wide.x, wide.y) == (-750, -1495)


def test_masks_as_png() -> None:
    mask = np.array([[True, False, True], [False, True, False]])
    for color, expected in (((1, 2, 3, 4), [1, 2, 3, 4]), (None, [255, 255, 0, 255])):
        with Image.open(io.BytesIO(mask_png(mask, color))) as picture:
            assert (picture.format, picture.mode, picture.size) == ("PNG", "RGBA", (3, 2))
            pixels = np.asarray(picture)
        assert (pixels[mask] == expected).all()
        assert (pixels[~mask] == 0).all()
