"""What an object has one of - key-values in a namespace, a rating - and many annotations at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omeropyr.errors import Conflict, Forbidden, Invalid, NotFound
from omeropyr.gateway.model import CLIENT_MAP, RATING, KeyValues, Kind, ObjectRef, PermissionLevel
from omeropyr.gateway.port import Annotations, Gateway, Session
from omeropyr.testing.contract.annotating import image_ref
from omeropyr.testing.contract.arranging import ContractBase, World, sign_in

OLD: KeyValues = (("stain", "DAPI"),)
NEW: KeyValues = (("stain", "GFP"), ("stain", "RFP"), ("dye", "none"))
OTHER = "lab.org/x"


def maps_on(annotations: Annotations, target: ObjectRef, namespace: str = CLIENT_MAP) -> list[tuple[int, Any]]:
    """(annotation, pairs) of each link."""
    links = annotations.of([target], kinds=[Kind.MAP])
    return [(link.annotation.id, link.annotation.value) for link in links if link.annotation.namespace == namespace]


def ratings_of(annotations: Annotations, target: ObjectRef) -> dict[str, Any]:
    links = annotations.of([target], kinds=[Kind.LONG])
    return {link.annotation.owner.ome_name: link.annotation.value for link in links}


class AnnotationSetContract(ContractBase):
    def test_key_values_are_made_changed_and_taken_away(self, session: Session, world: World) -> None:
        annotations, targets = session.annotations, [image_ref(world, name) for name in "ab"]
        made = annotations.edit_pairs(targets, OLD)
        assert len(set(made)) == 2
        assert [maps_on(annotations, target) for target in targets] == [[(id_, OLD)] for id_ in made]
        assert annotations.edit_pairs(targets[:1], NEW) == made[:1]
        assert [maps_on(annotations, target) for target in targets] == [[(made[0], NEW)], [(made[1], OLD)]]
        assert annotations.edit_pairs(targets, ()) == []
        assert annotations.of(targets) == []
        with pytest.raises(NotFound):
            annotations.get(made[0])

    def test_other_namespaces_are_left_alone(self, session: Session, world: World) -> None:
        target, annotations = image_ref(world), session.annotations
        annotations.edit_pairs([target], OLD)
        annotations.edit_pairs([target], NEW, namespace=OTHER)
        annotations.edit_pairs([target], ())
        assert maps_on(annotations, target) == []
        assert [pairs for _, pairs in maps_on(annotations, target, OTHER)] == [NEW]
        for wrong in ("", "x" * 256):
            with pytest.raises(Invalid):
                annotations.edit_pairs([target], NEW, namespace=wrong)

    def test_several_maps_become_one(self, session: Session, world: World) -> None:
        target = image_ref(world)
        there = [world.arrange.annotation(Kind.MAP, OLD, world.owner, world.home, namespace=OTHER) for _ in "ab"]
        for one in there:
            world.arrange.annotate(one, target, world.owner)
        assert session.annotations.edit_pairs([target], NEW, namespace=OTHER) == there[:1]
        assert maps_on(session.annotations, target, OTHER) == [(there[0], NEW)]

    def test_shared_maps_are_replaced(self, session: Session, world: World) -> None:
        one, two, third = (image_ref(world, name) for name in "abc")
        shared = world.arrange.annotation(Kind.MAP, OLD, world.owner, world.home, namespace=CLIENT_MAP)
        for target in (one, two, third):
            world.arrange.annotate(shared, target, world.owner)
        annotations = session.annotations
        first, second = annotations.edit_pairs([one, two], NEW)
        assert maps_on(annotations, one) == [(first, NEW)]
        assert maps_on(annotations, two) == [(second, NEW)]
        assert maps_on(annotations, third) == [(shared, OLD)]

    def test_maps_shared_by_those_named_alone_are_changed(self, session: Session, world: World) -> None:
        one, two = (image_ref(world, name) for name in "ab")
        shared = world.arrange.annotation(Kind.MAP, OLD, world.owner, world.home, namespace=CLIENT_MAP)
        for target in (one, two):
            world.arrange.annotate(shared, target, world.owner)
        assert session.annotations.edit_pairs([one, two], NEW) == [shared]
        assert maps_on(session.annotations, one) == maps_on(session.annotations, two) == [(shared, NEW)]

    def test_maps_of_others(self, gateway: Gateway, session: Session, world: World) -> None:
        """They are changed where that is allowed, and stay beside one's own where it is not."""
        for level in (PermissionLevel.READ_ANNOTATE, PermissionLevel.READ_WRITE):
            group = world.groups[level]
            target = ObjectRef(Kind.IMAGE, world.arrange.image("i", world.owner, group))
            theirs = world.arrange.annotation(Kind.MAP, OLD, world.owner, group, namespace=CLIENT_MAP)
            world.arrange.annotate(theirs, target, world.owner)
            (mine,) = sign_in(gateway, "member").annotations.edit_pairs([target], NEW)
            found = dict(maps_on(session.annotations, target))
            expected = {theirs: NEW} if level is PermissionLevel.READ_WRITE else {theirs: OLD, mine: NEW}
            assert found == expected

    def test_key_values_that_are_refused(self, gateway: Gateway, session: Session, world: World) -> None:
        read_only = world.groups[PermissionLevel.READ_ONLY]
        target = ObjectRef(Kind.IMAGE, world.arrange.image("i", world.owner, read_only))
        with pytest.raises(Forbidden):
            sign_in(gateway, "member").annotations.edit_pairs([target], NEW)
        with pytest.raises(Conflict):
            session.annotations.edit_pairs([target, image_ref(world)], NEW)
        with pytest.raises(Invalid) as refused:
            session.annotations.edit_pairs([target], (("a", "b"), (" ", "")))
        assert refused.value.name == "pair 2"
        with pytest.raises(Invalid):
            session.annotations.edit_pairs([], NEW)
        assert session.annotations.of([target]) == []

    @settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(steps=st.lists(st.tuples(st.sets(st.integers(0, 2), min_size=1), st.integers(0, 3)), max_size=6))
    def test_each_object_has_what_was_said_last(
        self, session: Session, world: World, steps: list[tuple[set[int], int]]
    ) -> None:
        targets = [image_ref(world, name) for name in "abc"]
        expected: dict[int, KeyValues] = {}
        for chosen, count in steps:
            pairs = tuple((f"key {number}", str(number)) for number in range(count))
            ids = session.annotations.edit_pairs([targets[number] for number in sorted(chosen)], pairs)
            assert len(ids) == (len(chosen) if pairs else 0)
            expected |= dict.fromkeys(chosen, pairs)
        for number, target in enumerate(targets):
            found = [pairs for _, pairs in maps_on(session.annotations, target)]
            assert found == ([expected[number]] if expected.get(number) else [])

    def test_everybody_rates_for_themselves(self, gateway: Gateway, session: Session, world: World) -> None:
        target, member = image_ref(world), sign_in(gateway, "member").annotations
        session.annotations.rate([target], 3)
        member.rate([target], 5)
        session.annotations.rate([target], 4)
        assert ratings_of(session.annotations, target) == {"owner": 4, "member": 5}
        assert len(session.annotations.of([target])) == 2
        member.rate([target], None)
        member.rate([target], None)
        assert ratings_of(session.annotations, target) == {"owner": 4}
        (link,) = session.annotations.of([target])
        assert (link.annotation.kind, link.annotation.namespace) == (Kind.LONG, RATING)

    def test_shared_ratings_are_replaced(self, session: Session, world: World) -> None:
        one, two = (image_ref(world, name) for name in "ab")
        shared = world.arrange.annotation(Kind.LONG, 2, world.owner, world.home, namespace=RATING)
        for target in (one, two):
            world.arrange.annotate(shared, target, world.owner)
        session.annotations.rate([one], 5)
        assert ratings_of(session.annotations, one) == {"owner": 5}
        assert ratings_of(session.annotations, two) == {"owner": 2}

    @pytest.mark.parametrize("rating", [0, 6, -1, True, 2.0, "3"])
    def test_ratings_that_cannot_be(self, session: Session, world: World, rating: Any) -> None:
        target = image_ref(world)
        with pytest.raises(Invalid):
            session.annotations.rate([target], rating)
        assert session.annotations.of([target]) == []

    def test_tags_change_in_one_go(self, session: Session, world: World) -> None:
        targets = [image_ref(world, name) for name in "ab"]
        one, two, three = (world.arrange.tag(name, world.owner, world.home) for name in ("1", "2", "3"))
        for target in targets:
            world.arrange.annotate(one, target, world.owner)
        session.annotations.change_tags(targets, add=[two, three], remove=[one])
        found = {(link.parent, link.annotation.id) for link in session.annotations.of(targets)}
        assert found == {(target, tag) for target in targets for tag in (two, three)}

    def test_tags_change_together_or_not_at_all(self, session: Session, world: World) -> None:
        target = image_ref(world)
        there, other = (world.arrange.tag(name, world.owner, world.home) for name in ("1", "2"))
        foreign = world.arrange.tag("3", world.owner, world.groups[PermissionLevel.READ_WRITE])
        comment = world.arrange.annotation(Kind.COMMENT, "c", world.owner, world.home)
        tagset = session.annotations.create_tagset("set", group_id=world.home)
        world.arrange.annotate(there, target, world.owner)
        for add, refusal in (([other, 999_999], NotFound), ([foreign], Conflict), ([comment], Invalid)):
            with pytest.raises(refusal):
                session.annotations.change_tags([target], add=add, remove=[there])
        with pytest.raises(Invalid):
            session.annotations.change_tags([target], add=[other], remove=[tagset])
        assert [link.annotation.id for link in session.annotations.of([target])] == [there]

    def test_tags_of_others_are_taken_off_where_that_is_allowed(self, gateway: Gateway, world: World) -> None:
        target = image_ref(world)
        tag = world.arrange.tag("1", world.owner, world.home)
        world.arrange.annotate(tag, target, world.owner)
        member, leader = (sign_in(gateway, name).annotations for name in ("member", "leader"))
        steps: list[tuple[Annotations, bool, int]] = [(member, False, 1), (leader, True, 1), (leader, False, 0)]
        for mine, own_only, left in steps:
            mine.change_tags([target], remove=[tag], own_only=own_only)
            assert len(mine.of([target])) == left

    def test_annotations_go_with_their_links(self, session: Session, world: World) -> None:
        target, annotations = image_ref(world), session.annotations
        tagset = annotations.create_tagset("set", group_id=world.home)
        inside = annotations.create_tag("in", group_id=world.home, tagset_id=tagset, targets=[target])
        (pairs,) = annotations.edit_pairs([target], OLD)
        assert annotations.delete([tagset, pairs, pairs]) == 2
        assert [link.annotation.id for link in annotations.of([target])] == [inside]
        assert [tag.id for tag in annotations.tags(orphaned=True).items] == [inside]
        assert annotations.delete([inside]) == 1
        assert annotations.of([target]) == []
        assert annotations.delete([]) == 0

    def test_deleting_what_one_may_not(self, gateway: Gateway, session: Session, world: World) -> None:
        mine = world.arrange.tag("1", world.users["member"], world.home)
        theirs = world.arrange.tag("2", world.owner, world.home)
        member = sign_in(gateway, "member").annotations
        with pytest.raises(Forbidden):
            member.delete([mine, theirs])
        with pytest.raises(NotFound):
            member.delete([mine, 999_999])
        with pytest.raises(NotFound):
            sign_in(gateway, "outsider").annotations.delete([mine])
        assert {tag.id for tag in session.annotations.tags().items} == {mine, theirs}
        assert sign_in(gateway, "leader").annotations.delete([mine, theirs]) == 2

    def test_where_annotations_hang(self, gateway: Gateway, session: Session, world: World) -> None:
        image = image_ref(world)
        dataset = ObjectRef(Kind.DATASET, world.arrange.dataset("d", world.owner, world.home))
        tag, unused = (world.arrange.tag(name, world.owner, world.home) for name in ("1", "2"))
        for target, owner in ((image, "owner"), (image, "member"), (dataset, "owner")):
            world.arrange.annotate(tag, target, world.users[owner])
        annotations = session.annotations
        assert annotations.usage([tag, unused, 999_999]) == {tag: 2, unused: 0}
        linked = annotations.linked([tag, unused])
        assert [(link.parent, link.owner.ome_name) for link in linked] == [
            (image, "owner"),
            (image, "member"),
            (dataset, "owner"),
        ]
        assert [link.parent for link in annotations.linked([tag], kinds=[Kind.DATASET])] == [dataset]
        assert annotations.linked([]) == annotations.linked([tag], kinds=[Kind.TAG]) == []
        assert annotations.usage([]) == {}

    def test_the_same_in_every_private_corner(self, gateway: Gateway, world: World) -> None:
        """A leader sees what is in a private group, and may delete it, but annotates nothing there."""
        group = world.groups[PermissionLevel.PRIVATE]
        target = ObjectRef(Kind.IMAGE, world.arrange.image("i", world.owner, group))
        tag = world.arrange.tag("1", world.owner, group)
        world.arrange.annotate(tag, target, world.owner)
        leader = sign_in(gateway, "leader").annotations
        refused: list[Callable[[], object]] = [
            lambda: leader.rate([target], 1),
            lambda: leader.edit_pairs([target], NEW),
            lambda: leader.change_tags([target], add=[tag]),
        ]
        for attempt in refused:
            with pytest.raises(Forbidden):
                attempt()
        leader.change_tags([target], remove=[tag])
        assert leader.of([target]) == []
