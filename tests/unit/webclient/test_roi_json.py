"""Regions as JSON: whatever a client sends is a region or is refused in words; what is sent comes back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from omeropyr.api import Experimenter, Invalid, Mask, Point, Rights, Roi
from omeropyr.plugins.webclient.pixel_views import parse_points
from omeropyr.plugins.webclient.roi_json import KINDS, parse_roi, roi_json, version_of
from omeropyr.testing.contract.rois_samples import shapes

KEYS = st.sampled_from(
    ["id", "type", "x", "y", "width", "points", "stroke", "fill", "transform", "text", "z", "locked", "bits", "colour"]
)
WORDS = st.sampled_from([*KINDS])
ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=9)
    | st.sampled_from([*KINDS]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.text(max_size=5), inner, max_size=5),
    max_leaves=12,
)
SHAPES = st.lists(st.dictionaries(KEYS, ANY, max_size=6), min_size=1, max_size=2)


def stored(*of: Any) -> Roi:
    owner = Experimenter(id=2, ome_name="ada", first_name="Ada", last_name="Byron")
    return Roi(id=7, image_id=1, name="n", description="", owner=owner, group_id=3, rights=Rights(), shapes=tuple(of))


def refused(parse: Callable[..., Any], *given: Any) -> str | None:
    """The name of what is wrong, if something is. Any other error fails the test."""
    try:
        parse(*given)
    except Invalid as refusal:
        return refusal.name
    return None


@given(body=ANY | st.fixed_dictionaries({"shapes": SHAPES, "name": ANY}))
def test_anything_is_a_region_or_refused(body: Any) -> None:
    assert (refused(parse_roi, body, "create[0]") or "create[0]").startswith("create[0]")


@given(shape=shapes())
def test_what_is_sent_comes_back(shape: Any) -> None:
    roi = stored(replace(shape, id=9))
    sent = json.loads(json.dumps(roi_json(roi)))
    assert parse_roi(sent, "update[0]", roi.shapes).shapes == roi.shapes
    assert version_of(roi) == sent["version"]


@given(text=st.text(max_size=30) | st.lists(st.floats(), max_size=8).map(lambda row: ",".join(map(str, row))))
def test_points_are_a_line_or_refused(text: str) -> None:
    assert refused(parse_points, text) in (None, "points")


def test_the_version_tells_every_change() -> None:
    one = stored(Point(x=1, y=2), Mask(x=0, y=0, width=1, height=1, bits=b"\x80"))
    changes: list[dict[str, Any]] = [
        {"name": "m"},
        {"description": "d"},
        {"shapes": one.shapes[:1]},
        {"shapes": (one.shapes[0], Mask(x=0, y=0, width=1, height=1, bits=b"\x00"))},
    ]
    versions = {version_of(one), *(version_of(replace(one, **change)) for change in changes)}
    assert len(versions) == 5
    assert version_of(replace(one, rights=Rights(can_edit=True))) == version_of(one)
