"""`imgData` over HTTP: keys, key selection, JSONP, and who may see what."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from known_images import World

from omeropyr.testing.app import Site

PLAIN = {
    "id", "meta", "perms", "tiles", "interpolate", "size", "pixel_size", "init_zoom", "pixel_range", "channels",
    "split_channel", "rdefs",
}  # fmt: skip
PYRAMID = PLAIN | {"tile_size", "levels", "resolutions", "zoomLevelScaling"}


def data(site: Site, image_id: int) -> dict[str, Any]:
    answer = site.get(f"/webgateway/imgData/{image_id}/")
    assert answer.headers["Content-Type"] == "application/json"
    found: dict[str, Any] = answer.json
    return found


def test_a_plain_stack(wire: Site, world: World) -> None:
    found = data(wire, world.stack_id)
    assert set(found) - {"nominalMagnification"} == PLAIN
    assert found["id"] == found["meta"]["imageId"] == world.stack_id
    assert found["size"] == {"width": 64, "height": 48, "z": 3, "t": 1, "c": 2}
    assert (found["tiles"], found["pixel_range"]) == (False, [0, 65535])
    assert found["meta"]["pixelsType"] == "uint16"
    assert (found["meta"]["wellId"], found["meta"]["wellSampleId"]) == ("", "")
    assert (found["meta"]["projectName"], found["meta"]["projectId"]) == ("Multiple", None)
    window = found["channels"][1]["window"]
    assert (window["min"], window["max"]) == (world.stack[:, 1].min(), world.stack[:, 1].max())
    assert [channel["active"] for channel in found["channels"]] == [True, True]


def test_a_pyramid(wire: Site, world: World) -> None:
    found = data(wire, world.slide_id)
    assert set(found) - {"nominalMagnification"} == PYRAMID
    assert found["tile_size"] == {"width": 256, "height": 128}
    assert found["resolutions"]["2"] == {"sizeX": 300, "sizeY": 250}
    assert found["zoomLevelScaling"] == {"0": 1.0, "1": 0.5, "2": 0.25}


def test_json_is_written_as_clients_know_it(wire: Site, world: World) -> None:
    text = wire.get(f"/webgateway/imgData/{world.stack_id}/size/").text
    assert text == '{"width": 64, "height": 48, "z": 3, "t": 1, "c": 2}'


@pytest.mark.parametrize(
    ("key", "value"), [("size.width", 64), ("tiles", False), ("nothing", None), ("size.width.x", None), ("a.b", None)]
)
def test_part_of_it(wire: Site, world: World, key: str, value: object) -> None:
    assert wire.get(f"/webgateway/imgData/{world.stack_id}/{key}/").json == value


def test_deeper_paths_do_not_exist(wire: Site, world: World) -> None:
    wire.get(f"/webgateway/imgData/{world.stack_id}/meta/imageName/", status=404)


def test_import_time_defaults(wire: Site, world: World) -> None:
    url = f"/webgateway/imgData/{world.stack_id}/"
    assert wire.get(url + "?getDefaults=true").json == wire.get(url).json


def test_a_missing_image_is_a_text(wire: Site) -> None:
    answer = wire.get("/webgateway/imgData/999999/", status=404)
    assert (answer.content_type, answer.text) == ("text/html", "Image:999999 not found")


def test_a_missing_image_is_an_empty_403_for_the_public_user(make_wire: Callable[..., Site], world: World) -> None:
    public = {"public__enabled": "true", "public__user": "demo", "public__password": "demo"}
    site = make_wire(None, **public, public__url_filter="^/webgateway/")
    site.get(f"/webgateway/imgData/{world.stack_id}/", status=200)
    assert site.get("/webgateway/imgData/999999/", status=403).body == b""


def test_a_known_answer_is_304(wire: Site, world: World) -> None:
    for path in (f"imgData/{world.stack_id}/", f"get_thumbnails/?id={world.stack_id}"):
        answer = wire.get(f"/webgateway/{path}")
        assert answer.headers["Cache-Control"] == "private, no-cache"
        again = wire.get(f"/webgateway/{path}", headers={"If-None-Match": answer.headers["ETag"]}, status=304)
        assert again.body == b""
    assert "ETag" not in wire.get("/webgateway/imgData/999999/", status=404).headers


class TestNobody:
    def test_is_sent_to_the_login_page_and_back(self, make_wire: Callable[..., Site]) -> None:
        answer = make_wire(None).get("/webgateway/imgData/1/?callback=cb", status=302)
        assert answer.location.endswith("/webclient/login/?url=%2Fwebgateway%2FimgData%2F1%2F%3Fcallback%3Dcb")

    @pytest.mark.parametrize("path", ["imgData/1/", "render_image/1/0/0/", "get_thumbnails/?id=1", "img_detail/1/"])
    def test_scripts_get_an_empty_403(self, make_wire: Callable[..., Site], path: str) -> None:
        headers = {"X-Requested-With": "XMLHttpRequest"}
        answer = make_wire(None).get(f"/webgateway/{path}", headers=headers, status=403)
        assert (answer.content_type, answer.body) == ("text/html", b"")

    def test_may_read_the_welcome_and_the_viewers(self, make_wire: Callable[..., Site]) -> None:
        site = make_wire(
            None, open_with='[["figure", "/figure/new/", {"supported_objects": ["images"], "label": "F"}]]'
        )
        assert site.get("/webgateway/").text == "Welcome to webgateway"
        viewers = site.get("/webgateway/open_with/").json["open_with_options"]
        assert {"id": "figure", "url": "/figure/new/", "supported_objects": ["images"], "label": "F"} in viewers


class TestJsonp:
    def test_is_off_unless_the_site_wants_it(self, wire: Site, world: World) -> None:
        answer = wire.get(f"/webgateway/imgData/{world.stack_id}/size/?callback=cb")
        assert answer.content_type == "application/json"
        assert answer.json["width"] == 64

    def test_is_a_call(self, make_wire: Callable[..., Site], world: World) -> None:
        answer = make_wire(jsonp="true").get(f"/webgateway/imgData/{world.stack_id}/size.width/?callback=_cb$1&_=7")
        assert (answer.headers["Content-Type"], answer.text) == ("application/javascript", "_cb$1(64)")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

    @pytest.mark.parametrize("name", ["a.b", "1a", "", "a[0]", "alert(1)//", "é", "a b"])
    def test_other_names_are_refused_before_any_work(self, make_wire: Callable[..., Site], name: str) -> None:
        answer = make_wire(jsonp="true").get("/webgateway/imgData/999999/", {"callback": name}, status=400)
        assert answer.content_type == "text/html"

    def test_errors_are_not_wrapped(self, make_wire: Callable[..., Site]) -> None:
        site = make_wire(jsonp="true")
        answer = site.get("/webgateway/get_thumbnail/999999/?callback=cb", status=404)
        assert answer.content_type == "application/json"


def test_errors_of_json_addresses_are_json_whoever_asks(wire: Site) -> None:
    for headers in ({}, {"X-Requested-With": "XMLHttpRequest"}, {"Accept": "text/html"}):
        answer = wire.get("/webgateway/get_thumbnail/999999/", headers=headers, status=404)
        assert answer.headers["Content-Type"] == "application/json"
        assert set(json.loads(answer.body)) == {"message", "stacktrace"}
        assert answer.json["stacktrace"] == ""


def test_the_permanent_address_of_an_image_leads_to_its_viewer(wire: Site, world: World) -> None:
    answer = wire.get(f"/webgateway/img_detail/{world.stack_id}/?c=1|0:9&z=2", status=302)
    assert answer.location.endswith(f"/webclient/img_detail/{world.stack_id}/?c=1%7C0%3A9&z=2")
    wire.get("/webgateway/img_detail/999999/", status=404)


def test_unslashed_addresses_lead_to_the_slashed_ones(wire: Site, world: World) -> None:
    wire.get(f"/webgateway/imgData/{world.stack_id}", status=301)
