"""The tree as JSON: levels, pages, owners, groups, paths."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, insert

from omeropyr.gateway.embedded.schema import AcquisitionRow
from omeropyr.testing.app import Site, make_app
from omeropyr.testing.store import SampleStore


@pytest.fixture(scope="module")
def demo(shared_store: SampleStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One site for all tests here: they only read."""
    site = make_app(shared_store, session__dir=tmp_path_factory.mktemp("sessions"))
    site.sign_in("demo", "demo")
    yield site
    for gateway in site.app.registry.gateways.values():
        gateway.close()


def get(site: Site, path: str, **query: Any) -> Any:
    answer = site.get(f"/webclient/api/{path}/", query)
    assert answer.headers["Content-Type"] == "application/json"
    return answer.json


def test_groups(demo: Site, shared_store: SampleStore) -> None:
    me = shared_store.accounts.demo_id
    group = {"id": shared_store.accounts.group_id, "name": "demo", "perm": "rwra--"}
    assert get(demo, "groups") == get(demo, "groups", member=me) == {"groups": [group]}
    assert get(demo, "groups", page=2) == {"groups": []}


def test_people(demo: Site, shared_store: SampleStore) -> None:
    me = shared_store.accounts.demo_id
    shown = {"id": me, "omeName": "demo", "firstName": "Demo", "lastName": "User"}
    assert get(demo, f"experimenters/{me}") == {"experimenter": shown}
    everyone = {"id": -1, "omeName": "All Members", "firstName": "All Members", "lastName": ""}
    assert get(demo, "experimenters/-1") == {"experimenter": everyone}
    demo.get("/webclient/api/experimenters/99999/", status=404)
    demo.get("/webclient/api/experimenters/", status=404)


def test_top_of_the_tree(demo: Site, shared_store: SampleStore) -> None:
    found = get(demo, "containers", id=shared_store.accounts.demo_id, page=0)
    assert [(project["id"], project["childCount"]) for project in found["projects"]] == [(shared_store.project_id, 1)]
    assert [screen["id"] for screen in found["screens"]] == [shared_store.screen_id]
    assert found["datasets"] == found["plates"] == []
    assert found["orphaned"] == {"id": shared_store.accounts.demo_id, "name": "Orphaned Images", "childCount": 0}
    assert found["projects"][0]["permsCss"].endswith("isOwned")


def test_everybody_is_minus_one(demo: Site) -> None:
    assert get(demo, "containers")["orphaned"]["id"] == -1
    assert get(demo, "containers", id=0)["orphaned"]["id"] == 0
    assert get(demo, "containers", id=0)["projects"] == []


def test_datasets_and_plates(demo: Site, shared_store: SampleStore) -> None:
    (dataset,) = get(demo, "datasets", id=shared_store.project_id)["datasets"]
    assert (dataset["id"], dataset["childCount"]) == (shared_store.dataset_id, 2)
    assert get(demo, "datasets") == {"datasets": [dataset]}
    assert get(demo, "datasets", id=999) == {"datasets": []}
    (plate,) = get(demo, "plates", id=shared_store.screen_id)["plates"]
    assert plate["id"] == shared_store.plate_id


def test_images(demo: Site, shared_store: SampleStore) -> None:
    found = get(demo, "images", id=shared_store.dataset_id, sizeXYZ="true", date="true")["images"]
    assert [image["id"] for image in found] == list(shared_store.image_ids)
    assert found[0]["name"] == "cells.ome.tif"
    assert {key: found[0][key] for key in ("sizeX", "sizeY", "sizeZ", "sizeT")} == {
        "sizeX": 64, "sizeY": 48, "sizeZ": 2, "sizeT": 1,
    }  # fmt: skip
    assert found[0]["archived"] is False
    assert found[0]["date"].endswith(("+00:00", "+01:00"))
    assert "sizeX" not in get(demo, "images", id=shared_store.dataset_id)["images"][0]


def test_pages(demo: Site, shared_store: SampleStore) -> None:
    def ids(**query: int) -> list[int]:
        return [image["id"] for image in get(demo, "images", id=shared_store.dataset_id, **query)["images"]]

    first, second = shared_store.image_ids
    assert (ids(page=1, limit=1), ids(page=2, limit=1), ids(page=3, limit=1)) == ([first], [second], [])
    assert ids(page=0, limit=1) == [first, second]


def test_orphans_and_owners(demo: Site, shared_store: SampleStore) -> None:
    assert get(demo, "images", orphaned="true") == {"images": []}
    assert len(get(demo, "images", experimenter_id=shared_store.accounts.demo_id)["images"]) == 4
    assert get(demo, "images", experimenter_id=shared_store.accounts.root_id) == {"images": []}


