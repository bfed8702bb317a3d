"""Pictures of regions of interest, from shapes whose place is known."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from known_images import World
from numpy.typing import NDArray
from PIL import Image as Picture

from omeropyr.api import Mask, NewRoi, Rectangle, Roi, Session, Shape
from omeropyr.testing.app import Site

BITS = np.random.default_rng(4).random((5, 11)) < 0.5


def draw(session: Session, image_id: int, *shapes: Shape) -> Roi:
    (made,) = session.rois.create(image_id, [NewRoi(shapes=shapes)])
    return session.rois.get(made)


def mask(**more: Any) -> Mask:
    return Mask(x=3, y=4, width=11, height=5, bits=np.packbits(BITS.ravel()).tobytes(), **more)


def rgba(body: bytes) -> NDArray[Any]:
    picture = Picture.open(BytesIO(body))
    assert (picture.format, picture.mode) == ("PNG", "RGBA")
    return np.asarray(picture)


@pytest.mark.parametrize(
    ("fill", "shown"), [(None, (255, 255, 0, 255)), ((10, 20, 30, 40), (10, 20, 30, 40))], ids=["plain", "filled"]
)
def test_a_mask_is_its_bits_in_its_colour(wire: Site, world: World, session: Session, fill: Any, shown: Any) -> None:
    roi = draw(session, world.stack_id, mask(fill_color=fill))
    answer = wire.get(f"/webgateway/render_shape_mask/{roi.shapes[0].id}/")
    assert answer.content_type == "image/png"
    picture = rgba(answer.body)
    assert (picture[BITS] == shown).all()
    assert (picture[~BITS] == (0, 0, 0, 0)).all()
    wire.get(answer.request.path, headers={"If-None-Match": answer.headers["ETag"]}, status=304)


def test_what_is_no_mask_is_404(wire: Site, world: World, session: Session) -> None:
    other = draw(session, world.stack_id, Rectangle(x=1, y=1, width=2, height=2)).shapes[0].id
    for number in (other, 999999, "99999999999999999999999"):
        wire.get(f"/webgateway/render_shape_mask/{number}/", status=404)
