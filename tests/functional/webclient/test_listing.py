"""Images of a container, filtered and sorted over all of it."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from omeropyr.api import Kind, ObjectRef
from omeropyr.testing.lab import Lab


def names(lab: Lab, **query: object) -> list[str]:
    address = f"/webclient/listing/dataset/{lab.store.dataset_id}/?{urlencode(query, doseq=True)}"
    return [image["name"] for image in lab.demo.get(address).json["images"]]


def test_filters_hold_for_the_whole_dataset(lab: Lab) -> None:
    images = lab.session.browse.images(dataset_id=lab.store.dataset_id).items
    everything, (first, *_) = [image.name for image in images], images
    ref = ObjectRef(Kind.IMAGE, first.id)
    annotations = lab.session.annotations
    tag = annotations.create_tag("chosen", group_id=lab.group, targets=[ref])
    annotations.rate([ref], 4)
    annotations.edit_pairs([ref], [("dose", "5 µM"), ("line", "HeLa")])
    assert names(lab) == everything
    assert names(lab, tag=tag, rating=4, key="dose", op="greater", value="4") == [first.name]
    assert names(lab, unrated="true") == everything[1:]
    assert names(lab, key=["dose", "line"], op=["less", "contains"], value=["9", "hek"]) == []
    assert names(lab, sort="-name") == everything[::-1]
    assert names(lab, sort="-rating")[0] == first.name
    assert names(lab, offset=1, limit=1) == everything[1:2]


def test_what_there_is_to_choose_from(lab: Lab) -> None:
    ref = ObjectRef(Kind.IMAGE, lab.store.image_ids[0])
    lab.session.annotations.create_tag("chosen", group_id=lab.group, targets=[ref])
    lab.session.annotations.edit_pairs([ref], [("dose", "5 µM"), ("line", "HeLa")])
    address = f"/webclient/listing/dataset/{lab.store.dataset_id}"
    facets = lab.demo.get(f"{address}/facets/").json
    assert [(tag["text"], tag["count"]) for tag in facets["tags"]] == [("chosen", 1)]
    assert [(key["key"], key["isNumeric"], key["low"]) for key in facets["keys"]] == [
        ("dose", True, 5.0),
        ("line", False, None),
    ]
    assert lab.demo.get(f"{address}/values/?key=line&text=la").json == ["HeLa"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("sort=colour", "none of name"),
        ("rating=9", "1 to 5"),
        ("key=dose", "op and a value"),
        ("key=dose&op=less&value=much", "no number"),
        ("key=dose&op=near&value=1", "none of contains"),
        ("tag=red", "whole number"),
        ("name=" + "a+" * 30, "At most 20"),
    ],
)
def test_what_cannot_be_understood_is_named(lab: Lab, query: str, said: str) -> None:
    address = f"/webclient/listing/dataset/{lab.store.dataset_id}/?{query}"
    answer = lab.demo.get(address, headers={"Accept": "application/json"}, status=400)
    assert said in answer.text