def test_paths(demo: Site, shared_store: SampleStore) -> None:
    image = shared_store.image_ids[1]
    way = [
        {"type": "experimenter", "id": shared_store.accounts.demo_id},
        {"type": "project", "id": shared_store.project_id},
        {"type": "dataset", "id": shared_store.dataset_id, "childCount": 2},
        {"type": "image", "id": image},
    ]
    assert get(demo, "paths_to_object", image=image) == {"paths": [way]}
    assert get(demo, "paths_to_object", image=image, dataset=shared_store.dataset_id, group=3) == {"paths": [way]}
    assert get(demo, "paths_to_object", image=image, dataset=999) == {"paths": []}
    assert get(demo, "paths_to_object", dataset=shared_store.dataset_id)["paths"][0][-1]["type"] == "dataset"
    paged = get(demo, "paths_to_object", image=image, page_size=1)["paths"][0][2]
    assert (paged["childIndex"], paged["childPage"]) == (1, 2)
    assert get(demo, "paths_to_object", image=99999) == get(demo, "paths_to_object") == {"paths": []}


def test_paths_of_a_field_go_through_its_plate(demo: Site, shared_store: SampleStore) -> None:
    (way,) = get(demo, "paths_to_object", image=shared_store.well_image_ids[0])["paths"]
    assert [step["type"] for step in way] == ["experimenter", "screen", "plate", "well", "wellsample", "image"]


def test_containers_of_images(demo: Site, shared_store: SampleStore) -> None:
    first, second = shared_store.image_ids
    links = get(demo, "parent_links", image=f"{first},{second}", dataset=shared_store.dataset_id)["data"]
    assert [(link["parent"]["type"], link["child"]["id"]) for link in links if link["child"]["type"] == "image"] == [
        ("dataset", first),
        ("dataset", second),
    ]
    assert {"type": "project", "id": shared_store.project_id} in [link["parent"] for link in links]


@pytest.mark.parametrize("path", ["groups", "containers", "datasets", "images", "plates", "tags"])
@pytest.mark.parametrize("query", [{"page": "x"}, {"page": "-1"}, {"limit": "0"}, {"limit": "9" * 40}])
def test_bad_numbers_are_400_in_one_line(demo: Site, path: str, query: dict[str, str]) -> None:
    answer = demo.get(f"/webclient/api/{path}/", query, status=400)
    assert answer.content_type == "text/html"
    assert answer.text.startswith(f"{next(iter(query))}: ")


@pytest.mark.parametrize("path", ["containers", "datasets", "images", "plates", "tags"])
def test_a_group_of_others_is_403_and_named(demo: Site, path: str) -> None:
    answer = demo.get(f"/webclient/api/{path}/?group=0", status=403)
    assert (answer.content_type, answer.text) == ("text/html", "Not a member of Group: 0")
    asked_for_json = demo.get(f"/webclient/api/{path}/?group=0", headers={"Accept": "application/json"}, status=403)
    assert asked_for_json.json == {"message": "Not a member of Group: 0"}


def test_administrators_look_into_every_group(root: Site, shared_store: SampleStore) -> None:
    group = shared_store.accounts.group_id
    assert len(get(root, "containers", group=group)["projects"]) == 1
    assert get(root, "containers", group=99999)["projects"] == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("containers/?id=x", 400),
        ("images/?id=x", 400),
        ("tags/?id=x", 400),
        ("paths_to_object/?image=x", 400),
        ("paths_to_object/?image=1&page_size=0", 400),
        ("parent_links/?image=x", 400),
        ("annotations/?image=x", 400),
        ("images/?id=999999999999999999", 200),
        ("paths_to_object/?image=999999999999999999", 200),
    ],
)
def test_statuses(demo: Site, path: str, status: int) -> None:
    demo.get(f"/webclient/api/{path}", status=status)


def test_runs_of_a_plate(demo: Site, shared_store: SampleStore) -> None:
    """In the order of their ids; unnamed ones are called after when they were."""
    with shared_store.store.writing() as connection:
        who = {"owner_id": shared_store.accounts.demo_id, "group_id": shared_store.accounts.group_id}
        times = {
            "started_at": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
            "ended_at": datetime(2026, 1, 2, 4, tzinfo=UTC),
        }
        rows = [{"name": "first"}, {"name": ""}, {"name": "", **times}]
        made = [
            connection.execute(
                insert(AcquisitionRow).values(plate_id=shared_store.plate_id, **who, **row).returning(AcquisitionRow.id)
            ).scalar_one()
            for row in rows
        ]
    found = get(demo, "plate_acquisitions", id=shared_store.plate_id)["acquisitions"]
    names = {run["id"]: run["name"] for run in found}
    assert [names[run] for run in made] == ["first", f"Run {made[1]}", "2026-01-02 03:04:05 - 2026-01-02 04:00:00"]
    assert list(names) == sorted(names)
    assert found[0]["permsCss"].endswith("isOwned")
    assert get(demo, "plate_acquisitions", id=10**9) == {"acquisitions": []}
    demo.get("/webclient/api/plate_acquisitions/", status=400)
    with shared_store.store.writing() as connection:
        connection.execute(delete(AcquisitionRow).where(AcquisitionRow.id.in_(made)))
