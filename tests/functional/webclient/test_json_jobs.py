"""Deleting over HTTP, and the activities that tell of it; tags deleted; shares."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from omeropyr.api import Kind, ObjectRef
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.people.accounts import add_user
from omeropyr.gateway.embedded.schema import ImageRow
from omeropyr.testing.app import Site, make_app
from omeropyr.testing.store import SampleStore, make_store


@pytest.fixture
def store(tmp_path: Path) -> SampleStore:
    store = make_store(tmp_path / "store")
    add_user(store.store, "mate", "mate", first_name="Ma", last_name="Te", groups=[(store.accounts.group_id, False)])
    return store


@pytest.fixture
def demo(store: SampleStore, tmp_path: Path) -> Iterator[Site]:
    yield from signed_in(store, tmp_path, "demo")


@pytest.fixture
def mate(store: SampleStore, tmp_path: Path) -> Iterator[Site]:
    yield from signed_in(store, tmp_path, "mate")


def signed_in(store: SampleStore, folder: Path, name: str) -> Iterator[Site]:
    site = make_app(store, session__dir=folder / name)
    site.sign_in(name, name)
    yield site
    for gateway in site.app.registry.gateways.values():
        gateway.close()


def post(site: Site, path: str, status: int = 200, **fields: Any) -> Any:
    answer = site.post(f"/webclient/{path}/", fields, headers=site.csrf(), status=status)
    return answer.json if answer.content_type == "application/json" else answer.text


def activities(site: Site) -> dict[str, Any]:
    """When nothing is in progress any more."""
    until = time.monotonic() + 30
    while True:
        found: dict[str, Any] = site.get("/webclient/activities_json/").json
        if not found["inprogress"]:
            return found
        assert time.monotonic() < until
        time.sleep(0.05)


def jobs_in(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [job for key, job in found.items() if key not in ("inprogress", "failure", "jobs")]


def test_one_image_is_deleted_and_told_of(demo: Site, store: SampleStore) -> None:
    assert demo.get("/webclient/activities_json/").json == {"inprogress": 0, "failure": 0, "jobs": 0}
    image = store.image_ids[0]
    assert post(demo, f"action/delete/image/{image}", child="on") == {"bad": "false"}
    found = activities(demo)
    assert (found["failure"], found["jobs"]) == (0, 1)
    (job,) = jobs_in(found)
    assert job["start_time"][4] + job["start_time"][10] == "- "
    expected = {"job_type": "delete", "delmany": False, "did": str(image), "dtype": "Image", "status": "finished"}
    assert {**job, **expected, "error": 0, "dreport": None} == job
    assert set(job) == {*expected, "error", "dreport", "start_time"}
    assert 'data-status="finished"' in demo.get("/webclient/activities/").text
    left = demo.get("/webclient/api/images/", {"id": store.dataset_id}).json["images"]
    assert [one["id"] for one in left] == [store.image_ids[1]]


def test_many_are_one_job_for_each_kind(demo: Site, store: SampleStore) -> None:
    assert post(demo, "action/deletemany", image=list(store.image_ids), dataset=[store.dataset_id]) == {"bad": "false"}
    jobs = {job["dtype"]: job for job in jobs_in(activities(demo))}
    assert {kind: (job["delmany"], job["did"]) for kind, job in jobs.items()} == {
        "Image": (2, [str(image) for image in store.image_ids]),
        "Dataset": (False, str(store.dataset_id)),
    }


def test_contents_stay_behind_unless_they_are_named(demo: Site, store: SampleStore) -> None:
    post(demo, f"action/delete/dataset/{store.dataset_id}")
    activities(demo)
    orphans = demo.get("/webclient/api/images/", {"orphaned": "true"}).json["images"]
    assert [image["id"] for image in orphans] == list(store.image_ids)
    post(demo, f"action/delete/screen/{store.screen_id}", child="on")
    activities(demo)
    assert demo.get("/webclient/api/plates/").json == {"plates": []}


def test_tags_stay_unless_they_are_named(demo: Site, store: SampleStore) -> None:
    first, second = store.image_ids
    tags = [post(demo, "annotate_tags", image=[image], **new(f"t{image}"))["new"][0] for image in (first, second)]
    post(demo, f"action/delete/image/{first}")
    post(demo, f"action/delete/image/{second}", anns="on")
    activities(demo)
    assert [tag["id"] for tag in demo.get("/webclient/api/tags/").json["tags"]] == tags[:1]


def new(text: str) -> dict[str, str]:
    return {"newtags-TOTAL_FORMS": "1", "newtags-0-tag": text}


def test_tag_sets_are_tags_too(demo: Site) -> None:
    tagset = post(demo, "action/addnewcontainer", name="set", folder_type="tagset")["id"]
    tag = post(demo, f"action/addnewcontainer/tagset/{tagset}", name="inside", folder_type="tag")["id"]
    assert post(demo, "action/deletemany", tag=[tagset]) == {"bad": "false"}
    activities(demo)
    assert [one["id"] for one in demo.get("/webclient/api/tags/").json["tags"]] == [tag]


def test_what_may_not_be_deleted(mate: Site, store: SampleStore) -> None:
    image = store.image_ids[0]
    assert post(mate, f"action/delete/image/{image}")["bad"] == "true"
    own = post(mate, "action/addnewcontainer", name="own", folder_type="project")["id"]
    refused = post(mate, "action/deletemany", project=[own], image=[image])
    assert (refused["bad"], str(image) in refused["errs"]) == ("true", True)
    assert activities(mate)["jobs"] == 0, "nothing was begun"
    post(mate, "action/delete/image/999999", 404)
    post(mate, "action/delete/group/1", 400)
    post(mate, "action/delete/nonsense/1", 400)
    post(mate, "action/deletemany", 400)
    post(mate, "action/deletemany", 400, image="x")


def test_half_of_a_fileset_fails_and_says_why(demo: Site, store: SampleStore) -> None:
    with store.store.writing() as connection:
        connection.execute(update(ImageRow).where(ImageRow.id.in_(store.image_ids)).values(fileset_id=1))
    post(demo, f"action/delete/image/{store.image_ids[0]}")
    found = activities(demo)
    (job,) = jobs_in(found)
    assert (found["failure"], job["status"], job["error"]) == (1, "failed", 1)
    assert str(store.image_ids[1]) in job["dreport"]


def test_jobs_are_cleared_one_by_one_or_together(demo: Site, mate: Site, store: SampleStore) -> None:
    for image in store.image_ids:
        post(demo, f"action/delete/image/{image}")
    found = activities(demo)
    first, second = (key for key in found if key not in ("inprogress", "failure", "jobs"))
    assert jobs_in(activities(mate)) == []
    assert post(mate, "activities_update/clean", jobKey=first) == {"removed": False}
    assert post(demo, "activities_update/clean", jobKey=first) == {"removed": True}
    assert post(demo, "activities_update/clean", jobKey=first) == {"removed": False}
    assert post(demo, "activities_update/clean", jobKey="nonsense") == {"removed": False}
    assert [key for key in activities(demo) if key.isdigit()] == [second]
    assert post(demo, "activities_update/clean") == "OK"
    assert activities(demo)["jobs"] == 0
    assert post(demo, "activities_update") == demo.get("/webclient/activities_update/").text == "OK"


def test_tags_deleted_by_address(demo: Site, mate: Site, store: SampleStore) -> None:
    tags = [post(demo, "annotate_tags", image=list(store.image_ids), **new(text))["new"][0] for text in "ab"]

    def delete(site: Site, query: str, status: int = 200) -> Any:
        return site.delete(f"/webclient/api/tags/?{query}", headers=site.csrf(), status=status)

    delete(mate, f"id={tags[0]}", 403)
    delete(demo, f"id={tags[0]}&id=999", 404)
    delete(demo, "", 400)
    delete(demo, "id=x", 400)
    delete(demo, f"id={tags[0]}&group=999", 403)
    assert len(demo.get("/webclient/api/tags/").json["tags"]) == 2
    assert delete(demo, "&".join(f"id={tag}" for tag in tags)).json == ""
    assert demo.get("/webclient/api/tags/").json == {"tags": []}
    demo.post("/webclient/api/tags/", headers=demo.csrf(), status=405)


def test_wells_with_a_tag(demo: Site, store: SampleStore) -> None:
    gateway = EmbeddedGateway(store.store)
    session = gateway.login(store.demo)
    well = session.browse.wells().items[1]
    group = store.accounts.group_id
    tag = session.annotations.create_tag("t", group_id=group, targets=[ObjectRef(Kind.WELL, well.id)])
    (found,) = demo.get("/webclient/api/tags/", {"id": tag}).json["wells"]
    assert (found["id"], found["plateId"], found["name"]) == (well.id, store.plate_id, "Plate1 - B2")
    assert found["permsCss"].endswith("isOwned")
    assert demo.get("/webclient/api/tags/", {"id": tag, "experimenter_id": 999}).json["wells"] == []
    gateway.close()


def test_there_are_no_shares(demo: Site) -> None:
    assert demo.get("/webclient/api/shares/").json == {"shares": [], "discussions": []}
    assert demo.get("/webclient/api/share_images/3/").json == {"images": []}
    demo.get("/webclient/api/shares/?owner_id=x", status=400)
