"""Every change tells its number, and the number takes it back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from webtest import TestResponse

from omeropyr.gateway.embedded.people.accounts import add_user
from omeropyr.testing.app import Site, make_app
from omeropyr.testing.store import SampleStore

CHANGE = "X-Omeropyr-Change"


@pytest.fixture
def demo(own_store: SampleStore, tmp_path: Path) -> Iterator[Site]:
    site = make_app(own_store, session__dir=tmp_path / "sessions")
    site.sign_in("demo", "demo")
    yield site
    for gateway in site.app.registry.gateways.values():
        gateway.close()


def rename(site: Site, ref: str, name: str) -> TestResponse:
    return site.post(f"/webclient/action/savename/{ref}/", {"name": name}, headers=site.csrf())


def undo(site: Site, change: str | int, status: int = 200) -> TestResponse:
    return site.post(f"/webclient/undo/{change}/", headers=site.csrf(), status=status)


def name_of(site: Site, project: int) -> str:
    return next(
        found["name"] for found in site.get("/webclient/api/containers/").json["projects"] if found["id"] == project
    )


def test_a_change_is_taken_back_and_done_again(demo: Site, own_store: SampleStore) -> None:
    project = own_store.project_id
    before = name_of(demo, project)
    change = rename(demo, f"project/{project}", "Renamed").headers[CHANGE]
    answer = undo(demo, change)
    assert name_of(demo, project) == before
    assert answer.json["refs"] == [f"project-{project}"]
    undo(demo, answer.json["id"])
    assert name_of(demo, project) == "Renamed"


def test_reading_and_refused_requests_name_no_change(demo: Site, own_store: SampleStore) -> None:
    assert CHANGE not in demo.get("/webclient/api/containers/").headers
    assert CHANGE not in rename(demo, f"project/{own_store.project_id}", "").headers


def test_only_ones_own_changes(demo: Site, own_store: SampleStore, tmp_path: Path) -> None:
    change = rename(demo, f"project/{own_store.project_id}", "Mine").headers[CHANGE]
    add_user(
        own_store.store, "mate", "mate", first_name="Ma", last_name="Te", groups=[(own_store.accounts.group_id, False)]
    )
    other = make_app(own_store, session__dir=tmp_path / "others")
    other.sign_in("mate", "mate")
    undo(other, change, status=404)
    assert name_of(demo, own_store.project_id) == "Mine"


def test_the_list_says_what_was_undone(demo: Site, own_store: SampleStore) -> None:
    change = int(rename(demo, f"project/{own_store.project_id}", "Once").headers[CHANGE])
    undo(demo, change)
    listed = {found["id"]: found for found in demo.get("/webclient/changes/").json["changes"]}
    assert listed[change]["undoneBy"] is not None
    assert not listed[change]["canUndo"]


@pytest.mark.parametrize("number", ["0", "999999", "999999999999999999"])
def test_a_change_that_does_not_exist(demo: Site, number: str) -> None:
    undo(demo, number, status=404)
