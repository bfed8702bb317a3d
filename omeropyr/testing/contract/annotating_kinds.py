"""Annotations of every kind: what they hold, where they hang, who may change them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omeropyr.errors import Conflict, Forbidden, Invalid, NotFound
from omeropyr.gateway.model import (
    CLIENT_MAP,
    RATING,
    AnnotationValue,
    Kind,
    NewRoi,
    ObjectRef,
    OriginalFile,
    Page,
    PermissionLevel,
    Point,
    Scope,
)
from omeropyr.gateway.port import Files, Gateway, Rois, Session
from omeropyr.testing.contract.annotating import image_ref
from omeropyr.testing.contract.arranging import ContractBase, World, sign_in

MOMENT = datetime(2024, 2, 29, 23, 59, 58, 123456, tzinfo=UTC)
PAIRS = (("stain", "DAPI"), ("stain", "GFP"), ("", "only a value"), ("only a key", ""), ("ключ", "ŝ石\n\t'\"\\"))
VALUES: dict[Kind, tuple[AnnotationValue, str]] = {
    Kind.TAG: ("mitosis", "mitosis"),
    Kind.COMMENT: ("well done", "well done"),
    Kind.TERM: ("GO:0007067", "GO:0007067"),
    Kind.XML: ("<a b='c'>&amp;</a>", "<a b='c'>&amp;</a>"),
    Kind.LONG: (-(2**63), str(-(2**63))),
    Kind.DOUBLE: (-1.5e-300, "-1.5e-300"),
    Kind.BOOLEAN: (False, "false"),
    Kind.TIMESTAMP: (MOMENT, "2024-02-29T23:59:58.123456+00:00"),
    Kind.MAP: (PAIRS[:2], "stain: DAPI, stain: GFP"),
}
"""A value of each kind, and what people read of it."""

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
some_texts = texts.filter(lambda text: bool(text.strip()))
pairs = st.lists(st.tuples(some_texts, texts) | st.tuples(texts, some_texts), max_size=8).map(tuple)
values = st.one_of(
    st.tuples(st.sampled_from([Kind.TAG, Kind.COMMENT, Kind.TERM, Kind.XML]), some_texts),
    st.tuples(st.just(Kind.LONG), st.integers(-(2**63), 2**63 - 1)),
    st.tuples(st.just(Kind.DOUBLE), st.floats(allow_nan=False, allow_infinity=False) | st.integers(-9, 9)),
    st.tuples(st.just(Kind.BOOLEAN), st.booleans()),
    st.tuples(st.just(Kind.TIMESTAMP), st.datetimes(timezones=st.just(UTC))),
    st.tuples(st.just(Kind.MAP), pairs),
)
WRONG: list[tuple[Kind, Any]] = [
    *((kind, wrong) for kind in (Kind.TAG, Kind.COMMENT, Kind.TERM, Kind.XML) for wrong in ("", " \n", "\0", 5, None)),
    *((Kind.LONG, wrong) for wrong in (2**63, -(2**63) - 1, 1.0, "1", True, None)),
    *((Kind.DOUBLE, wrong) for wrong in (float("nan"), float("inf"), 10**400, "1", True, None)),
    *((Kind.BOOLEAN, wrong) for wrong in (0, "true", None)),
    *((Kind.TIMESTAMP, wrong) for wrong in ("2024-01-01", 0, None)),
    (Kind.TIMESTAMP, datetime.min.replace(tzinfo=timezone(timedelta(hours=1)))),
    *((Kind.MAP, wrong) for wrong in ("text", (("", " "),), (("a",),), (("a", 1),), (("a\0", "b"),), ("ab",), None)),
    *((Kind.FILE, wrong) for wrong in ("notes.txt", 1, None)),
    *((kind, "text") for kind in (Kind.TAGSET, Kind.IMAGE, Kind.WELL)),
]


class AnnotationKindContract(ContractBase):
    @pytest.mark.parametrize("kind", VALUES)
    def test_values_of_every_kind(self, session: Session, world: World, kind: Kind) -> None:
        value, text = VALUES[kind]
        target, annotations = image_ref(world), session.annotations
        made = annotations.create(kind, value, [target], namespace="lab.org/x", description="said")
        (link,) = annotations.of([target], kinds=[kind])
        found = link.annotation
        assert (found.id, found.kind, found.value, found.text) == (made, kind, value, text)
        assert type(found.value) is type(value)
        assert (found.namespace, found.description, found.group_id) == ("lab.org/x", "said", world.home)
        assert (found.owner.id, link.parent, link.owner.id) == (world.owner, target, world.owner)
        assert annotations.get(made) == found

    @pytest.mark.parametrize("kind", VALUES)
    def test_annotations_that_are_there(self, gateway: Gateway, world: World, kind: Kind) -> None:
        value, _ = VALUES[kind]
        target = image_ref(world)
        there = world.arrange.annotation(kind, value, world.owner, world.home, namespace="n")
        world.arrange.annotate(there, target, world.owner)
        member = sign_in(gateway, "member").annotations
        assert member.get(there).value == value
        assert [link.annotation for link in member.of([target])] == [member.get(there)]

    @settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(kind_and_value=values, description=texts)
    def test_whatever_is_given_comes_back(
        self, session: Session, kind_and_value: tuple[Kind, AnnotationValue], description: str
    ) -> None:
        kind, value = kind_and_value
        made = session.annotations.create(kind, value, description=description)
        assert session.annotations.get(made).value == value
        assert session.annotations.get(made).description == description

    @pytest.mark.parametrize(("kind", "value"), WRONG)
    def test_values_that_do_not_fit(self, session: Session, world: World, kind: Kind, value: Any) -> None:
        target = image_ref(world)
        with pytest.raises(Invalid):
            session.annotations.create(kind, value, [target])
        assert session.annotations.of([target]) == []
        assert session.annotations.all([kind]).total == 0

    def test_a_moment_elsewhere_is_the_same_moment(self, session: Session) -> None:
        there = MOMENT.astimezone(timezone(timedelta(hours=5, minutes=30)))
        assert session.annotations.get(session.annotations.create(Kind.TIMESTAMP, there)).value == MOMENT
        naive = MOMENT.replace(tzinfo=None)
        assert session.annotations.get(session.annotations.create(Kind.TIMESTAMP, naive)).value == MOMENT

    @pytest.mark.parametrize("namespace", ["x" * 256, "a\0b", "\ud800"])
    def test_namespaces_that_cannot_be(self, session: Session, namespace: str) -> None:
        with pytest.raises(Invalid):
            session.annotations.create(Kind.TAG, "t", namespace=namespace)
        assert session.annotations.tags().total == 0

    def test_ratings_are_ratings(self, session: Session) -> None:
        for wrong in (0, 6):
            with pytest.raises(Invalid):
                session.annotations.create(Kind.LONG, wrong, namespace=RATING)
        rating = session.annotations.create(Kind.LONG, 5, namespace=RATING)
        number = session.annotations.create(Kind.LONG, 6)
        with pytest.raises(Invalid):
            session.annotations.update(rating, 6)
        with pytest.raises(Invalid):
            session.annotations.update(number, namespace=RATING)
        session.annotations.update(rating, 6, namespace="")

    def test_on_every_kind_of_object(self, session: Session, gateway: Gateway, world: World) -> None:
        targets = every_annotatable(session, gateway, world)
        made = session.annotations.create(Kind.MAP, PAIRS, list(targets))
        names = {link.parent: link.parent_name for link in session.annotations.of(list(targets))}
        assert names == targets
        assert session.annotations.usage([made]) == {made: len(targets)}
        assert {link.parent for link in session.annotations.linked([made])} == set(targets)

    def test_on_people_and_groups(self, gateway: Gateway, world: World) -> None:
        people = {name: ObjectRef(Kind.EXPERIMENTER, user) for name, user in world.users.items()}
        home = ObjectRef(Kind.GROUP, world.home)
        session, leader = sign_in(gateway, "owner").annotations, sign_in(gateway, "leader").annotations
        made = session.create(Kind.COMMENT, "me", [people["owner"]])
        assert [link.parent_name for link in session.of([people["owner"]])] == ["owner"]
        for refused in (people["member"], home):
            with pytest.raises(Forbidden):
                session.create(Kind.COMMENT, "you", [refused])
        with pytest.raises(NotFound):
            sign_in(gateway, "outsider").annotations.create(Kind.COMMENT, "you", [people["owner"]])
        with pytest.raises(NotFound):
            sign_in(gateway, "outsider").annotations.create(Kind.COMMENT, "all of you", [home])
        leader.create(Kind.COMMENT, "all of you", [home])
        assert [link.parent for link in session.of([home])] == [home]
        assert [link.annotation.id for link in sign_in(gateway, "admin").annotations.of([people["owner"]])] == [made]

    def test_nothing_is_half_made(self, gateway: Gateway, session: Session, world: World) -> None:
        target, missing = image_ref(world), ObjectRef(Kind.IMAGE, 999_999)
        elsewhere = world.groups[PermissionLevel.READ_ONLY]
        other = ObjectRef(Kind.IMAGE, world.arrange.image("o", world.owner, elsewhere))
        for targets, refusal in (([target, missing], NotFound), ([target, other], Conflict)):
            with pytest.raises(refusal):
                session.annotations.create(Kind.LONG, 1, targets)
        with pytest.raises(Forbidden):
            sign_in(gateway, "member").annotations.create(Kind.LONG, 1, [other])
        with pytest.raises(Invalid):
            session.annotations.create(Kind.LONG, 1, [ObjectRef(Kind.TAG, 1)])
        assert session.annotations.all([]).total == 0

    def test_without_targets_groups_are_named_or_the_default(self, session: Session, world: World) -> None:
        other = world.groups[PermissionLevel.PRIVATE]
        annotations = session.annotations
        assert annotations.get(annotations.create(Kind.LONG, 1)).group_id == world.home
        assert annotations.get(annotations.create(Kind.LONG, 1, group_id=other)).group_id == other
        with pytest.raises(NotFound):
            annotations.create(Kind.LONG, 1, group_id=999_999)

    @pytest.mark.parametrize("kind", VALUES)
    def test_values_are_changed(self, session: Session, world: World, kind: Kind) -> None:
        other: dict[Kind, AnnotationValue] = {
            Kind.LONG: 3,
            Kind.DOUBLE: 0.5,
            Kind.BOOLEAN: True,
            Kind.TIMESTAMP: MOMENT + timedelta(days=1),
            Kind.MAP: (("b", "1"), ("a", "2"), ("b", "1")),
        }
        there = world.arrange.annotation(kind, VALUES[kind][0], world.owner, world.home, namespace="n")
        session.annotations.update(there, other.get(kind, "other"))
        found = session.annotations.get(there)
        assert (found.value, found.namespace, found.description) == (other.get(kind, "other"), "n", "")
        session.annotations.update(there, namespace="m", description="d")
        found = session.annotations.get(there)
        assert (found.value, found.namespace, found.description) == (other.get(kind, "other"), "m", "d")
        session.annotations.update(there, namespace="", description="")
        found = session.annotations.get(there)
        assert (found.value, found.namespace, found.description) == (other.get(kind, "other"), None, "")

    def test_changes_that_are_refused(self, gateway: Gateway, session: Session, world: World) -> None:
        there = world.arrange.annotation(Kind.LONG, 1, world.owner, world.home)
        with pytest.raises(Invalid):
            session.annotations.update(there, "text")
        with pytest.raises(Forbidden):
            sign_in(gateway, "member").annotations.update(there, 2)
        with pytest.raises(NotFound):
            sign_in(gateway, "outsider").annotations.update(there, 2)
        with pytest.raises(NotFound):
            session.annotations.update(999_999, 2)
        assert session.annotations.get(there).value == 1
        shared = world.groups[PermissionLevel.READ_WRITE]
        theirs = world.arrange.annotation(Kind.LONG, 1, world.owner, shared)
        sign_in(gateway, "member").annotations.update(theirs, 2)
        assert session.annotations.get(theirs).value == 2

    def test_all_are_listed_newest_first(self, session: Session, gateway: Gateway, world: World) -> None:
        arrange, who = world.arrange, (world.owner, world.home)
        first = arrange.annotation(Kind.MAP, PAIRS, *who, namespace=CLIENT_MAP)
        second = arrange.annotation(Kind.LONG, 4, *who, namespace=RATING)
        third = arrange.annotation(Kind.MAP, (), *who, namespace="other")
        hidden = arrange.annotation(Kind.MAP, (), world.owner, world.groups[PermissionLevel.PRIVATE])
        annotations = session.annotations
        assert [one.id for one in annotations.all([Kind.MAP]).items] == [hidden, third, first]
        assert [one.id for one in annotations.all([]).items] == [hidden, third, second, first]
        assert [one.id for one in annotations.all([Kind.MAP], namespace=CLIENT_MAP).items] == [first]
        page = annotations.all([Kind.MAP, Kind.LONG], page=Page(1, 2))
        assert ([one.id for one in page.items], page.total) == ([third, second], 4)
        assert annotations.all([], Scope(group_id=world.home)).total == 3
        member = sign_in(gateway, "member").annotations
        assert [one.id for one in member.all([Kind.MAP]).items] == [third, first]
        assert sign_in(gateway, "outsider").annotations.all([]).total == 0

    def test_namespaces_in_use(self, session: Session, gateway: Gateway, world: World) -> None:
        private = world.groups[PermissionLevel.PRIVATE]
        for kind, namespace, group in (
            (Kind.MAP, "b", world.home),
            (Kind.MAP, "b", world.home),
            (Kind.LONG, "a", world.home),
            (Kind.LONG, None, world.home),
            (Kind.MAP, "secret", private),
        ):
            world.arrange.annotation(kind, () if kind is Kind.MAP else 1, world.owner, group, namespace=namespace)
        assert session.annotations.namespaces() == [("a", 1), ("b", 2), ("secret", 1)]
        assert session.annotations.namespaces([Kind.MAP], Scope(group_id=world.home)) == [("b", 2)]
        assert sign_in(gateway, "member").annotations.namespaces() == [("a", 1), ("b", 2)]

    def test_what_one_may_not_see(self, gateway: Gateway, session: Session, world: World) -> None:
        private = world.groups[PermissionLevel.PRIVATE]
        target = ObjectRef(Kind.IMAGE, world.arrange.image("i", world.owner, private))
        hidden = session.annotations.create(Kind.LONG, 1, [target])
        for name, sees in (("member", False), ("outsider", False), ("leader", True), ("admin", True)):
            annotations = sign_in(gateway, name).annotations
            assert [link.annotation.id for link in annotations.of([target])] == ([hidden] if sees else [])
            assert len(annotations.linked([hidden])) == int(sees)
            assert annotations.usage([hidden]) == ({hidden: 1} if sees else {})
            if not sees:
                with pytest.raises(NotFound):
                    annotations.get(hidden)


def every_annotatable(session: Session, gateway: Gateway, world: World) -> dict[ObjectRef, str]:
    """One object of each kind that belongs to `owner`, and its name."""
    arrange, who = world.arrange, (world.owner, world.home)
    plate, image = arrange.plate("pl", *who), arrange.image("i", *who)
    (fileset,) = session.images.filesets([image])
    found = {
        ObjectRef(Kind.IMAGE, image): "i",
        ObjectRef(Kind.DATASET, arrange.dataset("d", *who)): "d",
        ObjectRef(Kind.PROJECT, arrange.project("p", *who)): "p",
        ObjectRef(Kind.SCREEN, arrange.screen("s", *who)): "s",
        ObjectRef(Kind.PLATE, plate): "pl",
        ObjectRef(Kind.WELL, arrange.well(plate, 1, 2, [arrange.image("f", *who)])): "B3",
        ObjectRef(Kind.FILESET, fileset.id): f"Fileset {fileset.id}",
        ObjectRef(Kind.EXPERIMENTER, world.owner): "owner",
    }
    if gateway.supports(Files):
        file: OriginalFile = session.files.store("a.txt", [b"x"], group_id=world.home)
        found[ObjectRef(Kind.ORIGINAL_FILE, file.id)] = "a.txt"
    if gateway.supports(Rois):
        (roi,) = session.rois.create(image, [NewRoi(shapes=(Point(x=1, y=2),), name="nucleus")])
        found[ObjectRef(Kind.ROI, roi)] = "nucleus"
    return found
