"""What the JSON addresses read: targets, tagging forms, link bodies."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webob.multidict import MultiDict

from omeropyr.api import Annotation, AnnotationLink, Experimenter, Invalid, Kind, ObjectRef, Rights
from omeropyr.plugins.webclient.link_views import PAIRS, Bundle, parse_links
from omeropyr.plugins.webclient.params import switch, whole_number
from omeropyr.plugins.webclient.tagging import NewTag, TaggingWish, own_tags, parse_tagging
from omeropyr.plugins.webclient.targets import parse_refs, targets_in

ADA = Experimenter(12, "ada", "Ada", "Byron")
BOB = Experimenter(3, "bob", "Bob", "Fern")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_targets_are_repeated_or_listed_and_counted_once() -> None:
    fields = MultiDict([("image", "1,2"), ("dataset", "7"), ("image", "2"), ("name", "x")])
    assert targets_in(fields) == [ObjectRef(Kind.IMAGE, 1), ObjectRef(Kind.IMAGE, 2), ObjectRef(Kind.DATASET, 7)]


@pytest.mark.parametrize("text", ["", "x", "1,", "1.5", "٣", "9" * 30])
def test_a_target_that_is_no_number_is_refused_by_name(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        targets_in(MultiDict([("image", text)]))
    assert refused.value.name == "image"


def test_refs() -> None:
    assert parse_refs("parent", "image-501|dataset-19") == [ObjectRef(Kind.IMAGE, 501), ObjectRef(Kind.DATASET, 19)]
    for text in ("image", "image-x", "cat-1"):
        with pytest.raises(Invalid):
            parse_refs("parent", text)


@pytest.mark.parametrize(("text", "value"), [("true", True), ("YES", True), ("1", True), ("", False), ("2", False)])
def test_switches(text: str, value: bool) -> None:
    assert switch({"date": text}, "date") is value
    assert switch({}, "date") is False


def test_tagging_form() -> None:
    form = {
        "newtags-TOTAL_FORMS": "2",
        "newtags-0-tag": " a new tag ",
        "newtags-0-description": "why",
        "newtags-0-tagset": "",
        "newtags-1-tag": "another",
        "newtags-1-tagset": "95",
    }
    wish = parse_tagging({"tags": "90, 91,"}, form)
    assert wish == TaggingWish(frozenset({90, 91}), (NewTag("a new tag", "why"), NewTag("another", "", 95)))


@pytest.mark.parametrize(
    ("lists", "form", "culprit"),
    [
        ({"tags": "x"}, {}, "tags"),
        ({}, {"newtags-TOTAL_FORMS": "many"}, "newtags-TOTAL_FORMS"),
        ({}, {"newtags-TOTAL_FORMS": "-1"}, "newtags-TOTAL_FORMS"),
        ({}, {"newtags-TOTAL_FORMS": "1000000"}, "newtags-TOTAL_FORMS"),
        ({}, {"newtags-TOTAL_FORMS": "1", "newtags-0-tag": " "}, "newtags-0-tag"),
        ({}, {"newtags-TOTAL_FORMS": "1", "newtags-0-tag": "t", "newtags-0-tagset": "x"}, "newtags-0-tagset"),
    ],
)
def test_a_bad_tagging_form_names_its_field(lists: dict[str, str], form: dict[str, str], culprit: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_tagging(lists, form)
    assert refused.value.name == culprit


def link(tag: int, image: int, owner: Experimenter) -> AnnotationLink:
    annotation = Annotation(
        id=tag, kind=Kind.TAG, text="", owner=ADA, group_id=1, created_at=NOW, rights=Rights(can_annotate=True)
    )
    return AnnotationLink(
        id=1,
        parent=ObjectRef(Kind.IMAGE, image),
        parent_name="",
        annotation=annotation,
        owner=owner,
        created_at=NOW,
        can_delete=True,
    )


def test_own_tags_are_those_that_the_user_linked_to_every_target() -> None:
    targets = [ObjectRef(Kind.IMAGE, 1), ObjectRef(Kind.IMAGE, 2)]
    links = [link(90, 1, ADA), link(90, 2, ADA), link(91, 1, ADA), link(91, 2, BOB), link(92, 2, ADA)]
    assert own_tags(links, ADA.id, targets) == {90}


def test_link_bodies() -> None:
    body = {"dataset": {"19": {"image": [501, "502"]}, "20": {"image": []}}, "orphaned": {"1": {"image": [7]}}}
    refs = (ObjectRef(Kind.IMAGE, 501), ObjectRef(Kind.IMAGE, 502))
    assert parse_links(body) == [Bundle(ObjectRef(Kind.DATASET, 19), refs)]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["dataset", "image", "1", "x"]), inner),
    max_leaves=10,
)


def read_or_nothing(body: object) -> list[Bundle]:
    try:
        return parse_links(body)
    except Invalid:
        return []


@given(json_values)
def test_any_json_is_pairs_that_can_be_linked_or_a_refusal(body: object) -> None:
    for bundle in read_or_nothing(body):
        assert isinstance(bundle.parent.kind, Kind)
        assert {(bundle.parent.kind, child.kind) for child in bundle.children} <= PAIRS


@given(st.integers(-(10**18) + 1, 10**18 - 1))
def test_whole_numbers(value: int) -> None:
    assert whole_number("id", f" {value} ") == value
