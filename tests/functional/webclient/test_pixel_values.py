"""Pixel values and line profiles, held against pixels that are known: 1000 * channel + 100 * z + column + row."""

from __future__ import annotations

from typing import Any

import pytest

from omeropyr.testing.app import Site
from omeropyr.testing.store import SampleStore


def ask(site: Site, store: SampleStore, what: str, status: int = 200, **query: Any) -> Any:
    path = f"/webclient/viewer/{store.image_ids[0]}/{what}/"
    return site.get(path, query, headers={"Accept": "application/json"}, status=status).json


def test_values_are_those_of_the_file(demo: Site, shared_store: SampleStore) -> None:
    block = ask(demo, shared_store, "pixel_values", x=10, y=5, width=2, height=3, z=1)
    assert (block["x"], block["y"], block["width"], block["height"]) == (10, 5, 2, 3)
    assert block["values"] == [[[1000 * c + 100 + x + y for x in (10, 11)] for y in (5, 6, 7)] for c in range(3)]


def test_blocks_are_cut_at_the_edge(demo: Site, shared_store: SampleStore) -> None:
    block = ask(demo, shared_store, "pixel_values", x=60, y=40, width=9999, height=9999)
    assert (block["width"], block["height"]) == (4, 8)


def test_a_profile_has_one_value_for_each_pixel(demo: Site, shared_store: SampleStore) -> None:
    found = ask(demo, shared_store, "line_profile", points="0.5,3.5,20.5,3.5", c="0,2", z=1)
    assert found["length"] == 20
    assert found["channels"] == [
        {"channel": 0, "values": [100 + 3 + x for x in range(21)]},
        {"channel": 2, "values": [2100 + 3 + x for x in range(21)]},
    ]


def test_the_pieces_of_a_profile_are_joined(demo: Site, shared_store: SampleStore) -> None:
    found = ask(demo, shared_store, "line_profile", points="0.5,0.5,10.5,0.5,10.5,5.5", c="0")
    assert found["channels"][0]["values"] == list(range(16))


def test_lines_that_leave_the_image_end_at_its_edge(demo: Site, shared_store: SampleStore) -> None:
    found = ask(demo, shared_store, "line_profile", points="-50,0.5,999,0.5", c="0")
    assert found["channels"][0]["values"][-1] == 63


@pytest.mark.parametrize(
    ("what", "query", "status"),
    [
        ("pixel_values", {"x": 64}, 400),
        ("pixel_values", {"x": -1}, 400),
        ("pixel_values", {"width": 0}, 400),
        ("pixel_values", {"z": 2}, 404),
        ("line_profile", {}, 400),
        ("line_profile", {"points": "1,2"}, 400),
        ("line_profile", {"points": "1,2,3"}, 400),
        ("line_profile", {"points": "1,2,nan,4"}, 400),
        ("line_profile", {"points": "0,0,1e9,0"}, 400),
        ("line_profile", {"points": "1,2,3,4", "c": "3"}, 400),
        ("line_profile", {"points": "1,2,3,4", "t": "1"}, 404),
        ("line_profile", {"points": "1,2,3,4", "width": "0"}, 400),
    ],
)
def test_what_cannot_be_is_refused(
    demo: Site, shared_store: SampleStore, what: str, query: dict[str, Any], status: int
) -> None:
    ask(demo, shared_store, what, status, **query)
