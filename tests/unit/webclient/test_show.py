"""What `?show=` may name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omeropyr.gateway.model import Kind, ObjectRef
from omeropyr.plugins.webclient.show import format_show, parse_show, parse_well_label


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("image-12", [("image", 12)]),
        ("image=12", [("image", 12)]),
        ("image.id-12", [("image", 12)]),
        ("dataset-5|image-12|image-12", [("dataset", 5), ("image", 12)]),
        ("run-3", [("acquisition", 3)]),
        ("dataset.name-Control", []),
        ("elephant-1|project-7", [("project", 7)]),
        ("image--1", []),
        ("image-٣", []),
        ("image-99999999999999999999", []),
        ("image-" + "9" * 5000, []),
        ("|", []),
        ("", []),
    ],
)
def test_items(text: str, refs: list[tuple[str, int]]) -> None:
    assert parse_show(text) == tuple(ObjectRef(Kind(kind), number) for kind, number in refs)


@given(st.text())
def test_anything_else_is_ignored(text: str) -> None:
    for ref in parse_show(text):
        assert 0 <= ref.id < 10**18


@given(st.lists(st.tuples(st.sampled_from(["project", "dataset", "image"]), st.integers(0, 10**18 - 1)), unique=True))
def test_what_is_written_is_read(items: list[tuple[str, int]]) -> None:
    refs = tuple(ObjectRef(Kind(kind), number) for kind, number in items)
    assert parse_show(format_show(refs)) == refs


@pytest.mark.parametrize(
    ("label", "place"),
    [
        ("A1", (0, 0)),
        ("b12", (1, 11)),
        ("AA1", (26, 0)),
        ("1A", (0, 0)),
        ("12b", (11, 1)),
        ("1AA", (0, 26)),
        ("A0", None),
        ("0A", None),
        ("A", None),
        ("1", None),
        ("A1A", None),
        ("", None),
    ],
)
def test_labels_of_wells(label: str, place: tuple[int, int] | None) -> None:
    assert parse_well_label(label) == place
