"""Tags and comments over HTTP, by two people of one read-annotate group and one stranger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from omeropyr.api import PermissionLevel
from omeropyr.gateway.embedded.people.accounts import add_group, add_user
from omeropyr.testing.app import Site, make_app
from omeropyr.testing.store import SampleStore, make_store


@dataclass(frozen=True)
class Bench:
    """A store of the test's own, and sites for its people."""

    store: SampleStore
    site_of: Callable[[str], Site]

    @property
    def image(self) -> int:
        return self.store.image_ids[0]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    store = make_store(tmp_path / "store")
    elsewhere = add_group(store.store, "elsewhere", PermissionLevel.PRIVATE)
    groups = {"mate": store.accounts.group_id, "stranger": elsewhere}
    for name, group in groups.items():
        add_user(store.store, name, name, first_name=name.title(), last_name="X", groups=[(group, False)])
    sites: dict[str, Site] = {}

    def site_of(name: str) -> Site:
        if name not in sites:
            sites[name] = make_app(store, session__dir=tmp_path / name)
            sites[name].sign_in(name, "omero" if name == "root" else name)
        return sites[name]

    yield Bench(store, site_of)
    for site in sites.values():
        for gateway in site.app.registry.gateways.values():
            gateway.close()


def post(site: Site, path: str, status: int = 200, **fields: Any) -> Any:
    answer = site.post(f"/webclient/{path}/", fields, headers=site.csrf(), status=status)
    return answer.json if answer.content_type == "application/json" else answer.text


def new_tag(site: Site, image: int, text: str, **fields: Any) -> int:
    form = {"newtags-TOTAL_FORMS": "1", "newtags-0-tag": text, **fields}
    (made,) = post(site, "annotate_tags", image=image, tags=own_tags(site, image), **form)["new"]
    return int(made)


def own_tags(site: Site, image: int) -> str:
    me = site.get("/webclient/api/annotations/", {"image": image, "type": "tag"}).json
    return ",".join(str(a["id"]) for a in me["annotations"] if a["link"]["permissions"]["canDelete"])


def tags_of(site: Site, image: int) -> list[tuple[int, str]]:
    found = site.get("/webclient/api/annotations/", {"image": image, "type": "tag"}).json["annotations"]
    return [(annotation["id"], annotation["textValue"]) for annotation in found]


def test_a_new_tag_is_linked_listed_and_described(bench: Bench) -> None:
    site = bench.site_of("demo")
    tag = new_tag(site, bench.image, "mitosis", **{"newtags-0-description": "cell division"})
    assert tags_of(site, bench.image) == [(tag, "mitosis")]
    (listed,) = site.get("/webclient/api/tags/").json["tags"]
    assert (listed["id"], listed["value"], listed["description"], listed["set"]) == (
        tag,
        "mitosis",
        "cell division",
        False,
    )
    tagged = site.get("/webclient/api/tags/", {"id": tag}).json
    assert [image["id"] for image in tagged["images"]] == [bench.image]
    assert tagged["datasets"] == tagged["wells"] == []


def test_the_same_text_and_description_is_the_same_tag(bench: Bench) -> None:
    site, (first, second) = bench.site_of("demo"), bench.store.image_ids
    assert new_tag(site, first, "mitosis") == new_tag(site, second, "mitosis")
    assert new_tag(site, second, "mitosis", **{"newtags-0-description": "other"}) not in dict(tags_of(site, first))


def test_tags_is_the_complete_set_of_the_users_own(bench: Bench) -> None:
    site = bench.site_of("demo")
    one, two = new_tag(site, bench.image, "one"), new_tag(site, bench.image, "two")
    three = new_tag(site, bench.store.image_ids[1], "three")
    change = post(site, "annotate_tags", image=bench.image, tags=f"{two},{three}")
    assert change == {"added": [three], "removed": [one], "new": []}
    assert sorted(tags_of(site, bench.image)) == [(two, "two"), (three, "three")]


def test_links_of_others_are_never_touched(bench: Bench) -> None:
    demo, mate, root = (bench.site_of(name) for name in ("demo", "mate", "root"))
    tag = new_tag(demo, bench.image, "seen")
    post(mate, "annotate_tags", image=bench.image, tags=str(tag))
    assert len(tags_of(demo, bench.image)) == 2
    assert post(mate, "annotate_tags", image=bench.image, tags="")["removed"] == [tag]
    assert post(root, "annotate_tags", image=bench.image, tags="") == {"added": [], "removed": [], "new": []}
    post(root, "annotate_tags", image=bench.image, tags=str(tag))
    assert post(root, "annotate_tags", image=bench.image, tags="")["removed"] == [tag]
    assert tags_of(demo, bench.image) == [(tag, "seen")]


def test_of_several_objects_only_common_tags_are_taken_away(bench: Bench) -> None:
    site, (first, second) = bench.site_of("demo"), bench.store.image_ids
    common, single = new_tag(site, first, "common"), new_tag(site, first, "single")
    post(site, "annotate_tags", image=second, tags=str(common))
    change = post(site, "annotate_tags", image=f"{first},{second}", tags="")
    assert change["removed"] == [common]
    assert tags_of(site, first) == [(single, "single")]


