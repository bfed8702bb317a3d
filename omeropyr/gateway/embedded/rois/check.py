"""Checks of regions before they are stored: every fault names the region, the shape and the field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from numbers import Integral, Real
from typing import Any

from omeropyr.errors import Invalid
from omeropyr.gateway.embedded.query import LARGEST_ID
from omeropyr.gateway.embedded.schema import NAME_LENGTH
from omeropyr.gateway.embedded.texts import TEXT_LENGTH, checked_text
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

SHAPES: Mapping[str, type[Shape]] = {
    kind.__name__: kind for kind in (Rectangle, Ellipse, Point, Line, Polyline, Polygon, Label, Mask)
}
FARTHEST = 1e9
"""No coordinate, length or number of a transform is larger than this."""
MOST_POINTS = 100_000
MOST_MASK_PIXELS = 2**26
MOST_SHAPES = 100_000
"""In one call."""

Check = Callable[[Any], Any]
"""The value as it is stored. Raises ValueError that says what would be right."""


def checked_rois(rois: Sequence[NewRoi]) -> list[NewRoi]:
    """With numbers as floats and ints. Raises Invalid, named like `rois[2].shapes[0].width`."""
    if sum(len(roi.shapes) for roi in rois) > MOST_SHAPES:
        raise Invalid("rois", f"must not have more than {MOST_SHAPES} shapes in one call")
    checked = [checked_roi(roi, f"rois[{number}]") for number, roi in enumerate(rois)]
    for number, roi in enumerate(checked):
        for position, shape in enumerate(roi.shapes):
            if shape.id is not None:
                raise Invalid(f"rois[{number}].shapes[{position}].id", "must be None for a shape that is new")
    return checked


def checked_roi(roi: NewRoi, name: str = "roi") -> NewRoi:
    """Raises Invalid."""
    if len(roi.shapes) > MOST_SHAPES:
        raise Invalid(name, f"must not have more than {MOST_SHAPES} shapes")
    return NewRoi(
        name=checked_text(f"{name}.name", roi.name, longest=NAME_LENGTH),
        description=checked_text(f"{name}.description", roi.description),
        shapes=tuple(_checked_shape(shape, f"{name}.shapes[{number}]") for number, shape in enumerate(roi.shapes)),
    )


def _checked_shape(shape: Shape, name: str) -> Shape:
    if SHAPES.get(type(shape).__name__) is not type(shape):
        raise Invalid(name, f"must be one of {', '.join(SHAPES)}")
    values = {}
    for field_name, check in CHECKS_OF[type(shape)].items():
        try:
            values[field_name] = check(getattr(shape, field_name))
        except ValueError as fault:
            raise Invalid(f"{name}.{field_name}", str(fault)) from None
    checked = type(shape)(**values)
    if isinstance(checked, Mask):
        _check_bits(checked, name)
    return checked


def _number(value: Any) -> float:
    is_number = type(value) is float or (isinstance(value, Real) and not isinstance(value, bool))
    if is_number and -FARTHEST <= value <= FARTHEST:
        return float(value)
    raise ValueError(f"must be a number from {-FARTHEST:g} to {FARTHEST:g}")


def _length(value: Any) -> float:
    number = _number(value)
    if number < 0:
        raise ValueError("must be 0 or more")
    return number


def _whole(value: Any, least: int = 0, most: int = LARGEST_ID) -> int:
    if isinstance(value, Integral) and not isinstance(value, bool) and least <= int(value) <= most:
        return int(value)
    raise ValueError(f"must be a whole number from {least} to {most}")


def _pixels(value: Any) -> int:
    return _whole(value, 1, MOST_MASK_PIXELS)


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be True or False")
    return value


def _bytes(value: Any) -> bytes:
    if not isinstance(value, (bytes, bytearray, memoryview)):
        raise ValueError("must be bytes")
    return bytes(value)


def _text(longest: int) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError("must be a text")
        try:
            return checked_text("text", value, longest=longest)
        except Invalid as fault:
            raise ValueError(fault.reason) from None

    return check


def _optional(check: Check) -> Check:
    return lambda value: None if value is None else check(value)


def _color(value: Any) -> tuple[int, ...]:
    try:
        color = tuple(_whole(part, 0, 255) for part in value)
    except (TypeError, ValueError):
        color = ()
    if len(color) != 4:
        raise ValueError("must be four whole numbers from 0 to 255: red, green, blue, alpha")
    return color


def _transform(value: Any) -> AffineTransform:
    if not isinstance(value, AffineTransform):
        raise ValueError("must be an AffineTransform")
    return AffineTransform(**{field.name: _number(getattr(value, field.name)) for field in fields(AffineTransform)})


def _points(least: int) -> Check:
    def check(value: Any) -> tuple[tuple[float, float], ...]:
        if not isinstance(value, Sequence) or not least <= len(value) <= MOST_POINTS:
            raise ValueError(f"must be from {least} to {MOST_POINTS} points")
        if any(not isinstance(point, Sequence) or len(point) != 2 for point in value):
            raise ValueError("must be pairs of x and y")
        return tuple((_number(x), _number(y)) for x, y in value)

    return check


WORD = _optional(_text(NAME_LENGTH))
CHECKS: Mapping[str, Check] = {
    "id": _optional(_whole),
    **dict.fromkeys(("z", "t", "c"), _optional(_whole)),
    "text": _text(TEXT_LENGTH),
    **dict.fromkeys(("fill_color", "stroke_color"), _optional(_color)),
    **dict.fromkeys(("stroke_width", "font_size"), _optional(_length)),
    **dict.fromkeys(("stroke_width_unit", "font_size_unit"), _text(NAME_LENGTH)),
    **dict.fromkeys(
        ("stroke_dash_array", "font_family", "font_style", "fill_rule", "marker_start", "marker_end"), WORD
    ),
    "locked": _yes_or_no,
    "transform": _optional(_transform),
    **dict.fromkeys(("x", "y", "x1", "y1", "x2", "y2"), _number),
    **dict.fromkeys(("width", "height", "radius_x", "radius_y"), _length),
}
SPECIAL_CHECKS: Mapping[type[Shape], Mapping[str, Check]] = {
    Mask: {**dict.fromkeys(("width", "height"), _pixels), "bits": _bytes},
    Polyline: {"points": _points(2)},
    Polygon: {"points": _points(3)},
}
CHECKS_OF: Mapping[type[Shape], Mapping[str, Check]] = {
    kind: {field.name: ({**CHECKS, **SPECIAL_CHECKS.get(kind, {})})[field.name] for field in fields(kind)}
    for kind in SHAPES.values()
}


def _check_bits(mask: Mask, name: str) -> None:
    """Raises Invalid for too many or too few bits, and for bits beyond the last pixel."""
    pixels = mask.width * mask.height
    if pixels > MOST_MASK_PIXELS:
        raise Invalid(name, f"a mask must not have more than {MOST_MASK_PIXELS} pixels")
    needed = -(-pixels // 8)
    if len(mask.bits) != needed:
        raise Invalid(f"{name}.bits", f"must be {needed} bytes for {mask.width} x {mask.height} pixels")
    if mask.bits[-1] & (0xFF >> ((pixels - 1) % 8 + 1)):
        raise Invalid(f"{name}.bits", "must be filled up with zeros")
