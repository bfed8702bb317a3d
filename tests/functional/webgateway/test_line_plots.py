"""`render_row_plot` and `render_col_plot`: every curve where the pixels of the file put it."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from known_images import Array, World
from PIL import Image as Picture

from omeropyr.testing.app import Site

WHITE, RED, NOTHING = (255, 255, 255, 255), (255, 0, 0, 255), 0


def plot(site: Site, url: str) -> Array:
    answer = site.get(url)
    assert answer.content_type == "image/gif"
    picture = Picture.open(BytesIO(answer.body))
    assert (picture.format, picture.mode) == ("GIF", "P")
    return np.asarray(picture.convert("RGBA"))


def heights(world: World, line: Array, channel: int, size: int) -> Array:
    everything = world.stack[:, channel]
    low, high = float(everything.min()), float(everything.max())
    return np.rint((line - low) / (high - low) * (size - 1)).astype(int)


def test_a_row_is_plotted_from_the_bottom_up(wire: Site, world: World) -> None:
    picture = plot(wire, f"/webgateway/render_row_plot/{world.stack_id}/2/0/10/?c=1$FF0000")
    assert picture.shape == (48, 64, 4)
    ys = 47 - heights(world, world.stack[2, 0, 10], 0, 48)
    assert (picture[ys, np.arange(64)] == RED).all()
    assert {tuple(color) for color in picture[picture[..., 3] > 0].tolist()} == {WHITE, RED}
    marked = (picture[10] == WHITE).all(axis=1) | (picture[10] == RED).all(axis=1)
    assert marked.all()
    assert (picture[..., 3] == NOTHING).mean() > 0.5


def test_a_column_is_plotted_from_left_to_right(wire: Site, world: World) -> None:
    picture = plot(wire, f"/webgateway/render_col_plot/{world.stack_id}/0/0/20/?c=-1,2$FF0000")
    xs = heights(world, world.stack[0, 1, :, 20], 1, 64)
    assert (picture[np.arange(48), xs] == RED).all()


def test_every_active_channel_has_a_curve_and_others_have_none(wire: Site, world: World) -> None:
    url = f"/webgateway/render_row_plot/{world.stack_id}/0/0/10/"
    colors = {
        c: {tuple(color[:3]) for color in plot(wire, f"{url}?c={c}").reshape(-1, 4).tolist() if color[3]}
        for c in ("1$F00,2$00F", "1$F00", "")
    }
    assert list(colors.values()) == [
        {(255, 255, 255), (255, 0, 0), (0, 0, 255)},
        {(255, 255, 255), (255, 0, 0)},
        {(255, 255, 255)},
    ]


def test_the_line_is_as_thick_as_asked(wire: Site, world: World) -> None:
    picture = plot(wire, f"/webgateway/render_row_plot/{world.stack_id}/0/0/10/5/?c=")
    assert np.flatnonzero(picture[..., 3].all(axis=1)).tolist() == [8, 9, 10, 11, 12]
    picture = plot(wire, f"/webgateway/render_col_plot/{world.stack_id}/0/0/0/3/?c=")
    assert np.flatnonzero(picture[..., 3].all(axis=0)).tolist() == [0, 1]


def test_known_plots_are_304_and_the_web_client_has_them_too(wire: Site, world: World) -> None:
    for kind in ("row", "col"):
        answer = wire.get(f"/webgateway/render_{kind}_plot/{world.stack_id}/0/0/7/")
        wire.get(answer.request.path, headers={"If-None-Match": answer.headers["ETag"]}, status=304)
        assert wire.get(f"/webclient/render_{kind}_plot/{world.stack_id}/0/0/7/").body == answer.body


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("row_plot/999999/0/0/0/", 404),
        ("row_plot/{secret}/0/0/0/", 404),
        ("row_plot/{id}/0/0/48/", 404),
        ("col_plot/{id}/0/0/64/", 404),
        ("row_plot/{id}/3/0/0/", 404),
        ("row_plot/{id}/0/0/99999999999999999999/", 404),
        ("row_plot/{id}/0/0/-1/", 404),
        ("row_plot/{id}/0/0/0/0/", 400),
        ("row_plot/{id}/0/0/0/99999999999999999999/", 400),
        ("row_plot/{id}/0/0/0/?c=red", 400),
        ("row_plot/{id}/0/0/0/?debug=error", 200),
    ],
)
def test_bad_input(wire: Site, world: World, path: str, status: int) -> None:
    wire.get("/webgateway/render_" + path.format(id=world.stack_id, secret=world.secret_id), status=status)
