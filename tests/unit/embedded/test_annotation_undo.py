"""Every change to annotations can be taken back and done again, to the last row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.schema import (
    AnnotationLinkRow,
    AnnotationRow,
    KeyValueRow,
    OriginalFileRow,
    TagsetTagRow,
)
from omeropyr.gateway.model import Kind, ObjectRef
from omeropyr.gateway.port import Annotations, Session
from omeropyr.testing.store import SampleStore, make_store

TABLES = (AnnotationRow, AnnotationLinkRow, KeyValueRow, TagsetTagRow, OriginalFileRow)


@dataclass(frozen=True)
class Bench:
    """A user with two images: one has a tag, a comment, a map, a rating and an attachment, the other a tag."""

    sample: SampleStore
    session: Session
    ids: dict[str, int]

    @property
    def targets(self) -> list[ObjectRef]:
        return [ObjectRef(Kind.IMAGE, image) for image in self.sample.image_ids]

    @property
    def annotations(self) -> Annotations:
        return self.session.annotations

    def rows(self) -> list[list[tuple[Any, ...]]]:
        with self.sample.store.reading() as connection:
            columns = [table.__table__.columns for table in TABLES]
            return [sorted(map(tuple, connection.execute(select(*chosen))), key=repr) for chosen in columns]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    sample = make_store(tmp_path / "store")
    gateway = EmbeddedGateway(sample.store)
    session = gateway.login(sample.demo)
    annotations, group = session.annotations, sample.accounts.group_id
    one, two = (ObjectRef(Kind.IMAGE, image) for image in sample.image_ids)
    tagset = annotations.create_tagset("set", group_id=group)
    annotations.rate([one], 3)
    ids = {
        "tagset": tagset,
        "tag": annotations.create_tag("t", group_id=group, tagset_id=tagset, targets=[one]),
        "other": annotations.create_tag("o", group_id=group, targets=[two]),
        "comment": annotations.comment([one], "text"),
        "map": annotations.edit_pairs([one], (("a", "1"), ("b", "2")))[0],
        "file": annotations.create(Kind.FILE, session.files.store("f", [b"x"], group_id=group), [one]),
        "time": annotations.create(Kind.TIMESTAMP, annotations.get(tagset).created_at, [one]),
    }
    yield Bench(sample, session, ids)
    gateway.close()


CHANGES: dict[str, Callable[[Bench], object]] = {
    "tag": lambda bench: bench.annotations.create_tag(
        "new", group_id=bench.sample.accounts.group_id, tagset_id=bench.ids["tagset"], targets=bench.targets
    ),
    "comment": lambda bench: bench.annotations.comment(bench.targets, "hello"),
    "map": lambda bench: bench.annotations.create(Kind.MAP, (("k", "v"), ("k", "w")), bench.targets),
    "double": lambda bench: bench.annotations.create(Kind.DOUBLE, 0.1, bench.targets, namespace="n"),
    "link": lambda bench: bench.annotations.link(bench.ids["tag"], bench.targets),
    "unlink": lambda bench: bench.annotations.unlink(bench.ids["tag"], bench.targets),
    "last link of a comment": lambda bench: bench.annotations.unlink(bench.ids["comment"], bench.targets),
    "text": lambda bench: bench.annotations.update(bench.ids["tag"], "changed", description="d", namespace="n"),
    "pairs": lambda bench: bench.annotations.update(bench.ids["map"], (("b", "2"), ("c", "3"), ("d", "4"))),
    "pairs of objects": lambda bench: bench.annotations.edit_pairs(bench.targets, (("b", "3"),)),
    "no pairs": lambda bench: bench.annotations.edit_pairs(bench.targets, ()),
    "rating": lambda bench: bench.annotations.rate(bench.targets, 5),
    "no rating": lambda bench: bench.annotations.rate(bench.targets, None),
    "tags": lambda bench: bench.annotations.change_tags(
        bench.targets, add=[bench.ids["tag"]], remove=[bench.ids["other"]]
    ),
    "delete": lambda bench: bench.annotations.delete(list(bench.ids.values())),
    "store": lambda bench: bench.session.files.store("g", [b"y"], group_id=bench.sample.accounts.group_id),
}


@pytest.mark.parametrize("name", CHANGES)
def test_changes_are_taken_back_and_done_again(bench: Bench, name: str) -> None:
    before = bench.rows()
    CHANGES[name](bench)
    change = bench.session.history.latest()
    assert change is not None
    after = bench.rows()
    assert after != before
    undone = bench.session.history.undo(change.id)
    assert bench.rows() == before
    bench.session.history.undo(undone.id)
    assert bench.rows() == after


def test_what_changes_nothing_is_no_change(bench: Bench) -> None:
    latest = bench.session.history.latest()
    bench.annotations.rate(bench.targets[:1], 3)
    bench.annotations.edit_pairs(bench.targets[:1], (("a", "1"), ("b", "2")))
    bench.annotations.update(bench.ids["tag"], "t", description="")
    bench.annotations.link(bench.ids["tag"], bench.targets[:1])
    bench.annotations.change_tags(bench.targets[:1], add=[bench.ids["tag"]])
    assert bench.session.history.latest() == latest
