"""Shapes as rows. `geometry` is what only this type of shape has, `style` what differs from the defaults, both as JSON.

A transform is [a00, a10, a01, a11, a02, a12], points are [[x, y], ...], colours [red, green, blue, alpha].
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import astuple, fields
from typing import Any

from omeropyr.gateway.embedded.rois.check import SHAPES
from omeropyr.gateway.embedded.statements import AnyRow
from omeropyr.gateway.figures import box_of
from omeropyr.gateway.model import AffineTransform, Mask, Shape

COLUMNS = ("z", "t", "c", "text")
"""Fields of all shapes that have columns of their own, beside the id."""
STYLE = {field.name: field.default for field in fields(Shape) if field.name not in ("id", *COLUMNS)}
SHARED = {field.name for field in fields(Shape)}
OWN_FIELDS = {
    kind: [field.name for field in fields(kind) if field.name not in SHARED and field.name != "bits"]
    for kind in SHAPES.values()
}
REACHES = range(5, 32, 2)
"""Boxes up to 32 pixels high are treated alike, then each step is four times as high; the last is without limit."""


def reach_of(height: float) -> int:
    """The first reach such that a box is not higher than 2 ** reach."""
    exponent = math.frexp(height)[1]
    return next((reach for reach in REACHES if exponent <= reach), REACHES[-1])


def shape_values(shape: Shape) -> dict[str, Any]:
    """All columns but the id and those that say where it belongs."""
    box = box_of(shape)
    return {
        "type": type(shape).__name__,
        **{name: getattr(shape, name) for name in COLUMNS},
        "left": box.left,
        "top": box.top,
        "right": box.right,
        "bottom": box.bottom,
        "reach": reach_of(box.bottom - box.top),
        "geometry": {name: _to_json(getattr(shape, name)) for name in OWN_FIELDS[type(shape)]},
        "style": _style(shape),
        "bits": shape.bits if isinstance(shape, Mask) else None,
    }


def shape_from(row: AnyRow, prefix: str = "") -> Shape:
    """From the columns of ShapeRow, whose names begin with `prefix`."""
    values = row._mapping
    known = {name: values[prefix + name] for name in ("id", *COLUMNS)}
    described = {name: _from_json(name, value) for name, value in values[f"{prefix}geometry"].items()}
    described |= {name: _from_json(name, value) for name, value in values[f"{prefix}style"].items()}
    if values[f"{prefix}bits"] is not None:
        described["bits"] = bytes(values[f"{prefix}bits"])
    return SHAPES[values[f"{prefix}type"]](**known, **described)


def _style(shape: Shape) -> dict[str, Any]:
    given = {name: getattr(shape, name) for name in STYLE}
    return {name: _to_json(value) for name, value in given.items() if value != STYLE[name]}


def _to_json(value: Any) -> Any:
    if isinstance(value, AffineTransform):
        return list(astuple(value))
    if isinstance(value, tuple):
        return [list(part) if isinstance(part, tuple) else part for part in value]
    return value


DECODERS: Mapping[str, Callable[[Any], Any]] = {
    "points": lambda points: tuple((x, y) for x, y in points),
    "transform": lambda numbers: AffineTransform(*numbers),
    "fill_color": tuple,
    "stroke_color": tuple,
}


def _from_json(name: str, value: Any) -> Any:
    decode = DECODERS.get(name)
    return value if decode is None or value is None else decode(value)
