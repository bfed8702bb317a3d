"""Key-values, ratings and attachments over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from webtest import Upload

from omeropyr.api import CLIENT_MAP, RATING, Kind, ObjectRef, Session
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.testing.app import Site, make_app
from omeropyr.testing.store import SampleStore, make_store


@dataclass(frozen=True)
class Bench:
    """A signed-in site, and the same store through the port."""

    site: Site
    store: SampleStore
    session: Session

    @property
    def targets(self) -> list[ObjectRef]:
        return [ObjectRef(Kind.IMAGE, image) for image in self.store.image_ids]

    def post(self, path: str, status: int = 200, **fields: Any) -> Any:
        answer = self.site.post(f"/webclient/{path}/", fields, headers=self.site.csrf(), status=status)
        return answer.json if answer.content_type == "application/json" else answer.text

    def shown(self, **query: Any) -> list[dict[str, Any]]:
        where = {"image": self.store.image_ids[0], **query}
        found: list[dict[str, Any]] = self.site.get("/webclient/api/annotations/", where).json["annotations"]
        return found


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    store = make_store(tmp_path / "store")
    site = make_app(store, session__dir=tmp_path / "sessions")
    site.sign_in("demo", "demo")
    gateway = EmbeddedGateway(store.store)
    yield Bench(site, store, gateway.login(store.demo))
    gateway.close()
    for one in site.app.registry.gateways.values():
        one.close()


def test_every_class_has_its_value(bench: Bench) -> None:
    target = bench.targets[:1]
    moment = datetime(2024, 2, 29, 12, 0, 0, 5000, tzinfo=UTC)
    file = bench.session.files.store("notes.txt", [b"text"], mimetype="text/plain")
    for kind, value in (
        (Kind.TAG, "t"),
        (Kind.COMMENT, "c"),
        (Kind.XML, "<a/>"),
        (Kind.TERM, "GO:1"),
        (Kind.LONG, 2**53),
        (Kind.DOUBLE, 0.5),
        (Kind.BOOLEAN, False),
        (Kind.TIMESTAMP, moment),
        (Kind.MAP, (("b", "2"), ("a", "1"), ("b", "2"))),
        (Kind.FILE, file),
    ):
        bench.session.annotations.create(kind, value, target)
    shown = {found["class"]: found for found in bench.shown()}
    told = {"id": file.id, "name": "notes.txt", "size": 4, "path": "notes.txt", "mimetype": "text/plain"}
    for name, key, value in (
        ("TagAnnotationI", "textValue", "t"),
        ("CommentAnnotationI", "textValue", "c"),
        ("XmlAnnotationI", "textValue", "<a/>"),
        ("TermAnnotationI", "termValue", "GO:1"),
        ("LongAnnotationI", "longValue", 2**53),
        ("DoubleAnnotationI", "doubleValue", 0.5),
        ("BooleanAnnotationI", "boolValue", False),
        ("TimestampAnnotationI", "timeValue", 1709208000005),
        ("MapAnnotationI", "values", [["b", "2"], ["a", "1"], ["b", "2"]]),
        ("FileAnnotationI", "file", told),
    ):
        assert shown[name][key] == value
        assert ("canDownload" in shown[name]["permissions"]) == (name == "FileAnnotationI")


def test_types(bench: Bench) -> None:
    annotations, target = bench.session.annotations, bench.targets[:1]
    annotations.rate(target, 4)
    made = {
        "custom": [annotations.create(Kind.LONG, 4, target), annotations.create(Kind.TERM, "GO:1", target)],
        "map": list(annotations.edit_pairs(target, (("a", "b"),))),
        "comment": [annotations.comment(target, "c")],
    }
    for sort, ids in made.items():
        assert [found["id"] for found in bench.shown(type=sort)] == ids
    (rating,) = bench.shown(type="rating")
    assert (rating["longValue"], rating["ns"]) == (4, RATING)
    assert len(bench.shown()) == len(bench.shown(type="nonsense")) == 5


def test_ratings(bench: Bench) -> None:
    first, second = bench.store.image_ids
    headers = bench.site.csrf()
    answer = bench.site.post(f"/webclient/annotate_rating/?rating=5&image={first}&image={second}", headers=headers)
    assert answer.json == {"success": True}
    assert [found["longValue"] for found in bench.shown(image=[first, second])] == [5, 5]
    bench.post("annotate_rating", rating="0", image=str(first))
    assert bench.shown() == []
    for wrong in ("6", "-1", "x", ""):
        assert bench.post("annotate_rating", 400, rating=wrong, image=str(first)).startswith("rating: ")


def test_key_values_are_made_for_each_object(bench: Bench) -> None:
    images, pairs = bench.store.image_ids, [["stain", "DAPI"], ["stain", "GFP"]]
    made = bench.post("annotate_map", image=list(map(str, images)), mapAnnotation=json.dumps(pairs))["annId"]
    assert len(set(made)) == 2
    (found,) = bench.shown()
    assert (found["id"], found["values"], found["ns"]) == (made[0], pairs, CLIENT_MAP)
    shared = {"ns": "lab.org/x", "duplicate": "false", "mapAnnotation": json.dumps(pairs)}
    assert len(bench.post("annotate_map", image=list(map(str, images)), **shared)["annId"]) == 1
    assert len(bench.post("annotate_map", image=list(map(str, images)), **shared | {"duplicate": "true"})["annId"]) == 2


def test_key_values_are_changed_and_deleted(bench: Bench) -> None:
    (made,) = bench.session.annotations.edit_pairs(bench.targets[:1], (("a", "b"),))
    changed = bench.post("annotate_map", annId=str(made), mapAnnotation='[["c", "d"]]')
    assert changed == {"annId": [str(made)]}
    assert [found["values"] for found in bench.shown()] == [[["c", "d"]]]
    assert bench.post("annotate_map", annId=str(made), mapAnnotation="[]") == {"annId": None}
    assert bench.shown() == []


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '[["a"]]', '[["a", 1]]', "[" * 5000, '[["", " "]]', '[["\\ud800", ""]]']
)
def test_key_values_that_are_none(bench: Bench, text: str) -> None:
    answer = bench.post("annotate_map", 400, image=str(bench.store.image_ids[0]), mapAnnotation=text)
    assert answer.startswith(("mapAnnotation: ", "pair 1: "))
    assert bench.shown() == []


def test_attachments(bench: Bench) -> None:
    first, second = map(str, bench.store.image_ids)
    content = bytes(range(256)) * 8
    upload = {"image": first, "annotation_file": Upload("Ünï 1.bin", content, "image/x-mine")}
    (made,) = bench.post("annotate_file", **upload)["fileIds"]
    (found,) = bench.shown()
    assert (found["id"], found["file"]["name"], found["file"]["size"]) == (made, "Ünï 1.bin", len(content))
    assert found["file"]["mimetype"] == "image/x-mine"
    assert b"".join(bench.session.files.read(found["file"]["id"])) == content
    assert bench.post("annotate_file", image=second, files=str(made)) == {"fileIds": [made]}
    assert [link["link"]["parent"]["id"] for link in bench.shown(image=[first, second])] == list(bench.store.image_ids)
    bench.post(f"action/remove/file/{made}", parent=f"image-{first}")
    assert bench.shown() == []
    bench.post("annotate_file", 404, files=str(made))
