"""Shapes as JSON: every type, its points, colours and transforms."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.api import (
    AffineTransform,
    Ellipse,
    Experimenter,
    Label,
    Line,
    Mask,
    Point,
    Polygon,
    Polyline,
    Rectangle,
    Rights,
    Roi,
    Shape,
)
from omeropyr.plugins.webgateway.shapes import rois_json, shape_json, svg_path

SHAPES = [
    (
        Rectangle(id=1, z=4, t=0, x=10, y=20.5, width=64, height=32),
        {"id": 1, "theZ": 4, "theT": 0, "type": "Rectangle", "x": 10.0, "y": 20.5, "width": 64.0, "height": 32.0},
    ),
    (
        Mask(id=2, x=100, y=-80, width=8, height=1, bits=b"\xff"),
        {"id": 2, "type": "Mask", "x": 100.0, "y": -80.0, "width": 8.0, "height": 1.0},
    ),
    (
        Ellipse(id=3, x=1, y=2, radius_x=3, radius_y=4),
        {"id": 3, "type": "Ellipse", "x": 1.0, "y": 2.0, "radiusX": 3.0, "radiusY": 4.0},
    ),
    (Point(id=4, x=1.5, y=2, c=1), {"id": 4, "type": "Point", "x": 1.5, "y": 2.0}),
    (Label(id=5, x=0, y=0, text="é"), {"id": 5, "type": "Label", "x": 0.0, "y": 0.0, "textValue": "é"}),
    (
        Line(id=6, x1=1, y1=2, x2=9, y2=8, marker_end="Arrow"),
        {"id": 6, "type": "Line", "x1": 1.0, "x2": 9.0, "y1": 2.0, "y2": 8.0, "markerEnd": "Arrow"},
    ),
    (
        Polyline(id=7, points=((-1, 2), (3.5, -4e-7)), marker_start="Arrow"),
        {"id": 7, "type": "PolyLine", "points": "M -1 2 L 3.5 -4e-07", "markerStart": "Arrow"},
    ),
    (
        Polygon(id=8, points=((5, 5), (40, 5), (22.5, 30))),
        {"id": 8, "type": "Polygon", "points": "M 5 5 L 40 5 L 22.5 30 z"},
    ),
    (Polygon(id=9, points=()), {"id": 9, "type": "Polygon", "points": " z"}),
    (Polyline(id=10, points=()), {"id": 10, "type": "PolyLine", "points": ""}),
]


@pytest.mark.parametrize(("shape", "expected"), SHAPES, ids=lambda value: type(value).__name__)
def test_every_type(shape: Shape, expected: dict[str, object]) -> None:
    found = shape_json(shape)
    assert found == expected
    assert all(isinstance(found[name], float) for name in ("x", "y", "width", "x1") if name in found)


def test_how_it_looks() -> None:
    shape = Point(
        id=1,
        x=0,
        y=0,
        text="nucleus",
        font_size=12,
        font_style="Normal",
        font_family="serif",
        transform=AffineTransform(a00=1, a10=0.5, a01=-2, a11=1, a02=5, a12=-3.5),
        fill_color=(255, 255, 0, 64),
        stroke_color=(255, 0, 10, 255),
        stroke_width=2,
    )
    found = shape_json(shape)
    assert (found["fontSize"], found["fontStyle"], found["fontFamily"]) == (12.0, "Normal", "serif")
    assert found["transform"] == "matrix(1.0 0.5 -2.0 1.0 5.0 -3.5)"
    assert (found["fillColor"], found["fillAlpha"]) == ("#ffff00", 0.25098039215686274)
    assert (found["strokeColor"], found["strokeAlpha"], found["strokeWidth"]) == ("#ff000a", 1.0, 2.0)


def test_a_font_without_a_text_is_not_told() -> None:
    assert "fontSize" not in shape_json(Point(id=1, x=0, y=0, font_size=12))


def test_order() -> None:
    places = [(1, 1000, 0), (2, 999, 5), (3, None, 1), (4, 999, None), (5, None, None), (6, 5, 3)]
    shapes = tuple(Point(id=number, z=z, t=t, x=0, y=0) for number, z, t in places)
    facts: dict[str, Any] = {"image_id": 1, "name": "", "description": "", "group_id": 1, "rights": Rights()}
    owner = Experimenter(1, "demo", "De", "Mo")
    rois = [Roi(id=number, owner=owner, shapes=shapes if number == 3 else (), **facts) for number in (20, 3)]
    first, second = rois_json(rois)
    assert (first["id"], second) == (3, {"id": 20, "shapes": []})
    assert [shape["id"] for shape in first["shapes"]] == [5, 3, 6, 4, 2, 1]


@given(st.lists(st.tuples(*[st.floats(allow_nan=False, allow_infinity=False)] * 2), max_size=5))
def test_points_keep_their_values(points: list[tuple[float, float]]) -> None:
    path = svg_path(points)
    found = [tuple(map(float, pair.split())) for pair in re.split(" L |M ", path) if pair]
    assert found == points
    assert json.loads(json.dumps(path)) == path
