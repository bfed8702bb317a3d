"""Regions of interest as the viewer gets and sends them.

    {"id": 7, "name": "", "description": "", "version": "1f3...", "owner": {"id": 2, "name": "Ada Byron"},
     "can_edit": true, "can_delete": true,
     "shapes": [{"id": 9, "type": "rectangle", "z": 0, "t": null, "x": 1.0, "y": 2.0, "width": 3.0, "height": 4.0,
                 "text": "", "stroke": "#ff0000ff", "fill": null, "transform": null, ...}]}

Types are those of the OME model in lower case; colours are `#rrggbbaa`, a transform is [a00, a10, a01, a11, a02, a12]
and `points` are pairs. What the viewer does not know of a stored shape, like the bits of a mask, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, fields, replace
from hashlib import sha256
from typing import Any

from omeropyr.api import (
    AffineTransform,
    Ellipse,
    Invalid,
    Label,
    Line,
    Mask,
    NewRoi,
    Point,
    Polygon,
    Polyline,
    Rectangle,
    Roi,
    Shape,
)

from .marshal import Json

KINDS: Mapping[str, type[Shape]] = {
    kind.__name__.lower(): kind for kind in (Rectangle, Ellipse, Point, Line, Polyline, Polygon, Label, Mask)
}
_COMMON = ("id", "z", "t", "c", "text", "stroke_width", "font_size", "locked")
_HIDDEN = {"bits"}
_COLOR = re.compile(r"#[0-9a-fA-F]{8}")

Name = str
"""Where a value stands in the body, e.g. `update[0].shapes[2].stroke`."""


def roi_json(roi: Roi) -> Json:
    return {
        "id": roi.id,
        "name": roi.name,
        "description": roi.description,
        "version": version_of(roi),
        "owner": {"id": roi.owner.id, "name": roi.owner.full_name},
        "can_edit": roi.rights.can_edit,
        "can_delete": roi.rights.can_delete,
        "shapes": [shape_json(shape) for shape in roi.shapes],
    }


def version_of(roi: Roi) -> str:
    """Changes with the content: two regions with one version are equal."""
    digest = sha256(repr((roi.name, roi.description, roi.shapes)).encode())
    for shape in roi.shapes:
        digest.update(shape.bits if isinstance(shape, Mask) else b"")
    return digest.hexdigest()[:32]


def shape_json(shape: Shape) -> Json:
    return {
        "type": type(shape).__name__.lower(),
        **{name: getattr(shape, name) for name in (*_COMMON, *_own_fields(type(shape)))},
        "stroke": _hex(shape.stroke_color),
        "fill": _hex(shape.fill_color),
        "transform": None if shape.transform is None else list(astuple(shape.transform)),
    }


def _own_fields(kind: type[Shape]) -> list[str]:
    """The geometry, and the ends of lines."""
    common = {field.name for field in fields(Shape)} | _HIDDEN
    return [field.name for field in fields(kind) if field.name not in common]


def _hex(color: tuple[int, int, int, int] | None) -> str | None:
    return None if color is None else "#" + bytes(color).hex()


def parse_roi(body: Any, name: Name, stored: Sequence[Shape] = ()) -> NewRoi:
    """`stored` are the shapes that those with an id change. Raises Invalid, naming what is wrong."""
    roi = _object(body, name)
    known = {shape.id: shape for shape in stored}
    shapes = roi.get("shapes")
    if not isinstance(shapes, list) or not shapes:
        raise Invalid(f"{name}.shapes", "A region is a list of at least one shape.")
    return NewRoi(
        name=_text(roi.get("name", ""), f"{name}.name"),
        description=_text(roi.get("description", ""), f"{name}.description"),
        shapes=tuple(_parse_shape(shape, f"{name}.shapes[{n}]", known) for n, shape in enumerate(shapes)),
    )


def _parse_shape(body: Any, name: Name, known: Mapping[int | None, Shape]) -> Shape:
    shape = _object(body, name)
    kind = _kind(shape.get("type"), f"{name}.type")
    shape_id = shape.get("id")
    before = known.get(shape_id) if isinstance(shape_id, int) else None
    if shape_id is not None and type(before) is not kind:
        raise Invalid(f"{name}.id", f"This region has no such {kind.__name__.lower()}.")
    values = dict(_values(shape, kind, name))
    if before is not None:
        return replace(before, **values)
    missing = [field for field in _own_fields(kind) if field not in values and not field.startswith("marker_")]
    if missing or kind is Mask:
        raise Invalid(name, f"A new {kind.__name__.lower()} lacks {', '.join(missing) or 'its pixels'}.")
    return kind(**values)


def _kind(word: Any, name: Name) -> type[Shape]:
    if not isinstance(word, str) or word not in KINDS:
        raise Invalid(name, f"This is one of {', '.join(KINDS)}.")
    return KINDS[word]


def _values(shape: Json, kind: type[Shape], name: Name) -> list[tuple[str, Any]]:
    """Fields of the model that the body names; numbers and texts are left to the store to check."""
    plain = {*_COMMON, *_own_fields(kind)} - {"points"}
    values: list[tuple[str, Any]] = []
    for key, value in shape.items():
        if key in plain:
            values.append((key, value))
        elif key in _SPECIAL and (key != "points" or "points" in _own_fields(kind)):
            field, parse = _SPECIAL[key]
            values.append((field, parse(value, f"{name}.{key}")))
        elif key != "type":
            raise Invalid(f"{name}.{key}", f"A {kind.__name__.lower()} has no such field.")
    return values


def _object(body: Any, name: Name) -> Json:
    if not isinstance(body, dict):
        raise Invalid(name, "This must be an object.")
    return body


def _text(value: Any, name: Name) -> str:
    if not isinstance(value, str):
        raise Invalid(name, "This must be a text.")
    return value


def _parse_color(value: Any, name: Name) -> tuple[int, ...] | None:
    if value is None:
        return None
    if not isinstance(value, str) or not _COLOR.fullmatch(value):
        raise Invalid(name, "A colour is # and eight hex digits, red, green, blue and alpha, as in #ff0000ff.")
    return tuple(bytes.fromhex(value[1:]))


def _parse_transform(value: Any, name: Name) -> AffineTransform | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != len(fields(AffineTransform)):
        raise Invalid(name, "A transform is a list of six numbers: a00, a10, a01, a11, a02, a12.")
    return AffineTransform(*value)


def _parse_points(value: Any, name: Name) -> tuple[tuple[Any, ...], ...]:
    if not isinstance(value, list) or not all(isinstance(point, list) for point in value):
        raise Invalid(name, "Points are a list of pairs, as in [[1, 2], [3, 4]].")
    return tuple(tuple(point) for point in value)


_SPECIAL: Mapping[str, tuple[str, Callable[[Any, Name], Any]]] = {
    "stroke": ("stroke_color", _parse_color),
    "fill": ("fill_color", _parse_color),
    "transform": ("transform", _parse_transform),
    "points": ("points", _parse_points),
}
