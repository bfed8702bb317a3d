"""Shapes of every kind: those that can be stored, and those that cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from omeropyr.gateway.model import (
    AffineTransform,
    Ellipse,
    Label,
    Line,
    Mask,
    NewRoi,
    Point,
    Polygon,
    Polyline,
    Rectangle,
    Shape,
)

RED = (255, 0, 0, 255)
EVERY_SHAPE: tuple[Shape, ...] = (
    Rectangle(x=1, y=2.5, width=30, height=0, text="nucleus", z=0, t=0, c=1, fill_color=(1, 2, 3, 4)),
    Ellipse(x=10, y=11, radius_x=3.5, radius_y=2, stroke_color=RED, stroke_width=2, stroke_width_unit="PIXEL"),
    Point(x=-3.25, y=1e6, locked=True),
    Line(x1=0, y1=1, x2=2, y2=3, marker_start="Arrow", marker_end="Circle", stroke_dash_array="5 2"),
    Polyline(points=((0, 0), (1.5, -2.25)), marker_end="Arrow"),
    Polygon(points=((0, 0), (9, 0.1), (0.2, 9)), fill_rule="NonZero"),
    Label(x=4, y=5, text="ŝtono 石 \n", font_family="serif", font_size=9, font_size_unit="PT", font_style="Bold"),
    Mask(x=2, y=3, width=3, height=3, bits=b"\xa5\x80", transform=AffineTransform(1, 0.5, -0.5, 1, 10, 20)),
)

numbers = st.floats(-1e9, 1e9).map(float) | st.integers(-(10**6), 10**6).map(float)
lengths = st.floats(0, 1e9) | st.integers(0, 5000).map(float)
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
points = st.tuples(numbers, numbers)
styles: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("z", "t", "c"), st.none() | st.integers(0, 2**31 - 1)),
    "text": texts,
    **dict.fromkeys(("fill_color", "stroke_color"), st.none() | st.tuples(*[st.integers(0, 255)] * 4)),
    **dict.fromkeys(("stroke_width", "font_size"), st.none() | lengths),
    **dict.fromkeys(("stroke_width_unit", "font_size_unit"), texts),
    **dict.fromkeys(("stroke_dash_array", "font_family", "font_style", "fill_rule"), st.none() | texts),
    "locked": st.booleans(),
    "transform": st.none() | st.builds(AffineTransform, *[numbers] * 6),
}


def masks() -> st.SearchStrategy[Mask]:
    sizes = st.tuples(st.integers(1, 40), st.integers(1, 40))

    def of_size(size: tuple[int, int]) -> st.SearchStrategy[Mask]:
        bits = st.integers(0, 2**32).map(
            lambda seed: np.packbits(np.random.default_rng(seed).random(size[0] * size[1]) < 0.5).tobytes()
        )
        return st.builds(
            Mask, x=numbers, y=numbers, width=st.just(size[0]), height=st.just(size[1]), bits=bits, **styles
        )

    return sizes.flatmap(of_size)


def shapes() -> st.SearchStrategy[Shape]:
    """Any shape that can be stored."""
    place = {"x": numbers, "y": numbers}
    markers = dict.fromkeys(("marker_start", "marker_end"), st.none() | texts)
    corners = st.lists(points, min_size=3, max_size=6).map(tuple)
    return st.one_of(
        st.builds(Rectangle, **place, width=lengths, height=lengths, **styles),
        st.builds(Ellipse, **place, radius_x=lengths, radius_y=lengths, **styles),
        st.builds(Point, **place, **styles),
        st.builds(Label, **place, **styles),
        st.builds(Line, **dict.fromkeys(("x1", "y1", "x2", "y2"), numbers), **markers, **styles),
        st.builds(Polyline, points=corners, **markers, **styles),
        st.builds(Polygon, points=corners, **styles),
        masks(),
    )


def without_ids(shapes: Sequence[Shape]) -> list[Shape]:
    return [replace(shape, id=None) for shape in shapes]


def with_shapes(*shapes: Shape, name: str = "") -> NewRoi:
    return NewRoi(name=name, shapes=shapes)


WRONG: dict[str, tuple[Shape, str]] = {
    "NaN": (Rectangle(x=float("nan"), y=0, width=1, height=1), "x"),
    "infinity": (Point(x=0, y=float("inf")), "y"),
    "too far": (Point(x=1e12, y=0), "x"),
    "text for a number": (Point(x="1", y=0), "x"),  # type: ignore[arg-type]
    "negative width": (Rectangle(x=0, y=0, width=-1, height=1), "width"),
    "negative radius": (Ellipse(x=0, y=0, radius_x=1, radius_y=-1), "radius_y"),
    "two corners": (Polygon(points=((0, 0), (1, 1))), "points"),
    "one end": (Polyline(points=((0, 0),)), "points"),
    "point of three numbers": (Polygon(points=((0, 0), (1, 1, 1), (2, 0))), "points"),  # type: ignore[arg-type]
    "infinite corner": (Polygon(points=((0, 0), (1, float("-inf")), (2, 0))), "points"),
    "negative plane": (Point(x=0, y=0, z=-1), "z"),
    "plane and a half": (Point(x=0, y=0, t=1.5), "t"),  # type: ignore[arg-type]
    "channel beyond numbers": (Point(x=0, y=0, c=2**40), "c"),
    "colour out of range": (Point(x=0, y=0, fill_color=(0, 0, 256, 0)), "fill_color"),
    "colour of three": (Point(x=0, y=0, stroke_color=(0, 0, 1)), "stroke_color"),  # type: ignore[arg-type]
    "long text": (Label(x=0, y=0, text="x" * 100_001), "text"),
    "text that cannot be": (Label(x=0, y=0, text="\0"), "text"),
    "negative stroke": (Point(x=0, y=0, stroke_width=-1), "stroke_width"),
    "infinite transform": (Point(x=0, y=0, transform=AffineTransform(a02=float("inf"))), "transform"),
    "bits missing": (Mask(x=0, y=0, width=3, height=3, bits=b"\0"), "bits"),
    "bits too many": (Mask(x=0, y=0, width=2, height=4, bits=b"\0\0"), "bits"),
    "bits after the last": (Mask(x=0, y=0, width=3, height=1, bits=b"\x10"), "bits"),
    "mask without width": (Mask(x=0, y=0, width=0, height=1, bits=b""), "width"),
    "mask of a gigapixel": (Mask(x=0, y=0, width=2**26, height=2**26, bits=b""), ""),
}
