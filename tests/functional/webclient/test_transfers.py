"""Delete, restore, move and give by our own pages: plan, job, undo."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from omeropyr.testing.app import Site, make_app
from omeropyr.testing.store import SampleStore


@pytest.fixture
def demo(own_store: SampleStore, tmp_path: Path) -> Iterator[Site]:
    site = make_app(own_store, session__dir=tmp_path / "sessions")
    site.sign_in("demo", "demo")
    yield site
    for gateway in site.app.registry.gateways.values():
        gateway.close()


def post(site: Site, path: str, status: int = 200, **fields: Any) -> Any:
    return site.post(
        f"/webclient/{path}/", fields, headers={**site.csrf(), "Accept": "application/json"}, status=status
    ).json


def finished(site: Site, job: dict[str, Any]) -> dict[str, Any]:
    for _ in range(600):
        time.sleep(0.02)
        found: dict[str, Any] = site.get(f"/webclient/jobs/{job['id']}/").json
        if found["isOver"]:
            return found
    raise AssertionError(found)


def datasets(site: Site, project: int) -> list[int]:
    return [item["id"] for item in site.get("/webclient/api/datasets/", {"id": project}).json["datasets"]]


def test_a_plan_does_nothing(demo: Site, own_store: SampleStore) -> None:
    plan = post(demo, "delete", ref=f"dataset-{own_store.dataset_id}", contents="children", plan="1")
    assert plan["included"]["dataset"] == 1
    assert plan["included"]["image"] == len(own_store.image_ids)
    assert plan["refusals"] == []
    assert datasets(demo, own_store.project_id) == [own_store.dataset_id]


def test_delete_restore_and_the_list_of_jobs(demo: Site, own_store: SampleStore) -> None:
    job = finished(demo, post(demo, "delete", ref=f"dataset-{own_store.dataset_id}", contents="children"))
    assert (job["state"], job["error"]) == ("done", None)
    assert datasets(demo, own_store.project_id) == []
    assert job["id"] in [listed["id"] for listed in demo.get("/webclient/jobs/").json["jobs"]]
    (trash,) = demo.get("/webclient/trash/").json["trash"]
    finished(demo, post(demo, f"trash/{trash['id']}/restore"))
    assert datasets(demo, own_store.project_id) == [own_store.dataset_id]
    assert post(demo, "jobs/clear")["cleared"] == 2
    assert demo.get("/webclient/jobs/").json["jobs"] == []


def test_a_delete_is_undone_by_its_change(demo: Site, own_store: SampleStore) -> None:
    job = finished(demo, post(demo, "delete", ref=f"project-{own_store.project_id}"))
    post(demo, f"undo/{job['change']}")
    assert datasets(demo, own_store.project_id) == [own_store.dataset_id]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("delete", {}),
        ("delete", {"ref": "image"}),
        ("delete", {"ref": "image-1", "contents": "everything"}),
        ("move", {"ref": "image-1"}),
        ("move", {"ref": "image-1", "group": "mine"}),
        ("give", {"ref": "image-1", "owner": ""}),
    ],
)
def test_what_is_badly_said_is_refused_in_a_sentence(demo: Site, path: str, fields: dict[str, str]) -> None:
    assert post(demo, path, status=400, **fields)["message"]


def test_nothing_of_others(demo: Site) -> None:
    post(demo, "delete", status=404, ref="image-999999")
    demo.get("/webclient/jobs/999999/", status=404)
    post(demo, "trash/999999/restore", status=404)


def test_signed_out(own_store: SampleStore, tmp_path: Path) -> None:
    site = make_app(own_store, session__dir=tmp_path / "others")
    site.get("/webclient/jobs/", xhr=True, status=403)
