"""The word in `apps` brings an app and takes it away; a broken one is off with its reason, and the rest works."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from omeropyr.api import TopLink
from omeropyr.app import make_app as make_router
from omeropyr.errors import ConfigurationError
from omeropyr.testing.app import Site
from omeropyr.testing.store import SampleStore

pytestmark = pytest.mark.usefixtures("example_apps")
MakeSite = Callable[..., Site]


def states(site: Site) -> dict[str, Any]:
    return {state.name: state for state in site.app.registry.apps}


def tolerant(make_site: MakeSite, *apps: str) -> Site:
    site = make_site(("webgateway", "webclient", *apps), strict_apps="false")
    site.sign_in("root", "omero")
    return site


def test_the_word_brings_page_menu_and_setting(make_site: MakeSite, shared_store: SampleStore) -> None:
    site = make_site(("webgateway", "webclient", "gallery"), gallery__columns=3)
    site.sign_in("demo", "demo")
    page = site.get(f"/gallery/{shared_store.dataset_id}/")
    assert "3 side by side" in page
    assert page.html.select_one("li img[src^='/webgateway/render_thumbnail/']")
    assert site.get("/webclient/").html.find("a", href="/gallery/")


def test_the_panel_is_offered_for_datasets(make_site: MakeSite, shared_store: SampleStore) -> None:
    site = make_site(("webgateway", "webclient", "gallery"))
    site.sign_in("demo", "demo")
    inspector = site.get(f"/webclient/?show=dataset-{shared_store.dataset_id}")
    assert f"/gallery/panel/?kind=dataset&amp;id={shared_store.dataset_id}" in inspector.text
    assert "render_thumbnail" in site.get("/gallery/panel/", {"id": shared_store.dataset_id})


def test_without_the_word_nothing_of_it_is_left(demo: Site, shared_store: SampleStore) -> None:
    demo.get(f"/gallery/{shared_store.dataset_id}/", status=404)
    assert "gallery" not in demo.get("/webclient/").text.lower()


def test_a_page_of_an_app_needs_somebody(make_site: MakeSite) -> None:
    site = make_site(("webgateway", "webclient", "gallery"))
    assert site.get("/gallery/1/", status=302).location.endswith("/webclient/login/?url=%2Fgallery%2F1%2F")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("broken_import", "the moon is in the wrong phase"),
        ("broken_includeme", "the other half is missing"),
        ("route_thief", "app webclient has at"),
        ("address_thief", "/webclient/"),
        ("nowhere", "no installed package has an entry point 'nowhere'"),
    ],
)
def test_a_broken_app_is_off_with_its_reason_and_the_rest_works(make_site: MakeSite, name: str, reason: str) -> None:
    site = tolerant(make_site, name)
    assert reason in states(site)[name].reason
    assert states(site)["webclient"].is_on
    site.get("/webclient/", status=200)
    page = site.get("/-/status")
    assert name in page
    assert reason in page.html.get_text()


@pytest.mark.parametrize(
    ("part", "value", "reason"),
    [
        ("menu", TopLink("Gallery", route="gallery"), "a comma is missing"),
        ("settings", None, "must be a tuple of Setting"),
        ("menu", (TopLink("Gallery", route="galery"),), "its menu names the route 'galery', which no app adds."),
        ("name", "pictures", "they must be the same word"),
    ],
)
def test_a_wrong_declaration_switches_the_app_off_and_nothing_else(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, part: str, value: Any, reason: str
) -> None:
    module = import_module("acme_gallery")
    monkeypatch.setattr(module, "app", replace(module.app, **{part: value}))
    site = tolerant(make_site, "gallery")
    assert reason in states(site)["gallery"].reason
    assert site.get("/webclient/").html.find("a", href="/gallery/") is None
    assert reason in site.get("/-/status").html.get_text()


def test_the_reason_says_where_the_error_was_raised(make_site: MakeSite) -> None:
    reasons = states(tolerant(make_site, "broken_import", "broken_includeme"))
    for name in ("broken_import", "broken_includeme"):
        assert re.search(rf"{name}/__init__\.py:\d+\)$", reasons[name].reason)


def test_nothing_of_a_half_configured_app_is_left(make_site: MakeSite) -> None:
    tolerant(make_site, "broken_includeme").get("/half/", status=404)


def test_a_thief_gets_nothing_wherever_it_stands(make_site: MakeSite) -> None:
    site = make_site(("route_thief", "webgateway", "webclient"), strict_apps="false")
    assert not states(site)["webclient"].is_on or not states(site)["route_thief"].is_on
    assert sum(not state.is_on for state in states(site).values()) == 1


def test_all_broken_apps_at_once(make_site: MakeSite) -> None:
    site = tolerant(make_site, "broken_import", "broken_includeme", "route_thief", "address_thief", "gallery")
    off = {name for name, state in states(site).items() if not state.is_on}
    assert off == {"broken_import", "broken_includeme", "route_thief", "address_thief"}
    site.get("/gallery/")


def test_strict_apps_stop_the_start(make_site: MakeSite) -> None:
    with pytest.raises(ConfigurationError, match="the moon is in the wrong phase"):
        make_site(("webclient", "broken_import"))


def test_the_setting_of_an_app_is_checked_with_all_others(shared_store: SampleStore, tmp_path: Path) -> None:
    ini = {"apps": "gallery", "store": str(shared_store.path), "gallery.columns": "99", "page_size": "x"}
    with pytest.raises(ConfigurationError) as caught:
        make_router(ini, environ={})
    assert len(caught.value.faults) == 2
    assert "gallery.columns must be at most 12" in str(caught.value)


def test_the_setting_of_a_missing_app_is_a_fault(shared_store: SampleStore) -> None:
    ini = {"apps": "webgateway", "store": str(shared_store.path), "gallery.columns": "9"}
    with pytest.raises(ConfigurationError, match=r"gallery\.columns is not a property"):
        make_router(ini, environ={})


def test_status_is_for_administrators(demo: Site) -> None:
    demo.get("/-/status", status=404)


def test_status_as_json(root: Site) -> None:
    body = root.get("/-/status", headers={"Accept": "application/json"}).json
    assert [app["state"] for app in body["apps"]] == ["on", "on"]
    assert body["gateways"][0]["ok"] is True
