"""Images of a container by name, tag, rating and key-values, in any order; and what there is to choose from."""

from __future__ import annotations

import pytest

from omeropyr.errors import Invalid
from omeropyr.gateway.model import (
    RATING,
    Comparison,
    ImageFilter,
    ImageOrder,
    KeyCondition,
    Kind,
    ObjectRef,
    Page,
    PermissionLevel,
    Sorting,
)
from omeropyr.gateway.port import Gateway, Session
from omeropyr.testing.contract.arranging import ContractBase, World, sign_in


class Cells:
    """A dataset of four images: Alpha cell, beta CELL, gamma, delta."""

    def __init__(self, world: World) -> None:
        who = (world.owner, world.home)
        self._world = world
        self.dataset = world.arrange.dataset("d", *who)
        names = ("Alpha cell", "beta CELL", "gamma", "delta")
        self.alpha, self.beta, self.gamma, self.delta = (
            world.arrange.image(name, *who, dataset=self.dataset) for name in names
        )

    def annotate(self, image: int, kind: Kind, value: object, namespace: str | None = None) -> int:
        arrange, world = self._world.arrange, self._world
        note = arrange.annotation(kind, value, world.owner, world.home, namespace=namespace)  # type: ignore[arg-type]
        arrange.annotate(note, ObjectRef(Kind.IMAGE, image), world.owner)
        return note

    def found(self, session: Session, order: Sorting | None = None, **wanted: object) -> list[int]:
        filter_ = ImageFilter(**wanted)  # type: ignore[arg-type]
        listing = session.browse.matching_images(filter_, order or Sorting(), dataset_id=self.dataset)
        assert listing.total == len(listing.items)
        return [image.id for image in listing.items]

    def with_pair(self, session: Session, comparison: Comparison, value: str, key: str = "dose") -> list[int]:
        return self.found(session, pairs=(KeyCondition(key, comparison, value),))


class ChoosingContract(ContractBase):
    def test_all_words_of_a_name(self, session: Session, world: World) -> None:
        cells = Cells(world)
        assert cells.found(session) == [cells.alpha, cells.beta, cells.delta, cells.gamma]
        assert cells.found(session, words=("cell",)) == [cells.alpha, cells.beta]
        assert cells.found(session, words=("CELL", "be")) == [cells.beta]
        assert cells.found(session, words=("%",)) == []

    def test_all_tags(self, session: Session, world: World) -> None:
        cells = Cells(world)
        red = cells.annotate(cells.alpha, Kind.TAG, "red")
        blue = cells.annotate(cells.alpha, Kind.TAG, "blue")
        world.arrange.annotate(red, ObjectRef(Kind.IMAGE, cells.gamma), world.owner)
        assert cells.found(session, tag_ids=(red,)) == [cells.alpha, cells.gamma]
        assert cells.found(session, tag_ids=(red, blue)) == [cells.alpha]
        facets = session.browse.image_facets(dataset_id=cells.dataset)
        assert [(tag.tag_id, tag.text, tag.count) for tag in facets.tags] == [(blue, "blue", 1), (red, "red", 2)]

    def test_ratings(self, session: Session, world: World) -> None:
        cells = Cells(world)
        cells.annotate(cells.gamma, Kind.LONG, 4, RATING)
        cells.annotate(cells.beta, Kind.LONG, 2, RATING)
        cells.annotate(cells.alpha, Kind.LONG, 4)
        assert cells.found(session, rating=4) == [cells.gamma]
        assert cells.found(session, is_unrated=True) == [cells.alpha, cells.delta]
        best_first = Sorting(ImageOrder.RATING, is_descending=True)
        assert cells.found(session, best_first) == [cells.gamma, cells.beta, cells.alpha, cells.delta]

    def test_key_values_as_texts(self, session: Session, world: World) -> None:
        cells = Cells(world)
        cells.annotate(cells.alpha, Kind.MAP, (("Line", "HeLa Kyoto"), ("note", "HEK")))
        cells.annotate(cells.beta, Kind.MAP, (("line", "HEK"),))
        assert cells.with_pair(session, Comparison.CONTAINS, "kyoto", "line") == [cells.alpha]
        assert cells.with_pair(session, Comparison.EQUALS, "hek", "LINE") == [cells.beta]
        assert cells.with_pair(session, Comparison.CONTAINS, "", "line") == [cells.alpha, cells.beta]
        assert session.browse.image_values("line", "k", dataset_id=cells.dataset) == ["HEK", "HeLa Kyoto"]

    def test_key_values_as_numbers(self, session: Session, world: World) -> None:
        cells = Cells(world)
        doses = {cells.alpha: "9 µM", cells.beta: "10.5 µM", cells.gamma: "-1", cells.delta: "none"}
        for image, dose in doses.items():
            cells.annotate(image, Kind.MAP, (("dose", dose),))
        assert cells.with_pair(session, Comparison.GREATER, "8") == [cells.alpha, cells.beta]
        assert cells.with_pair(session, Comparison.LESS, "9") == [cells.gamma]
        assert cells.with_pair(session, Comparison.NUMBER, "10.50") == [cells.beta]
        (key,) = session.browse.image_facets(dataset_id=cells.dataset).keys
        assert (key.key, key.count, key.numbers, key.low, key.high) == ("dose", 4, 3, -1, 10.5)
        with pytest.raises(Invalid, match="no number"):
            cells.with_pair(session, Comparison.LESS, "much")

    def test_sorted_and_cut_into_pages(self, session: Session, world: World) -> None:
        cells = Cells(world)
        made = [cells.alpha, cells.beta, cells.gamma, cells.delta]
        assert cells.found(session, Sorting(ImageOrder.ID)) == made
        newest = Sorting(ImageOrder.IMPORTED, is_descending=True)
        assert sorted(cells.found(session, newest)) == sorted(made)
        by_id = Sorting(ImageOrder.ID, is_descending=True)
        page = session.browse.matching_images(ImageFilter(), by_id, dataset_id=cells.dataset, page=Page(1, 2))
        assert ([image.id for image in page.items], page.total) == ([cells.gamma, cells.beta], 4)

    def test_annotations_that_are_not_to_be_seen_choose_nothing(self, gateway: Gateway, world: World) -> None:
        arrange, private = world.arrange, world.groups[PermissionLevel.PRIVATE]
        image = arrange.image("mine", world.users["member"], private)
        tag = arrange.tag("of the owner", world.owner, private)
        arrange.tag_image(tag, image, world.owner)
        member = sign_in(gateway, "member").browse
        assert member.matching_images(ImageFilter(tag_ids=(tag,)), Sorting()).total == 0
        assert member.image_facets().tags == []
