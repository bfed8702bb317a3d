"""Annotations of the sample world, every kind of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from omeropyr.errors import NotFound, NotSupported
from omeropyr.gateway import port
from omeropyr.gateway.model import Credentials, Kind, ObjectRef, OriginalFile, Page, Scope
from omeropyr.gateway.omero.clients import Server
from omeropyr.gateway.omero.gateway import OmeroGateway
from omeropyr.gateway.port import Annotations

RICH = ObjectRef(Kind.IMAGE, 68)


@pytest.fixture(scope="module")
def annotations(address: tuple[str, int]) -> Iterator[Annotations]:
    opened = OmeroGateway(Server(host=address[0], port=address[1]))
    yield opened.login(Credentials("alice", "alice")).annotations
    opened.close()


def test_it_is_the_service_of_the_port(annotations: Annotations) -> None:
    assert isinstance(annotations, port.Annotations)
    with pytest.raises(NotSupported):
        annotations.comment([RICH], "no")


def test_all_kinds_on_one_image(annotations: Annotations) -> None:
    found = {link.annotation.kind: link.annotation for link in annotations.of([RICH])}
    assert {Kind.LONG, Kind.COMMENT, Kind.MAP, Kind.DOUBLE, Kind.BOOLEAN, Kind.XML, Kind.TIMESTAMP, Kind.TERM} <= set(
        found
    )
    assert isinstance(found[Kind.FILE].value, OriginalFile)
    assert found[Kind.BOOLEAN].value in (True, False)
    pairs = annotations.get(12).value
    assert isinstance(pairs, tuple)
    assert len(pairs) > len({key for key, _ in pairs})
    comment = annotations.get(11)
    assert comment.owner.ome_name == "bob"
    assert not comment.rights.can_edit
    only = annotations.of([RICH], kinds=[Kind.MAP])
    assert {link.annotation.kind for link in only} == {Kind.MAP}


def test_links_of_many_objects_are_one_round_trip_for_each_kind(annotations: Annotations, stand_in: Any) -> None:
    targets = [*(ObjectRef(Kind.IMAGE, number) for number in range(1, 61)), ObjectRef(Kind.PROJECT, 1)]
    with stand_in.calls() as calls:
        found = annotations.of(targets)
    assert len(calls) == 2
    (link,) = (link for link in found if link.parent == ObjectRef(Kind.PROJECT, 1))
    assert (link.annotation.id, link.annotation.text, link.annotation.kind) == (1, "good cells", Kind.TAG)
    assert link.parent_name
    assert link.can_delete


def test_tags(annotations: Annotations) -> None:
    sets = {tag.id: tag.child_count for tag in annotations.tags().items if tag.kind is Kind.TAGSET}
    assert sets == {4: 3, 8: 0}
    assert [tag.id for tag in annotations.tags(tagset_id=4).items] == [5, 6, 7]
    assert 1 in [tag.id for tag in annotations.tags(orphaned=True).items]
    assert not {4, 5, 8} & {tag.id for tag in annotations.tags(orphaned=True).items}
    assert [tag.id for tag in annotations.tags(Scope(owner_id=3)).items] == [9]
    whole = annotations.tags()
    page = annotations.tags(page=Page(1, 2))
    assert (list(page.items), page.total) == (list(whole.items[1:3]), whole.total)
    assert annotations.tags(tagset_id=10**19).total == 0


def test_where_tags_hang(annotations: Annotations) -> None:
    places = {str(link.parent) for link in annotations.linked([1])}
    assert {"image-1", "project-1", "dataset-1", "screen-1", "plate-1", "well-1"} <= places
    assert annotations.usage([1])[1] == len(places)
    for missing in (0, -1, 10**18):
        with pytest.raises(NotFound):
            annotations.get(missing)
