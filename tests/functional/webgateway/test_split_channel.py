"""`render_split_channel`: each panel in its place, with the pixels of `render_image`."""

from __future__ import annotations

import numpy as np
import pytest
from known_images import Array, World, close, grey, pixels, windowed

from omeropyr.testing.app import Site

WIDTH, HEIGHT, BORDER = 64, 48, 2
CELLS = [(BORDER, BORDER), (BORDER + WIDTH + BORDER, BORDER), (BORDER, BORDER + HEIGHT + BORDER)]


def panel(sheet: Array, cell: int) -> Array:
    x, y = CELLS[cell]
    return sheet[y : y + HEIGHT, x : x + WIDTH]


def test_channels_and_all_of_them_in_colour(wire: Site, world: World) -> None:
    url = f"/webgateway/render_split_channel/{world.stack_id}/1/0/?c=1|0:4095$FF0000,2|0:4095$0000FF&m=c&q=1"
    sheet = pixels(wire.get(url))
    announced = wire.get(f"/webgateway/imgData/{world.stack_id}/split_channel/").json["c"]
    assert sheet.shape == (announced["height"], announced["width"], 3)
    red, blue = (windowed(world.stack[1, c], 0, 4095) for c in (0, 1))
    none = np.zeros_like(red)
    for cell, expected in enumerate(((red, none, none), (none, none, blue), (red, none, blue))):
        assert close(panel(sheet, cell), np.stack(expected, axis=2), mean=16)
    assert sheet[:BORDER].min() > 250
    assert sheet[-HEIGHT:, -WIDTH:].min() > 250  # the grid has a place more than panels


def test_greyscale_and_what_is_off(wire: Site, world: World) -> None:
    url = f"/webgateway/render_split_channel/{world.stack_id}/0/0/?c=-1,2|0:4095$0000FF&m=g&q=1"
    sheet = pixels(wire.get(url))
    assert sheet.shape == (HEIGHT + 2 * BORDER, 2 * WIDTH + 3 * BORDER, 3)
    assert panel(sheet, 0)[4:-4, 4:-4].min() > 250
    assert close(panel(sheet, 1), grey(world.stack[0, 1], 0, 4095), mean=2)


def test_it_projects_as_render_image_does(wire: Site, world: World) -> None:
    url = f"/webgateway/render_split_channel/{world.stack_id}/0/0/?c=1|0:4095$FFFFFF&m=g&q=1&p=intmax"
    assert close(panel(pixels(wire.get(url)), 0), grey(world.stack[:, 0].max(axis=0), 0, 4095), mean=2)


def test_quality_that_is_not_said_is_0_9(wire: Site, world: World) -> None:
    url = f"/webgateway/render_split_channel/{world.stack_id}/0/0/"
    asked = {query: wire.get(url + query).body for query in ("", "?q=", "?q=0", "?q=0.9", "?q=0.2")}
    assert asked[""] == asked["?q="] == asked["?q=0"] == asked["?q=0.9"] != asked["?q=0.2"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("999999/0/0/", 404),
        ("{secret}/0/0/", 404),
        ("{id}/3/0/", 404),
        ("{id}/0/99999999999999999999/", 404),
        ("{id}/0/0/?q=x", 400),
        ("{id}/0/0/?q=7", 400),
        ("{id}/0/0/?p=intmax|9:9", 400),
    ],
)
def test_bad_input(wire: Site, world: World, path: str, status: int) -> None:
    wire.get(
        "/webgateway/render_split_channel/" + path.format(id=world.stack_id, secret=world.secret_id), status=status
    )
