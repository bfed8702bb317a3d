"""The JSON of the tree's addresses."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from omeropyr.api import (
    Annotation,
    AnnotationLink,
    Dataset,
    Experimenter,
    Group,
    ImageSummary,
    Kind,
    ObjectRef,
    PathStep,
    PermissionLevel,
    Rights,
)
from omeropyr.plugins.webclient import marshal

LONDON = ZoneInfo("Europe/London")
ADA = Experimenter(12, "ada", "Ada", "Byron")
BOB = Experimenter(3, "bob", "Bob", "Fern")
ALL = Rights(can_annotate=True, can_edit=True, can_delete=True, can_link=True, can_chgrp=True, can_chown=True)
IMAGE = ImageSummary(
    id=501,
    name="a01.dv",
    owner_id=12,
    group_id=53,
    rights=Rights(can_annotate=True),
    size_x=1024,
    size_y=512,
    size_z=20,
    size_c=2,
    size_t=1,
    imported_at=datetime(2025, 7, 4, 8, 30, 0, 999999, tzinfo=UTC),
)
TAG = Annotation(
    id=90,
    kind=Kind.TAG,
    text="mitosis",
    description="cell division",
    owner=ADA,
    group_id=53,
    created_at=datetime(2025, 3, 4, 9, 30, tzinfo=UTC),
    rights=ALL,
)


def test_dates_have_the_offset_of_their_day() -> None:
    assert marshal.iso(datetime(2025, 3, 4, 9, 30, tzinfo=UTC), LONDON) == "2025-03-04T09:30:00+00:00"
    assert marshal.iso(IMAGE.imported_at, LONDON) == "2025-07-04T09:30:00+01:00"


def test_rights_are_words_in_a_fixed_order() -> None:
    everything = "canEdit canAnnotate canLink canDelete canChgrp canChown isOwned"
    assert marshal.perms_css(ALL, 12, 12) == everything
    assert marshal.perms_css(Rights(can_annotate=True), 12, 3) == "canAnnotate"
    assert marshal.perms_css(Rights(), 12, 3) == ""


def test_containers() -> None:
    dataset = Dataset(id=7, name="Mitosis", owner_id=12, group_id=53, rights=Rights(can_edit=True), child_count=2)
    assert marshal.containers([dataset], 12) == [
        {"id": 7, "name": "Mitosis", "ownerId": 12, "childCount": 2, "permsCss": "canEdit isOwned"}
    ]


def test_images_have_optional_keys_only_with_a_value() -> None:
    shown = {"id": 501, "archived": False, "name": "a01.dv", "ownerId": 12, "permsCss": "canAnnotate"}
    assert marshal.image(IMAGE, 3) == shown
    assert marshal.thumb_version(IMAGE) == {}
    assert marshal.dates(IMAGE, LONDON) == {"date": "2025-07-04T09:30:00+01:00"}
    assert marshal.sizes(IMAGE) == {"sizeX": 1024, "sizeY": 512, "sizeZ": 20, "sizeT": 1}


def test_groups_and_people() -> None:
    assert marshal.group(Group(53, "Cell imaging", PermissionLevel.READ_ANNOTATE)) == {
        "id": 53,
        "name": "Cell imaging",
        "perm": "rwra--",
    }
    assert marshal.experimenter(BOB) == {"id": 3, "omeName": "bob", "firstName": "Bob", "lastName": "Fern"}


def test_tags() -> None:
    assert marshal.tag(TAG, 3) == {
        "id": 90,
        "value": "mitosis",
        "description": "cell division",
        "ownerId": 12,
        "permsCss": "canEdit canAnnotate canLink canDelete canChgrp canChown",
        "set": False,
        "childCount": 0,
    }


def test_an_annotation_and_the_people_behind_it() -> None:
    link = AnnotationLink(
        id=8001,
        parent=ObjectRef(Kind.IMAGE, 501),
        parent_name="a01.dv",
        annotation=TAG,
        owner=BOB,
        created_at=datetime(2025, 3, 5, 10, tzinfo=UTC),
        can_delete=False,
    )
    shown = marshal.annotation(link, LONDON)
    assert shown["class"] == "TagAnnotationI"
    assert shown["permissions"] == {"canDelete": True, "canAnnotate": True, "canLink": True, "canEdit": True}
    assert shown["link"] == {
        "id": 8001,
        "owner": {"id": 3},
        "date": "2025-03-05T10:00:00+00:00",
        "parent": {"id": 501, "class": "ImageI", "name": "a01.dv"},
        "permissions": {"canDelete": False, "canAnnotate": True, "canLink": False, "canEdit": False},
    }
    assert [person["id"] for person in marshal.experimenters([link, link])] == [3, 12]


@pytest.mark.parametrize(
    ("kind", "count", "shown"),
    [
        ("dataset", 200, {"type": "dataset", "id": 19, "childCount": 200}),
        ("dataset", 950, {"type": "dataset", "id": 19, "childCount": 950, "childIndex": 431, "childPage": 3}),
        ("orphaned", 200, {"type": "orphaned", "id": 19}),
        ("orphaned", 950, {"type": "orphaned", "id": 19, "childCount": 950, "childIndex": 431, "childPage": 3}),
    ],
)
def test_paths_tell_the_place_only_where_there_are_pages(kind: str, count: int, shown: dict[str, object]) -> None:
    step = PathStep(kind=kind, id=19, child_count=count, child_index=431)
    assert marshal.path([PathStep(kind="experimenter", id=12), step], 200) == [
        {"type": "experimenter", "id": 12},
        shown,
    ]
