"""Regions of interest as the viewer lists and saves them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from omeropyr.api import Mask, NewRoi, Point, Rectangle, Session
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.people.accounts import add_user
from omeropyr.testing.app import Site, make_app
from omeropyr.testing.store import SampleStore, make_store

BOX: dict[str, Any] = {"type": "rectangle", "x": 1, "y": 2, "width": 30, "height": 20, "z": 1, "stroke": "#ff000080"}


class Desk:
    """A signed-in site, one image, and the same store through the port."""

    def __init__(self, site: Site, store: SampleStore, session: Session) -> None:
        self.site, self.store, self.session = site, store, session
        self.image = store.image_ids[0]
        self.path = f"/webclient/viewer/{self.image}/rois/"

    def list(self, **query: Any) -> Any:
        return self.site.get(self.path, query).json

    def save(self, status: int = 200, **body: Any) -> Any:
        headers = {**self.site.csrf(), "Accept": "application/json"}
        return self.site.post_json(self.path, body, headers=headers, status=status).json

    def draw(self, *shapes: dict[str, Any]) -> dict[str, Any]:
        (made,) = self.save(create=[{"shapes": list(shapes)}])["created"]
        return dict(made)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = make_store(tmp_path / "store")
    site = make_app(store, session__dir=tmp_path / "sessions")
    site.sign_in("demo", "demo")
    gateway = EmbeddedGateway(store.store)
    yield Desk(site, store, gateway.login(store.demo))
    gateway.close()
    for one in site.app.registry.gateways.values():
        one.close()


def test_what_is_drawn_is_stored_as_drawn(desk: Desk) -> None:
    made = desk.draw(
        BOX,
        {"type": "polygon", "points": [[1, 2], [3.5, 4], [0, 9]], "text": "<b>cell</b>", "fill": "#00ff0040"},
        {"type": "line", "x1": 0, "y1": 1, "x2": 2, "y2": 3, "marker_end": "Arrow", "transform": [1, 0, 0, 1, 5, -3]},
    )
    roi = desk.session.rois.get(made["id"])
    assert roi.shapes[0] == Rectangle(
        id=made["shapes"][0]["id"], x=1, y=2, width=30, height=20, z=1, stroke_color=(255, 0, 0, 128)
    )
    assert [shape["type"] for shape in made["shapes"]] == ["rectangle", "polygon", "line"]
    assert made["shapes"][1]["points"] == [[1, 2], [3.5, 4], [0, 9]]
    assert made["shapes"][1]["fill"] == "#00ff0040"
    assert made["shapes"][2]["transform"] == [1, 0, 0, 1, 5, -3]
    assert made["can_edit"]
    assert made["owner"]["id"] == desk.store.accounts.demo_id
    assert desk.list() == {"rois": [made], "total": 1}


def test_pages_planes_and_what_is_in_sight(desk: Desk) -> None:
    first, second = desk.draw(BOX), desk.draw({"type": "point", "x": 60, "y": 40})
    assert desk.list(limit=1, offset=1) == {"rois": [second], "total": 2}
    assert desk.list(z=0)["rois"] == [second]
    assert desk.list(z=1, viewport="0,0,10,10")["rois"] == [first]
    assert desk.list(limit=0) == {"rois": [], "total": 2}


def test_an_update_keeps_what_the_viewer_does_not_know(desk: Desk) -> None:
    mask = Mask(x=1, y=1, width=8, height=1, bits=b"\xaa", fill_rule="EvenOdd")
    (roi_id,) = desk.session.rois.create(desk.image, [NewRoi(shapes=(mask, Point(x=1, y=1)))])
    (roi,) = desk.list()["rois"]
    roi["shapes"][0]["x"] = 20
    fields = {name: roi[name] for name in ("id", "version", "name", "description")}
    answer = desk.save(update=[{**fields, "name": "moved", "shapes": [{**s} for s in roi["shapes"]]}])
    assert answer["refused"] == []
    after = desk.session.rois.get(roi_id)
    assert after.name == "moved"
    assert after.shapes[0] == replace(mask, id=roi["shapes"][0]["id"], x=20)
    assert answer["updated"][0]["version"] != roi["version"]


def test_who_comes_second_is_told_and_the_rest_is_saved(desk: Desk) -> None:
    mine, other = desk.draw(BOX), desk.draw(BOX)
    changed = {"id": mine["id"], "version": mine["version"], "shapes": [{**mine["shapes"][0], "x": 9}]}
    assert desk.save(update=[changed])["refused"] == []
    answer = desk.save(update=[changed], delete=[{"id": other["id"], "version": other["version"]}], create=[])
    assert answer["deleted"] == [other["id"]]
    (refusal,) = answer["refused"]
    assert (refusal["id"], refusal["reason"], refusal["current"]["shapes"][0]["x"]) == (mine["id"], "changed", 9)
    (gone,) = desk.save(delete=[{"id": other["id"], "version": other["version"]}])["refused"]
    assert (gone["reason"], gone["current"]) == ("gone", None)


@pytest.mark.parametrize(
    ("shape", "culprit"),
    [
        ({"type": "blob"}, "create[0].shapes[0].type"),
        ({**BOX, "width": -1}, "width"),
        ({**BOX, "x": "1"}, "x"),
        ({**BOX, "id": 4}, "create[0].shapes[0].id"),
        ({**BOX, "id": []}, "create[0].shapes[0].id"),
        ({**BOX, "stroke": "red"}, "create[0].shapes[0].stroke"),
        ({**BOX, "points": []}, "create[0].shapes[0].points"),
        ({"type": "rectangle", "x": 1}, "lacks y, width, height"),
        ({"type": "mask", "x": 1, "y": 1, "width": 1, "height": 1}, "its pixels"),
        ({"type": "polygon", "points": [1]}, "create[0].shapes[0].points"),
        ({"type": "polygon", "points": [[1], [2], [3]]}, "points"),
        ({**BOX, "transform": [1]}, "create[0].shapes[0].transform"),
        ("box", "create[0].shapes[0]"),
    ],
)
def test_nothing_is_stored_of_what_is_wrong_and_the_culprit_is_named(desk: Desk, shape: Any, culprit: str) -> None:
    assert culprit in json.dumps(desk.save(400, create=[{"shapes": [shape]}]))
    assert desk.list()["total"] == 0


def test_wrong_bodies_are_refused(desk: Desk) -> None:
    bodies: list[dict[str, Any]] = [
        {"create": {}},
        {"create": [{"shapes": []}]},
        {"update": [{"id": "x"}]},
        {"delete": [1]},
    ]
    for body in bodies:
        desk.save(400, **body)
    desk.site.post(desk.path, "{", headers=desk.site.csrf(), status=400)
    desk.site.get(desk.path, {"viewport": "1,2"}, status=400)
    desk.site.get(desk.path, {"limit": "9999"}, status=400)


def test_others_see_a_region_and_may_not_change_it(desk: Desk) -> None:
    made = desk.draw(BOX)
    group = desk.store.accounts.group_id
    add_user(desk.store.store, "ada", "ada", first_name="Ada", last_name="Byron", groups=[(group, False)])
    desk.site.sign_in("ada", "ada")
    (seen,) = desk.list()["rois"]
    assert (seen["can_edit"], seen["can_delete"]) == (False, False)
    wish = {"id": made["id"], "version": made["version"], "shapes": [{**BOX, "id": made["shapes"][0]["id"]}]}
    refused = desk.save(update=[wish], delete=[wish], create=[{"shapes": [BOX]}])["refused"]
    assert [refusal["reason"] for refusal in refused] == ["forbidden", "forbidden"]
    assert desk.list()["total"] == 2, "in a group where members annotate they may draw regions of their own"


def test_a_region_of_another_image_is_not_touched(desk: Desk) -> None:
    made = desk.draw(BOX)
    desk.path = f"/webclient/viewer/{desk.store.image_ids[1]}/rois/"
    (refusal,) = desk.save(delete=[{"id": made["id"], "version": made["version"]}])["refused"]
    assert (refusal["reason"], refusal["current"]) == ("gone", None)
    assert desk.session.rois.get(made["id"])
