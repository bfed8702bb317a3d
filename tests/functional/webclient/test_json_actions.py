"""Making, renaming, describing, linking and taking out of containers over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from omeropyr.gateway.embedded.people.accounts import add_user
from omeropyr.testing.app import Site, make_app
from omeropyr.testing.store import SampleStore, make_store


@pytest.fixture
def store(tmp_path: Path) -> SampleStore:
    return make_store(tmp_path / "store")


@pytest.fixture
def demo(store: SampleStore, tmp_path: Path) -> Iterator[Site]:
    yield from signed_in(store, tmp_path, "demo")


@pytest.fixture
def mate(store: SampleStore, tmp_path: Path) -> Iterator[Site]:
    """Somebody else of the same read-annotate group."""
    group = store.accounts.group_id
    add_user(store.store, "mate", "mate", first_name="Ma", last_name="Te", groups=[(group, False)])
    yield from signed_in(store, tmp_path, "mate")


def signed_in(store: SampleStore, folder: Path, name: str) -> Iterator[Site]:
    site = make_app(store, session__dir=folder / name)
    site.sign_in(name, name)
    yield site
    for gateway in site.app.registry.gateways.values():
        gateway.close()


def act(site: Site, path: str, status: int = 200, **fields: Any) -> Any:
    answer = site.post(f"/webclient/action/{path}/", fields, headers=site.csrf(), status=status)
    return answer.json if answer.content_type == "application/json" else answer.text


def links(site: Site, method: str, body: Any, status: int = 200) -> Any:
    send = {"POST": site.post_json, "DELETE": site.delete_json}[method]
    return send("/webclient/api/links/", body, headers=site.csrf(), status=status).json


def images_in(site: Site, dataset: int) -> list[int]:
    return [image["id"] for image in site.get("/webclient/api/images/", {"id": dataset}).json["images"]]


def test_new_project_dataset_and_screen(demo: Site) -> None:
    project = act(demo, "addnewcontainer", name="P <web>", folder_type="project", description="why")
    assert project["bad"] == "false"
    dataset = act(demo, f"addnewcontainer/project/{project['id']}", name="inside", folder_type="dataset")["id"]
    screen = act(demo, "addnewcontainer", name="S", folder_type="screen")["id"]
    inside = demo.get("/webclient/api/datasets/", {"id": project["id"]}).json["datasets"]
    assert [(found["id"], found["name"]) for found in inside] == [(dataset, "inside")]
    top = demo.get("/webclient/api/containers/").json
    assert "P <web>" in [found["name"] for found in top["projects"]]
    assert screen in [found["id"] for found in top["screens"]]


def test_orphans_go_into_the_new_dataset(demo: Site, store: SampleStore) -> None:
    dataset = act(demo, "addnewcontainer", name="D", folder_type="dataset", image=list(store.image_ids))["id"]
    assert images_in(demo, dataset) == list(store.image_ids)


def test_a_new_dataset_that_may_not_hold_the_images_is_not_made(mate: Site, demo: Site, store: SampleStore) -> None:
    new = {"name": "empty", "folder_type": "dataset"}
    assert act(mate, "addnewcontainer", **new, image=list(store.image_ids))["bad"] == "true"
    act(demo, "addnewcontainer", 404, **new, image=[store.image_ids[0], 999])
    assert "empty" not in [found["name"] for found in demo.get("/webclient/api/datasets/").json["datasets"]]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("action/addnewcontainer", "folder_type"),
        ("action/addnewcontainer", "image"),
        ("action/savename/image/1", "name"),
        ("action/savedescription/image/1", "description"),
        ("action/remove/image/1", "parent"),
        ("annotate_tags", "tags"),
        ("annotate_tags", "newtags-TOTAL_FORMS"),
        ("annotate_comment", "comment"),
        ("annotate_comment", "image"),
    ],
)
def test_a_file_where_a_text_belongs(demo: Site, path: str, field: str) -> None:
    fields = {"image": "1", "name": "x", "folder_type": "dataset"}
    file = [(field, "x.txt", b"1")]
    answer = demo.post(f"/webclient/{path}/", fields, upload_files=file, headers=demo.csrf(), status="*")
    assert answer.status_int < 500
    answer.mustcontain(field, "not a file")


@pytest.mark.parametrize(
    ("path", "fields", "answer"),
    [
        ("addnewcontainer", {"folder_type": "project"}, "name"),
        ("addnewcontainer", {"folder_type": "project", "name": " "}, "name"),
        ("addnewcontainer", {"folder_type": "project", "name": "x" * 256}, "name"),
        ("savename/dataset/1", {"name": ""}, "name"),
    ],
)
def test_form_errors_are_told_by_field(demo: Site, path: str, fields: dict[str, str], answer: str) -> None:
    told = act(demo, path, **fields)
    assert told["bad"] == "true"
    assert told["errs"][answer].startswith("<ul")


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("addnewcontainer", {"name": "x", "folder_type": "cat"}, 400),
        ("addnewcontainer", {"name": "x", "folder_type": "image"}, 400),
        ("addnewcontainer", {"name": "x"}, 400),
        ("addnewcontainer", {"name": "x", "folder_type": "project", "image": "1"}, 400),
        ("addnewcontainer", {"name": "x", "folder_type": "project", "owner": "x"}, 400),
        ("addnewcontainer/project/1", {"name": "x", "folder_type": "screen"}, 400),
        ("addnewcontainer/project/999", {"name": "x", "folder_type": "dataset"}, 404),
        ("addnewcontainer/cat/1", {"name": "x", "folder_type": "dataset"}, 400),
        ("savename/image/999", {"name": "x"}, 404),
        ("savename/cat/1", {"name": "x"}, 400),
        ("savedescription/dataset/999", {"description": "x"}, 404),
        ("remove/screen/1", {"parent": "project-1"}, 400),
        ("remove/image/1", {"parent": "dataset-999"}, 404),
    ],
)
def test_statuses(demo: Site, path: str, fields: dict[str, str], status: int) -> None:
    act(demo, path, status, **fields)


def test_a_new_container_needs_a_post(demo: Site) -> None:
    answer = demo.get("/webclient/action/addnewcontainer/", status=405)
    assert (answer.content_type, answer.headers["Allow"]) == ("application/json", "POST")
    assert "Error" in answer.json


def test_rename_and_describe(demo: Site, store: SampleStore) -> None:
    assert act(demo, f"savename/dataset/{store.dataset_id}", name="renamed") == {"bad": "false", "o_type": "dataset"}
    assert act(demo, f"savedescription/dataset/{store.dataset_id}", description="<i>new</i>") == {"bad": "false"}
    meta = demo.get(f"/webgateway/imgData/{store.image_ids[0]}/meta/").json
    assert (meta["datasetName"], meta["datasetDescription"]) == ("renamed", "<i>new</i>")
    act(demo, f"savedescription/dataset/{store.dataset_id}", description="")
    act(demo, f"savename/image/{store.image_ids[0]}", name="new name")
    meta = demo.get(f"/webgateway/imgData/{store.image_ids[0]}/meta/").json
    assert (meta["datasetDescription"], meta["imageName"]) == ("", "new name")


def test_renaming_a_tag_changes_its_text(demo: Site) -> None:
    tag = act(demo, "addnewcontainer", name="old", folder_type="tag")["id"]
    assert act(demo, f"savename/tag/{tag}", name="new") == {"bad": "false", "o_type": "tag"}
    assert [found["value"] for found in demo.get("/webclient/api/tags/").json["tags"]] == ["new"]


def test_what_others_may_not_do_is_told_and_not_done(mate: Site, store: SampleStore) -> None:
    refused = act(mate, f"savename/dataset/{store.dataset_id}", name="mine")
    assert refused["bad"] == "true"
    assert isinstance(refused["errs"], str)
    assert mate.get("/webclient/api/datasets/").json["datasets"][0]["name"] != "mine"


def test_links_are_made_and_removed(demo: Site, store: SampleStore) -> None:
    dataset = act(demo, "addnewcontainer", name="second", folder_type="dataset")["id"]
    first, second = store.image_ids
    body = {"dataset": {str(dataset): {"image": [first, second]}}}
    assert links(demo, "POST", body) == {"success": True}
    assert links(demo, "POST", body) == {"success": True}
    assert images_in(demo, dataset) == [first, second]
    left = links(demo, "DELETE", {"dataset": {str(dataset): {"image": [first]}}})
    assert left == {"success": True, "dataset": {str(store.dataset_id): {"image": [first]}}}
    assert images_in(demo, dataset) == [second]


def test_the_last_link_leaves_an_orphan(demo: Site, store: SampleStore) -> None:
    first = store.image_ids[0]
    body = {"dataset": {str(store.dataset_id): {"image": [first]}}}
    assert links(demo, "DELETE", body) == {"success": True}
    orphans = demo.get("/webclient/api/images/", {"orphaned": "true"}).json["images"]
    assert [image["id"] for image in orphans] == [first]
    assert "error" in links(demo, "DELETE", body, 404)


def test_remove_takes_an_image_out_of_its_dataset(demo: Site, store: SampleStore) -> None:
    first, second = store.image_ids
    assert act(demo, f"remove/image/{first}", parent=f"dataset-{store.dataset_id}") == {"bad": "false"}
    assert images_in(demo, store.dataset_id) == [second]


@pytest.mark.parametrize("body", [{}, {"orphaned": {"1": {"image": [1]}}}, {"dataset": {"1": {"plate": [1]}}}])
def test_bodies_without_a_link_make_none(demo: Site, body: Any) -> None:
    assert links(demo, "POST", body) == {"success": False}
    links(demo, "DELETE", body, 404)


def test_bad_bodies_are_400_and_missing_parents_404(demo: Site, store: SampleStore) -> None:
    for body in ([], {"dataset": []}, {"dataset": {"x": {"image": [1]}}}, {"dataset": {"1": {"image": ["y"]}}}):
        demo.post_json("/webclient/api/links/", body, headers=demo.csrf(), status=400)
    demo.post("/webclient/api/links/", "{nonsense", headers=demo.csrf(), status=400)
    missing = {"dataset": {"999": {"image": [store.image_ids[0]]}}}
    assert "error" in links(demo, "POST", missing, 404)


def test_other_methods_are_405(demo: Site) -> None:
    answer = demo.get("/webclient/api/links/", status=405)
    assert (answer.headers["Allow"], list(answer.json)) == ("POST, DELETE", ["Error"])
