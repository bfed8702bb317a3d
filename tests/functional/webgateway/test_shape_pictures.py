"""Pictures of regions of interest, from shapes whose place is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from known_images import World, pixels
from numpy.typing import NDArray
from PIL import Image as Picture

from omeropyr.api import Credentials, Label, Mask, NewRoi, Polygon, Rectangle, Roi, Session, Shape
from omeropyr.testing.app import Site

BITS = np.random.default_rng(4).random((5, 11)) < 0.5


Draw = Callable[..., Roi]


@pytest.fixture
def draw(session: Session) -> Iterator[Draw]:
    """Makes a ROI of some shapes on an image, for one test only."""
    made: list[int] = []

    def drawn(image_id: int, *shapes: Shape) -> Roi:
        made.extend(session.rois.create(image_id, [NewRoi(shapes=shapes)]))
        return session.rois.get(made[-1])

    yield drawn
    session.rois.delete(made)


def mask(**more: Any) -> Mask:
    return Mask(x=3, y=4, width=11, height=5, bits=np.packbits(BITS.ravel()).tobytes(), **more)


def rgba(body: bytes) -> NDArray[Any]:
    picture = Picture.open(BytesIO(body))
    assert (picture.format, picture.mode) == ("PNG", "RGBA")
    return np.asarray(picture)


@pytest.mark.parametrize(
    ("fill", "shown"), [(None, (255, 255, 0, 255)), ((10, 20, 30, 40), (10, 20, 30, 40))], ids=["plain", "filled"]
)
def test_a_mask_is_its_bits_in_its_colour(wire: Site, world: World, draw: Draw, fill: Any, shown: Any) -> None:
    roi = draw(world.stack_id, mask(fill_color=fill))
    answer = wire.get(f"/webgateway/render_shape_mask/{roi.shapes[0].id}/")
    assert answer.content_type == "image/png"
    picture = rgba(answer.body)
    assert (picture[BITS] == shown).all()
    assert (picture[~BITS] == (0, 0, 0, 0)).all()
    wire.get(answer.request.path, headers={"If-None-Match": answer.headers["ETag"]}, status=304)


def test_what_is_no_mask_is_404(wire: Site, world: World, draw: Draw) -> None:
    other = draw(world.stack_id, Rectangle(x=1, y=1, width=2, height=2)).shapes[0].id
    for number in (other, 999999, "99999999999999999999999"):
        wire.get(f"/webgateway/render_shape_mask/{number}/", status=404)


def thumbnail(site: Site, kind: str, number: int | None, query: str = "") -> NDArray[Any]:
    picture = pixels(site.get(f"/webgateway/render_{kind}_thumbnail/{number}{query}"))
    assert picture.shape == (166, 250, 3)
    return picture


def test_what_is_around_a_shape_with_its_outline(wire: Site, world: World, draw: Draw) -> None:
    shape = draw(world.slide_id, Rectangle(x=500, y=400, width=100, height=60)).shapes[0]
    look = "?c=1|0:255$FFFFFF"
    red, plain, dark = (thumbnail(wire, "shape", shape.id, f"/{look}&color={color}") for color in ("f00", "xyz", "000"))
    assert (red == plain).all()  # what is no colour of the list is red
    assert (thumbnail(wire, "shape", shape.id) != red).any()
    # 100 x 60 in the middle of 250 x 166, outlined two pixels wide
    on_the_left_edge = red[60:106, 75]
    assert on_the_left_edge[:, 0].mean() > 180
    assert on_the_left_edge[:, 1:].mean() < 90
    assert dark[60:106, 75].mean() < 60
    around = world.slide[400 + 30 - 83 :, 500 + 50 - 125 :][:166, :250]
    outside = np.ones((166, 250), bool)
    outside[45:122, 68:182] = False
    assert np.abs(red[..., 0][outside] - around[outside]).mean() < 6
    off = thumbnail(wire, "shape", shape.id, "/?c=&color=000")
    assert off.max() < 8


def test_beyond_the_image_it_is_grey(wire: Site, world: World, draw: Draw) -> None:
    corner = draw(world.slide_id, Label(x=0, y=0, text="corner")).shapes[0]
    picture = thumbnail(wire, "shape", corner.id, "?c=")
    assert np.abs(picture[:70, :110] - 221).max() < 8
    assert picture[95:, 140:].max() < 8


def test_a_shape_that_is_too_large_is_a_picture_that_says_so(wire: Site, world: World, draw: Draw) -> None:
    corners = ((-1e6, -1e6), (1e6, -1e6), (1e6, 1e6))
    shape = draw(world.stack_id, Polygon(points=corners)).shapes[0]
    picture = thumbnail(wire, "shape", shape.id)
    assert (np.abs(picture - 221).max(axis=2) < 12).mean() > 0.8
    assert (picture[..., 0] - picture[..., 1] > 60).any()


def test_a_roi_looks_like_the_shape_that_stands_for_it(wire: Site, world: World, session: Session, draw: Draw) -> None:
    z = session.pixels.settings(world.stack_id).z
    other, first = Rectangle(x=0, y=0, width=9, height=9, z=(z + 1) % 3), Rectangle(x=30, y=30, width=9, height=9, z=z)
    roi = draw(world.stack_id, other, first)
    standing = next(shape.id for shape in roi.shapes if shape.z == z)
    assert (thumbnail(wire, "roi", roi.id) == thumbnail(wire, "shape", standing)).all()
    answer = wire.get(f"/webgateway/render_roi_thumbnail/{roi.id}")
    wire.get(answer.request.path, headers={"If-None-Match": answer.headers["ETag"]}, status=304)


@pytest.mark.parametrize("path", ["roi_thumbnail/999999/", "shape_thumbnail/999999", "roi_thumbnail/" + "9" * 30])
def test_unknown_ones_are_404(wire: Site, path: str) -> None:
    wire.get(f"/webgateway/render_{path}", status=404)


def test_those_of_others_are_404(wire: Site, world: World) -> None:
    hermit = wire.app.registry.gateways[1].login(Credentials("hermit", "hermit"))
    (made,) = hermit.rois.create(world.secret_id, [NewRoi(shapes=(mask(),))])
    shape = hermit.rois.get(made).shapes[0].id
    for path in (f"roi_thumbnail/{made}/", f"shape_thumbnail/{shape}/", f"shape_mask/{shape}/"):
        wire.get("/webgateway/render_" + path, status=404)
    hermit.rois.delete([made])
