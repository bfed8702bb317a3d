"""Shapes of the model as figures: the same place, transform included."""

from __future__ import annotations

import numpy as np
import pytest

from omeropyr.gateway.figures import box_of, figure_of
from omeropyr.gateway.model import (
    AffineTransform,
    Ellipse,
    Label,
    Line,
    Mask,
    Point,
    Polygon,
    Polyline,
    Rectangle,
    Shape,
)
from omeropyr.imaging.figures import Box, Caption, Dot, Outline, bounds
from omeropyr.imaging.masks import pixels_of
from omeropyr.imaging.source import Region

QUARTER = AffineTransform(a00=0, a10=1, a01=-1, a11=0, a02=20, a12=0)
"""A quarter turn to the right around the origin, then 20 to the right: (x, y) -> (20 - y, x)."""
PLAIN: dict[str, tuple[Shape, Box]] = {
    "rectangle": (Rectangle(x=2, y=3, width=5, height=1), Box(2, 3, 7, 4)),
    "ellipse": (Ellipse(x=8, y=9, radius_x=3, radius_y=1), Box(5, 8, 11, 10)),
    "point": (Point(x=2, y=3), Box(2, 3, 2, 3)),
    "line": (Line(x1=9, y1=1, x2=2, y2=5), Box(2, 1, 9, 5)),
    "polyline": (Polyline(points=((1, 1), (3, 0), (5, 9))), Box(1, 0, 5, 9)),
    "polygon": (Polygon(points=((1, 1), (3, 0), (5, 9))), Box(1, 0, 5, 9)),
    "label": (Label(x=4, y=5), Box(4, 5, 4, 5)),
    "mask": (Mask(x=3, y=2, width=4, height=2, bits=b"\xf0"), Box(3, 2, 7, 4)),
}


@pytest.mark.parametrize("name", PLAIN)
def test_boxes(name: str) -> None:
    shape, box = PLAIN[name]
    assert box_of(shape) == bounds(figure_of(shape)) == box


@pytest.mark.parametrize("name", PLAIN)
def test_transforms_move_every_shape(name: str) -> None:
    shape, box = PLAIN[name]
    turned = type(shape)(
        **{field: getattr(shape, field) for field in shape.__dataclass_fields__} | {"transform": QUARTER}
    )
    assert box_of(turned) == bounds(figure_of(turned)) == Box(20 - box.bottom, box.left, 20 - box.top, box.right)
    region = Region(0, 0, 0, 20, 20)
    plain, moved = pixels_of(figure_of(shape), region), pixels_of(figure_of(turned), region)
    if name in ("rectangle", "ellipse", "mask"):
        np.testing.assert_array_equal(moved, np.rot90(plain, -1))
    else:
        assert moved.any() == plain.any()


def test_fill_rules_and_ends() -> None:
    points = ((0.0, 0.0), (4.0, 0.0), (0.0, 4.0))
    rules = {rule: figure_of(Polygon(points=points, fill_rule=rule)) for rule in (None, "EvenOdd", "NonZero")}
    assert {rule: one.nonzero for rule, one in rules.items() if isinstance(one, Outline)} == {
        None: False,
        "EvenOdd": False,
        "NonZero": True,
    }
    line = figure_of(Polyline(points=points))
    assert isinstance(line, Outline)
    assert not line.closed
    assert isinstance(figure_of(Point(x=1, y=1)), Dot)
    assert isinstance(figure_of(Label(x=1, y=1)), Caption)


def test_what_is_no_shape() -> None:
    with pytest.raises(TypeError):
        figure_of(Shape())
