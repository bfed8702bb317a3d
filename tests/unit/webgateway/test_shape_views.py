"""Which shape stands for a ROI."""

from __future__ import annotations

import pytest

from omeropyr.api import Experimenter, NotFound, Rectangle, Rights, Roi
from omeropyr.plugins.webgateway.shape_views import chosen_shape


def roi_of(planes: list[tuple[int | None, int | None]]) -> Roi:
    """One shape for each depth and time."""
    shapes = tuple(Rectangle(id=n, x=0, y=0, width=1, height=1, z=z, t=t) for n, (z, t) in enumerate(planes))
    owner = Experimenter(1, "demo", "De", "Mo")
    return Roi(id=7, image_id=1, name="", description="", owner=owner, group_id=1, rights=Rights(), shapes=shapes)


@pytest.mark.parametrize(
    ("planes", "chosen"),
    [
        ([(None, None)], 0),
        ([(0, 5), (1, 0)], 1),  # the only one at the first time
        ([(2, 0), (1, 0), (0, 0)], 1),  # the first at the first depth
        ([(2, 0), (None, None)], 1),
        ([(2, 0), (0, 0)], 0),  # none at that depth
    ],
)
def test_the_shape_that_stands_for_a_roi(planes: list[tuple[int | None, int | None]], chosen: int) -> None:
    assert chosen_shape(roi_of(planes), z=1, t=0).id == chosen


def test_a_roi_without_shapes_has_none() -> None:
    with pytest.raises(NotFound, match="7"):
        chosen_shape(roi_of([]), z=0, t=0)
