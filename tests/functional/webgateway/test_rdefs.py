"""Saved rendering settings over HTTP: saving, copying, pasting, resetting, and who may."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from known_images import close_site, open_site

from omeropyr.api import PermissionLevel
from omeropyr.gateway.embedded.importing.importer import Importer
from omeropyr.gateway.embedded.people.accounts import add_group, add_user
from omeropyr.testing.app import Site
from omeropyr.testing.store import SampleStore, imported_ids, make_store, write_originals

RED = "c=1|0:99$FF0000,-2|5:50$fire.lut,3|1:2$00F&m=g"
INVERTED = '&maps=[{"inverted":{"enabled":true}},{"reverse":{"enabled":true}},{}]'


@dataclass(frozen=True)
class Gallery:
    """`stack` has 3 channels in 16 bit, as has `twin`; `grey` is one channel in 8 bit. `foreign` is that of somebody
    else in a read-only group where demo is a member; `hidden` is in a group of others."""

    store: SampleStore
    demo: Site
    other: Site
    stack: int
    grey: int
    twin: int
    foreign: int
    hidden: int


def three(importer: Importer, folder: Path) -> int:
    folder.mkdir()
    return imported_ids(importer.import_paths(write_originals(folder)[:1], managed=True))[0]


@contextmanager
def opened(folder: Path) -> Iterator[Gallery]:
    sample = make_store(folder / "store")
    shown = add_group(sample.store, "shown", PermissionLevel.READ_ONLY)
    cave = add_group(sample.store, "cave", PermissionLevel.READ_WRITE)
    add_user(sample.store, "other", "other", first_name="An", last_name="Other", groups=[(shown, False), (cave, False)])
    with sample.store.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO membership (user_id, group_id, is_leader) VALUES (?, ?, 0)", (sample.accounts.demo_id, shown)
        )
        (other_id,) = connection.exec_driver_sql("SELECT id FROM experimenter WHERE ome_name = 'other'").one()
    own = Importer(sample.store, owner_id=sample.accounts.demo_id, group_id=sample.accounts.group_id)
    theirs = (Importer(sample.store, owner_id=other_id, group_id=group) for group in (shown, cave))
    twin = three(own, folder / "twin")
    foreign, hidden = (three(importer, folder / f"o{number}") for number, importer in enumerate(theirs))
    sites = [open_site(sample, folder / "sessions", user) for user in ("demo", "other")]
    yield Gallery(sample, *sites, *sample.image_ids, twin, foreign, hidden)
    for site in sites:
        close_site(site)


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    with opened(tmp_path_factory.mktemp("still")) as gallery:
        yield gallery


@pytest.fixture
def gallery(still: Gallery) -> Gallery:
    """For tests that change settings: nobody has saved any yet, and nothing is copied."""
    with still.store.store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM rendering_def")
    still.demo.sign_in("demo", "demo")
    return still


def post(site: Site, path: str, status: int = 200, **form: Any) -> Any:
    fields = [(name, one) for name, value in form.items() for one in (value if isinstance(value, list) else [value])]
    return site.post(f"/webgateway/{path}", fields, headers=site.csrf(), status=status)


def channels(site: Site, image_id: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = site.get(f"/webgateway/imgData/{image_id}/channels/").json
    return found


class TestSaving:
    def test_everything_of_every_channel_is_kept(self, gallery: Gallery) -> None:
        answer = post(gallery.demo, f"saveImgRDef/{gallery.stack}/?{RED}{INVERTED}&z=2&t=1&p=intmax&q=0.3&zm=50")
        assert (answer.headers["Content-Type"], answer.text) == ("application/javascript", "true")
        first, second, third = channels(gallery.demo, gallery.stack)
        assert (first["active"], second["active"], third["active"]) == (True, False, True)
        assert (second["window"]["start"], second["window"]["end"], second["lut"]) == (5, 50, "fire.lut")
        assert [one["inverted"] for one in (first, second, third)] == [True, True, False]
        assert third["color"] == "0000FF"
        rdefs = gallery.demo.get(f"/webgateway/imgData/{gallery.stack}/rdefs/").json
        assert (rdefs["model"], rdefs["defaultZ"], rdefs["defaultT"]) == ("greyscale", 1, 0)

    def test_channels_that_are_not_listed_are_off_and_keep_the_rest(self, gallery: Gallery) -> None:
        before = channels(gallery.demo, gallery.stack)
        post(gallery.demo, f"saveImgRDef/{gallery.stack}/?c=2|5:6$F00&m=c")
        after = channels(gallery.demo, gallery.stack)
        assert [one["active"] for one in after] == [False, True, False]
        assert (after[0]["window"], after[2]["color"]) == (before[0]["window"], before[2]["color"])

    def test_changes_thumbnails(self, gallery: Gallery) -> None:
        url = f"/webgateway/render_thumbnail/{gallery.stack}/"
        before = gallery.demo.get(url)
        post(gallery.demo, f"saveImgRDef/{gallery.stack}/?{RED}")
        after = gallery.demo.get(url, headers={"If-None-Match": before.headers["ETag"]}, status=200)
        assert after.body != before.body

    @pytest.mark.parametrize(
        ("query", "culprit"),
        [
            ("", "c"),
            ("c=1|0:9$FF0000", "m"),
            ("c=1|0:9&m=c", "c"),
            ("c=1$F00&m=c", "c"),
            (RED + "&maps=[]", "maps"),
            (RED + "&maps=3", "maps"),
            (RED + "&z=0", "z"),
            (RED + "&z=3", "z"),
            (RED + "&t=-1", "t"),
            (RED + "&t=now", "t"),
        ],
    )
    def test_what_is_missing_is_named(self, still: Gallery, query: str, culprit: str) -> None:
        answer = post(still.demo, f"saveImgRDef/{still.stack}/?{query}", 400)
        assert answer.text.startswith(f"{culprit}: ")

    def test_is_false_where_nothing_can_be_saved(self, still: Gallery) -> None:
        for image_id in (still.foreign, still.hidden, 999_999, 10**30):
            assert post(still.demo, f"saveImgRDef/{image_id}/?{RED}").text == "false"
        post(still.demo, "saveImgRDef/999999/?c=1", 400)  # parameters come first

    def test_is_a_post_with_a_token(self, still: Gallery) -> None:
        for site, headers in ((still.demo, {}), (open_site(still.store, still.store.path / "s", None), {})):
            answer = site.get(f"/webgateway/saveImgRDef/1/?{RED}", headers=headers, status=405)
            assert (answer.headers["Allow"], answer.body) == ("POST", b"")
        refused = still.demo.post(f"/webgateway/saveImgRDef/1/?{RED}", status=403)
        assert refused.json["message"].startswith("CSRF Failed: ")

    def test_has_a_name_in_the_web_client(self, gallery: Gallery) -> None:
        answer = gallery.demo.post(f"/webclient/saveImgRDef/{gallery.stack}/?{RED}", headers=gallery.demo.csrf())
        assert answer.text == "true"

    def test_jsonp(self, gallery: Gallery) -> None:
        site = open_site(gallery.store, gallery.store.path / "s", jsonp="true")
        assert post(site, f"saveImgRDef/{gallery.stack}/?{RED}&callback=cb").text == "cb(true)"
        post(site, f"saveImgRDef/{gallery.stack}/?{RED}&callback=alert(1)", 400)
        assert post(gallery.demo, f"saveImgRDef/{gallery.stack}/?{RED}&callback=alert(1)").text == "true"


def test_settings_of_everybody(gallery: Gallery) -> None:
    url = f"/webgateway/get_image_rdefs_json/{gallery.foreign}/"
    assert gallery.demo.get(url).json == {"rdefs": []}
    post(gallery.other, f"saveImgRDef/{gallery.foreign}/?{RED}&z=2")
    (found,) = gallery.demo.get(url).json["rdefs"]
    assert set(found) == {"id", "owner", "z", "t", "model", "c"}
    assert (found["owner"]["firstName"], found["owner"]["lastName"]) == ("An", "Other")
    assert (found["z"], found["t"], found["model"]) == (1, 0, "greyscale")
    first, second, _ = found["c"]
    assert first == {
        "active": True, "start": 0.0, "end": 99.0, "color": "FF0000", "inverted": False, "reverseIntensity": False,
        "family": "linear", "coefficient": 1.0, "rgb": {"red": 255, "green": 0, "blue": 0},
    }  # fmt: skip
    assert second["lut"] == "fire.lut"
    for image_id in (gallery.hidden, 999_999, 10**30):
        assert set(gallery.demo.get(f"/webgateway/get_image_rdefs_json/{image_id}/").json) == {"error"}


class TestCopying:
    def test_nothing_is_copied_at_first(self, gallery: Gallery) -> None:
        assert gallery.demo.get("/webgateway/getImgRDef/").json == {"rdef": None}
        assert post(gallery.demo, "copyImgRDef/").json is False
        answer = gallery.demo.get("/webgateway/copyImgRDef/?toids=1", status=405)
        assert (answer.headers["Allow"], answer.body) == ("POST", b"")

    def test_an_image_is_remembered(self, gallery: Gallery) -> None:
        assert gallery.demo.get(f"/webgateway/copyImgRDef/?fromid={gallery.grey}").json is True
        found = gallery.demo.get("/webclient/getImgRDef/").json["rdef"]
        assert found == {
            "c": "1|0.0:255.0$FFFFFF",
            "m": "color",
            "pixel_range": "0:255",
            "maps": [{"inverted": {"enabled": False}, "quantization": {"family": "linear", "coefficient": 1.0}}],
        }
        for unseen in (gallery.hidden, 999_999):
            gallery.demo.get(f"/webgateway/copyImgRDef/?fromid={unseen}")
            assert gallery.demo.get("/webgateway/getImgRDef/").json == {"rdef": None}

    def test_settings_are_remembered_as_they_were_sent(self, gallery: Gallery) -> None:
        gallery.demo.get(f"/webgateway/copyImgRDef/?fromid={gallery.grey}")
        query = f'c=1|0:5$F00&maps=[{{"inverted":{{"enabled":true}}}}]&m=c&z=2&imageId={gallery.stack}&pixel_range=0:9'
        assert gallery.demo.get(f"/webgateway/copyImgRDef/?{query}&zm=5").json is True
        assert gallery.demo.get("/webgateway/getImgRDef/").json["rdef"] == {
            "c": "1|0:5$F00", "maps": [{"inverted": {"enabled": True}}], "m": "c", "z": "2",
            "imageId": gallery.stack, "pixel_range": "0:9",
        }  # fmt: skip
        assert post(gallery.demo, "copyImgRDef/", c="2", store="true").json is True
        assert gallery.demo.get("/webgateway/getImgRDef/").json["rdef"] == {"c": "2"}

    def test_pasting_an_image(self, gallery: Gallery) -> None:
        post(gallery.demo, f"saveImgRDef/{gallery.stack}/?{RED}")
        gallery.demo.get(f"/webgateway/copyImgRDef/?fromid={gallery.stack}")
        unreached = [gallery.grey, gallery.foreign, gallery.hidden, 999_999]
        answer = post(gallery.demo, "copyImgRDef/", toids=[*unreached, gallery.stack, gallery.twin], to_type="image")
        assert answer.json == {"true": [gallery.twin], "false": unreached}
        assert channels(gallery.demo, gallery.twin)[1]["lut"] == "fire.lut"
        assert post(gallery.demo, "copyImgRDef/", toids=[gallery.grey]).json is False

    def test_pasting_what_the_request_names(self, gallery: Gallery) -> None:
        gallery.demo.get(f"/webgateway/copyImgRDef/?fromid={gallery.grey}")
        answer = post(gallery.demo, f"copyImgRDef/?fromid={gallery.stack}", toids=gallery.twin)
        assert answer.json == {"true": [gallery.twin], "false": []}
        before = channels(gallery.demo, gallery.stack)
        path = f"copyImgRDef/?c=1|3:4$00FF00,2,3&m=c&imageId={gallery.stack}"
        assert post(gallery.demo, path, toids=gallery.twin).json == {"true": [gallery.twin], "false": []}
        assert channels(gallery.demo, gallery.twin)[0]["window"]["end"] == 4
        assert channels(gallery.demo, gallery.stack) == before

    def test_pasting_settings_into_containers_reaches_the_image_they_were_made_with(self, gallery: Gallery) -> None:
        path = f"copyImgRDef/?c=1|3:4$00FF00,2,3&m=c&z=2&imageId={gallery.stack}"
        answer = post(gallery.demo, path, toids=gallery.store.dataset_id, to_type="dataset")
        assert answer.json == {"true": [], "false": [gallery.grey]}
        assert channels(gallery.demo, gallery.stack)[0]["window"]["end"] == 4
        plate = {"toids": gallery.store.plate_id, "to_type": "plate"}
        answer = post(gallery.demo, f"copyImgRDef/?fromid={gallery.store.well_image_ids[0]}", **plate)
        assert answer.json == {"true": [gallery.store.well_image_ids[1]], "false": []}

    def test_sources_that_may_not_be_annotated_or_are_not_there(self, still: Gallery) -> None:
        assert post(still.demo, f"copyImgRDef/?fromid={still.foreign}", toids=still.stack).json is False
        for image_id in (still.hidden, 999_999):
            answer = post(still.demo, f"copyImgRDef/?fromid={image_id}", 404, toids=still.stack)
            assert set(answer.json) == {"message", "stacktrace"}

    @pytest.mark.parametrize(
        ("query", "toids", "culprit"),
        [
            ("fromid=x", "1", "fromid"),
            ("fromid=1", "x", "toids"),
            ("fromid=1", "9" * 30, "toids"),
            ("c=1&m=c", "1", "imageId"),
            ("c=1&imageId=1", "1", "m"),
            ("c=1&m=c&imageId=one", "1", "imageId"),
            ("c=1&maps={", "1", "maps"),
            ("c=red&m=c&imageId=1", "1", "c"),
        ],
    )
    def test_bad_parameters(self, still: Gallery, query: str, toids: str, culprit: str) -> None:
        answer = post(still.demo, f"copyImgRDef/?{query}", 400, toids=toids)
        assert answer.json["message"].startswith(f"{culprit}: ")


class TestResetting:
    def test_back_to_import(self, gallery: Gallery) -> None:
        fresh = channels(gallery.demo, gallery.stack)
        post(gallery.demo, f"saveImgRDef/{gallery.stack}/?{RED}")
        ids = [gallery.stack, gallery.hidden, gallery.foreign, 999_999]
        assert post(gallery.demo, "resetRDef/", toids=ids).json == [gallery.stack]
        assert channels(gallery.demo, gallery.stack) == fresh

    @pytest.mark.parametrize("kind", ["dataset", "Project", "plate", "screen"])
    def test_containers(self, gallery: Gallery, kind: str) -> None:
        store = gallery.store
        reached = post(gallery.demo, "resetRDef/", toids=getattr(store, f"{kind.lower()}_id"), to_type=kind).json
        in_plate = kind in ("plate", "screen")
        assert sorted(reached) == sorted(store.well_image_ids if in_plate else store.image_ids)
        assert post(gallery.other, "resetRDef/", toids=getattr(store, f"{kind.lower()}_id"), to_type=kind).json == []

    def test_the_owners(self, gallery: Gallery) -> None:
        post(gallery.demo, f"saveImgRDef/{gallery.stack}/?{RED}")
        assert post(gallery.demo, "applyOwnersRDef/", toids=gallery.stack).json == [gallery.stack]
        assert post(gallery.demo, "resetOwnersRDef/", toids=gallery.stack).json == [gallery.stack]
        assert channels(gallery.demo, gallery.stack)[1]["lut"] == "fire.lut"

    @pytest.mark.parametrize("form", [{}, {"toids": "x"}, {"toids": "1", "to_type": "well"}, {"toids": "1" * 40}])
    @pytest.mark.parametrize("name", ["resetRDef", "applyOwnersRDef"])
    def test_bad_forms(self, still: Gallery, name: str, form: dict[str, str]) -> None:
        answer = post(still.demo, f"{name}/", 400, **form)
        assert set(answer.json) == {"message", "stacktrace"}
        assert still.demo.get(f"/webgateway/{name}/", status=405).headers["Allow"] == "POST"


def test_images_that_the_settings_fit(gallery: Gallery) -> None:
    url = f"/webgateway/compatImgRDef/{gallery.stack}/"
    answer = gallery.demo.get(url)
    assert (answer.headers["Content-Type"], answer.text) == ("application/javascript", "[]")
    linked = [{"dataset": {str(gallery.store.dataset_id): {"image": [gallery.twin]}}}]
    gallery.demo.post_json("/webclient/api/links/", linked[0], headers=gallery.demo.csrf())
    assert gallery.demo.get(url).text == f"[{gallery.twin}]"
    assert gallery.demo.get(f"/webgateway/compatImgRDef/{gallery.twin}/").text == f"[{gallery.stack}]"
    assert gallery.demo.get("/webgateway/compatImgRDef/999999/").text == "false"
    lonely = gallery.store.well_image_ids[0]
    assert gallery.demo.get(f"/webgateway/compatImgRDef/{lonely}/").text == "[]"


FIELDS = ["toids", "to_type", "fromid", "c", "maps", "m", "z", "t", "imageId", "store", "pixel_range", "callback"]
VALUES = st.text(max_size=10) | st.sampled_from(
    ["1", "2", "5", "-1", "9" * 30, "dataset", "c", "1|0:9$F00", "[{}]", "[[[", "1,2,3"]
)
FORMS = st.lists(st.tuples(st.sampled_from(FIELDS), VALUES), max_size=5)


@pytest.mark.parametrize("name", ["copyImgRDef/", "resetRDef/", "applyOwnersRDef/", "saveImgRDef/1/"])
@settings(max_examples=40)
@given(query=FORMS, form=FORMS)
def test_any_form_is_answered(still: Gallery, name: str, query: list[Any], form: list[Any]) -> None:
    url = f"/webgateway/{name}?{urlencode(query, errors='surrogatepass')}"
    answer = still.demo.post(url, form, headers=still.demo.csrf(), status="*")
    assert answer.status_int in (200, 400, 404)
