"""Small pictures around shapes."""

from __future__ import annotations

import numpy as np
import pytest
from array_source import ArraySource

from omeropyr.errors import Invalid
from omeropyr.imaging.figures import Caption, Dot, Figure, Outline, Oval, corners
from omeropyr.imaging.settings import ChannelSettings, RenderSettings
from omeropyr.imaging.shape_thumbnails import BEYOND, HEIGHT, WIDTH, shape_thumbnail

GREY = RenderSettings(channels=(ChannelSettings(active=True, start=0, end=255, color="FFFFFF"),), z=0, t=0)
SIDE = 2000


def ramp(side: int) -> np.ndarray:
    """Every pixel says how far right it is, 0 to 200."""
    return np.tile(np.linspace(0, 200, side).astype(np.uint8), (side, 1))[None, None, None]


@pytest.fixture
def source() -> ArraySource:
    return ArraySource(ramp(SIDE), ramp(SIDE // 2), ramp(SIDE // 4))


def square(x: float, y: float, side: float) -> Outline:
    return Outline(corners(x, y, side, side), closed=True)


def draw(source: ArraySource, figure: Figure, **more: int) -> np.ndarray:
    return shape_thumbnail(source, GREY, figure, **{"z": 0, "t": 0, **more}, color=(255, 0, 0))


def test_the_shape_is_in_the_middle_with_its_outline(source: ArraySource) -> None:
    picture = draw(source, square(900, 900, 100))
    assert picture.shape == (HEIGHT, WIDTH, 3)
    red = (picture[:, :, 0].astype(int) - picture[:, :, 1]) > 100
    rows, columns = np.nonzero(red)
    assert abs(rows.mean() - HEIGHT / 2) < 1.5
    assert abs(columns.mean() - WIDTH / 2) < 1.5
    assert not red[HEIGHT // 2 - 10 : HEIGHT // 2 + 10, WIDTH // 2 - 10 : WIDTH // 2 + 10].any()


@pytest.mark.parametrize("side", [50, 600, 1200])
def test_the_background_is_the_image_there(source: ArraySource, side: int) -> None:
    x = (SIDE - side) // 2
    picture = draw(source, square(x, x, side))
    assert abs(int(picture[HEIGHT // 2, WIDTH // 2, 1]) - 100) <= 2
    assert picture[HEIGHT // 2, WIDTH // 2 - 20, 1] < picture[HEIGHT // 2, WIDTH // 2 + 20, 1]


def test_large_shapes_are_read_from_smaller_levels(source: ArraySource) -> None:
    draw(source, square(100, 100, 1800))
    assert sum(source.read_bytes) <= (SIDE // 4) ** 2


def test_beyond_the_image_it_is_grey(source: ArraySource) -> None:
    picture = draw(source, Dot(0, 0))
    assert (picture[: HEIGHT // 2 - 8, : WIDTH // 2 - 8] == BEYOND).all()
    assert (picture[HEIGHT // 2 + 8 :, WIDTH // 2 + 8 :] < 40).all()
    assert (draw(source, Caption(-5000, -5000)) == BEYOND).all()


def test_pictures_that_cannot_be(source: ArraySource) -> None:
    for figure in (Oval(0, 0, 1e9, 1e9), square(-1e9, 0, 2e9)):
        with pytest.raises(Invalid):
            draw(source, figure)
    with pytest.raises(Invalid):
        draw(source, Dot(5, 5), z=3)
