"""Paths of OMERO's model, from the annotated object down to one that is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.api import Invalid, Kind
from omeropyr.plugins.webgateway.attached_tables import parsed


@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        ("Plate", (Kind.PLATE, Kind.PLATE)),
        ("Plate.wells", (Kind.PLATE, Kind.WELL)),
        ("Screen.plateLinks.child.wells", (Kind.SCREEN, Kind.WELL)),
        ("Plate.wells.wellSamples.image", (Kind.PLATE, Kind.IMAGE)),
        ("Project.datasetLinks.child.imageLinks.child", (Kind.PROJECT, Kind.IMAGE)),
        ("Dataset.imageLinks.child", (Kind.DATASET, Kind.IMAGE)),
    ],
)
def test_ways_down(path: str, kinds: tuple[Kind, Kind]) -> None:
    assert parsed(path) == kinds


@pytest.mark.parametrize(
    "path", ["Nonsense", "", "plate", "Plate.well", "Plate.wellsx", "Plate.imageLinks.child", "Image.wells", ".wells"]
)
def test_other_paths(path: str) -> None:
    with pytest.raises(Invalid):
        parsed(path)


@given(st.lists(st.sampled_from(["Plate", "wells", "wellSamples", "image", "child", "Screen", "plateLinks", ""])))
def test_any_path_is_known_or_refused(parts: list[str]) -> None:
    path = ".".join(parts)
    try:
        parsed(path)
    except Invalid:
        assert path not in ("Plate", "Plate.wells", "Screen")