def test_a_tag_set_holds_its_tags(bench: Bench) -> None:
    site = bench.site_of("demo")
    tagset = int(post(site, "action/addnewcontainer", name="Stages", folder_type="tagset")["id"])
    inside = int(
        post(site, f"action/addnewcontainer/tagset/{tagset}", name="G1", folder_type="tag", description="d")["id"]
    )
    outside = new_tag(site, bench.image, "loose")
    top = site.get("/webclient/api/tags/", {"orphaned": "true"}).json["tags"]
    assert {tag["id"]: (tag["set"], tag["childCount"]) for tag in top} == {tagset: (True, 1), outside: (False, 0)}
    assert [tag["id"] for tag in site.get("/webclient/api/tags/", {"id": tagset}).json["tags"]] == [inside]
    (path,) = site.get("/webclient/api/paths_to_object/", {"tag": inside}).json["paths"]
    assert [step["type"] for step in path] == ["experimenter", "tagset", "tag"]


def test_one_comment_on_several_objects(bench: Bench) -> None:
    site, (first, second) = bench.site_of("demo"), bench.store.image_ids
    made = post(site, "annotate_comment", image=[first, second], comment="from <b>web</b>")
    assert made["added_by"] == bench.store.accounts.demo_id
    found = site.get("/webclient/api/annotations/", {"image": f"{first},{second}", "type": "comment"}).json
    assert [a["id"] for a in found["annotations"]] == [made["annId"]] * 2
    assert {a["link"]["parent"]["id"] for a in found["annotations"]} == {first, second}
    assert found["annotations"][0]["class"] == "CommentAnnotationI"
    assert found["annotations"][0]["textValue"] == "from <b>web</b>"
    assert [person["omeName"] for person in found["experimenters"]] == ["demo"]


def test_the_query_string_wins_over_the_body(bench: Bench) -> None:
    site, (first, second) = bench.site_of("demo"), bench.store.image_ids
    fields = {"image": str(second), "comment": "where?"}
    site.post(f"/webclient/annotate_comment/?image={first}", fields, headers=site.csrf())
    counts = [
        len(site.get("/webclient/api/annotations/", {"image": image}).json["annotations"]) for image in (first, second)
    ]
    assert counts == [1, 0]


def test_types_namespaces_and_pages_of_annotations(bench: Bench) -> None:
    site = bench.site_of("demo")
    new_tag(site, bench.image, "one")
    new_tag(site, bench.image, "two")
    post(site, "annotate_comment", image=bench.image, comment="three")

    def count(**query: Any) -> int:
        found = site.get("/webclient/api/annotations/", {"image": bench.image, **query}).json
        return len(found["annotations"])

    assert [count(), count(type="tag"), count(type="comment"), count(type="nonsense")] == [3, 2, 1, 3]
    assert [count(type="map"), count(ns="a.b")] == [0, 0]
    assert [count(limit=2, page=1), count(limit=2, page=2), count(limit=2, page=3)] == [2, 1, 0]


def test_taking_off_a_tag_and_a_comment(bench: Bench) -> None:
    site, (first, second) = bench.site_of("demo"), bench.store.image_ids
    tag = new_tag(site, first, "seen")
    comment = post(site, "annotate_comment", image=f"{first},{second}", comment="ok")["annId"]
    assert post(site, f"action/remove/tag/{tag}", parent=f"image-{first}") == {"bad": "false"}
    post(site, f"action/remove/comment/{comment}", parent=f"image-{first}|image-{second}")
    assert site.get("/webclient/api/annotations/", {"image": f"{first},{second}"}).json["annotations"] == []
    assert [listed["id"] for listed in site.get("/webclient/api/tags/").json["tags"]] == [tag]


@pytest.mark.parametrize(
    ("path", "fields", "culprit"),
    [
        ("annotate_tags", {"tags": "1"}, "image"),
        ("annotate_tags", {"image": "1", "tags": "x"}, "tags"),
        ("annotate_tags", {"image": "1", "newtags-TOTAL_FORMS": "1"}, "newtags-0-tag"),
        ("annotate_comment", {"image": "1", "comment": "  "}, "comment"),
        ("annotate_comment", {"comment": "x"}, "image"),
        ("annotate_comment", {"image": "x", "comment": "x"}, "image"),
        ("action/remove/tag/1", {}, "parent"),
        ("action/remove/tag/1", {"parent": "cat-1"}, "parent"),
    ],
)
def test_bad_forms_are_400_and_name_the_field(bench: Bench, path: str, fields: dict[str, str], culprit: str) -> None:
    assert post(bench.site_of("demo"), path, 400, **fields).startswith(f"{culprit}: ")


def test_a_refused_form_changes_nothing(bench: Bench) -> None:
    site = bench.site_of("demo")
    tag = new_tag(site, bench.image, "kept")
    post(site, "annotate_tags", 400, image=bench.image, tags="", **{"newtags-TOTAL_FORMS": "1"})
    assert tags_of(site, bench.image) == [(tag, "kept")]


def test_strangers_see_and_change_nothing(bench: Bench) -> None:
    tag = new_tag(bench.site_of("demo"), bench.image, "ours")
    stranger = bench.site_of("stranger")
    assert tags_of(stranger, bench.image) == []
    assert stranger.get("/webclient/api/tags/").json == {"tags": []}
    post(stranger, "annotate_comment", 404, image=bench.image, comment="hello")
    post(stranger, "annotate_tags", 404, image=bench.image, tags=str(tag))
    assert len(tags_of(bench.site_of("demo"), bench.image)) == 1


def test_get_is_404_and_a_missing_token_403(bench: Bench) -> None:
    site = bench.site_of("demo")
    for what in ("comment", "rating", "map"):
        site.get(f"/webclient/annotate_{what}/", status=404)
    site.post("/webclient/annotate_comment/", {"image": "1", "comment": "x"}, status=403)
