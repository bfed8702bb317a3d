"""Regions of interest as clients know them: shapes whose keys are absent where nothing is set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import singledispatch
from typing import Any

from omeropyr.api import (
    AffineTransform,
    Ellipse,
    Label,
    Line,
    Mask,
    Point,
    Polygon,
    Polyline,
    Rectangle,
    Roi,
    Shape,
)

Json = dict[str, Any]
Color = tuple[int, int, int, int]


def rois_json(rois: Iterable[Roi]) -> list[Json]:
    """By id; the shapes of each by section and time point, those that are on every plane first."""
    ordered = sorted(rois, key=lambda roi: roi.id)
    return [
        {"id": roi.id, "shapes": [shape_json(shape) for shape in sorted(roi.shapes, key=_place)]} for roi in ordered
    ]


def _place(shape: Shape) -> tuple[int, int, int]:
    return _or_first(shape.z), _or_first(shape.t), _or_first(shape.id)


def _or_first(number: int | None) -> int:
    return -1 if number is None else number


def shape_json(shape: Shape) -> Json:
    """Coordinates are pixels of the full image; planes count from 0."""
    return _set(
        {
            "id": shape.id,
            "theZ": shape.z,
            "theT": shape.t,
            **_geometry(shape),
            **_text(shape),
            "transform": _matrix(shape.transform) if shape.transform else None,
            **_color("fill", shape.fill_color),
            **_color("stroke", shape.stroke_color),
            "strokeWidth": _float(shape.stroke_width),
        }
    )


def _set(values: Mapping[str, Any]) -> Json:
    """What is there."""
    return {name: value for name, value in values.items() if value is not None}


def _text(shape: Shape) -> Json:
    """The font counts only with a text."""
    if not shape.text:
        return {}
    return {
        "textValue": shape.text,
        "fontSize": _float(shape.font_size),
        "fontStyle": shape.font_style,
        "fontFamily": shape.font_family,
    }


def _color(name: str, color: Color | None) -> Json:
    if color is None:
        return {}
    red, green, blue, alpha = color
    return {f"{name}Color": f"#{red:02x}{green:02x}{blue:02x}", f"{name}Alpha": alpha / 255}


def _matrix(transform: AffineTransform) -> str:
    """In the order of SVG: column by column."""
    one = transform
    numbers = (one.a00, one.a10, one.a01, one.a11, one.a02, one.a12)
    return f"matrix({' '.join(repr(float(number)) for number in numbers)})"


def _float(number: float | None) -> float | None:
    return None if number is None else float(number)


@singledispatch
def _geometry(shape: Shape) -> Json:
    """What only this type of shape has; nothing for a type that nobody knows."""
    return {}


@_geometry.register(Rectangle)
@_geometry.register(Mask)
def _box(shape: Rectangle | Mask) -> Json:
    """The pixels of a mask have an address of their own."""
    size = {"width": float(shape.width), "height": float(shape.height)}
    return {"type": type(shape).__name__, "x": float(shape.x), "y": float(shape.y), **size}


@_geometry.register
def _ellipse(shape: Ellipse) -> Json:
    """Around its centre."""
    radii = {"radiusX": float(shape.radius_x), "radiusY": float(shape.radius_y)}
    return {"type": "Ellipse", "x": float(shape.x), "y": float(shape.y), **radii}


@_geometry.register(Point)
@_geometry.register(Label)
def _spot(shape: Point | Label) -> Json:
    return {"type": type(shape).__name__, "x": float(shape.x), "y": float(shape.y)}


@_geometry.register
def _line(shape: Line) -> Json:
    ends = {"x1": float(shape.x1), "y1": float(shape.y1), "x2": float(shape.x2), "y2": float(shape.y2)}
    return {"type": "Line", **ends, "markerStart": shape.marker_start, "markerEnd": shape.marker_end}


@_geometry.register
def _polyline(shape: Polyline) -> Json:
    """The capital L is how clients know it."""
    markers = {"markerStart": shape.marker_start, "markerEnd": shape.marker_end}
    return {"type": "PolyLine", "points": svg_path(shape.points), **markers}


@_geometry.register
def _polygon(shape: Polygon) -> Json:
    return {"type": "Polygon", "points": svg_path(shape.points) + " z"}


def svg_path(points: Iterable[tuple[float, float]]) -> str:
    """`M x y L x y ...`; nothing for no points."""
    path = " L ".join(f"{_decimal(x)} {_decimal(y)}" for x, y in points)
    return f"M {path}" if path else ""


def _decimal(number: float) -> str:
    """The shortest text that is that number again, without decimals where there are none."""
    number = float(number)
    return str(int(number)) if number.is_integer() and abs(number) < 2**53 else repr(number)
