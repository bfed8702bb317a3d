"""Annotations of what objects are in, tags in bulk, names of channels, attachments on wells and runs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, update
from webtest import Upload

from omeropyr.api import Kind, ObjectRef, Session
from omeropyr.gateway.embedded.schema import AcquisitionRow, WellSampleRow
from omeropyr.testing.lab import Lab
from omeropyr.testing.store import SampleStore


def ref(kind: Kind, number: int) -> ObjectRef:
    return ObjectRef(kind, number)


def a_run(store: SampleStore) -> int:
    """Of all fields of the plate."""
    who = {"owner_id": store.accounts.demo_id, "group_id": store.accounts.group_id, "plate_id": store.plate_id}
    with store.store.writing() as connection:
        new = insert(AcquisitionRow).values(name="", **who).returning(AcquisitionRow.id)
        made: int = connection.execute(new).scalar_one()
        connection.execute(update(WellSampleRow).values(acquisition_id=made))
    return made


def tagged(session: Session, group: int, target: ObjectRef) -> int:
    return session.annotations.create_tag(f"on {target}", group_id=group, targets=[target])


def where_from(found: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return sorted((one["link"]["parent"]["class"], one["id"]) for one in found)


def test_annotations_of_everything_above(lab: Lab) -> None:
    store, session = lab.store, lab.session
    first, second = store.image_ids
    dataset, project = ref(Kind.DATASET, store.dataset_id), ref(Kind.PROJECT, store.project_id)
    on_image, on_dataset, on_project = (
        tagged(session, lab.group, one) for one in (ref(Kind.IMAGE, first), dataset, project)
    )
    found = lab.get("api/annotations", image=[first, second], parents="true")
    assert where_from(found["annotations"]) == [("ImageI", on_image)]
    assert where_from(found["parents"]["annotations"]) == [("DatasetI", on_dataset), ("ProjectI", on_project)]
    both = [
        {"id": first, "class": "ImageI", "name": "cells.ome.tif"},
        {"id": second, "class": "ImageI", "name": "grey.tif"},
    ]
    assert found["parents"]["lineage"] == {
        "DatasetI": {str(dataset.id): both},
        "ProjectI": {str(project.id): both},
    }
    assert [person["omeName"] for person in found["experimenters"]] == ["demo"]
    assert "parents" not in lab.get("api/annotations", image=first, parents="True")
    assert lab.get("api/annotations", image=999, parents="true")["parents"] == {"annotations": [], "lineage": {}}


def test_a_plate_is_above_its_wells_runs_and_images(lab: Lab) -> None:
    store, run = lab.store, a_run(lab.store)
    image = store.well_image_ids[0]
    well = lab.session.browse.wells().items[0].id
    targets = (ref(Kind.WELL, well), ref(Kind.ACQUISITION, run), ref(Kind.PLATE, store.plate_id))
    tags = {target: tagged(lab.session, lab.group, target) for target in targets}
    above = lab.get("api/annotations", image=image, parents="true")["parents"]
    classes = {"WellI": well, "PlateAcquisitionI": run, "PlateI": store.plate_id, "ScreenI": store.screen_id}
    assert {name: int(*ids) for name, ids in above["lineage"].items()} == classes
    assert sorted(one["id"] for one in above["annotations"]) == sorted(tags.values())
    assert {one["link"]["parent"]["name"] for one in above["annotations"]} == {"A1", f"Run {run}", "Plate1"}
    both = lab.get("api/annotations", well=well, plate=store.plate_id, type="tag", parents="true")
    on_plate = ("PlateI", tags[targets[2]])
    assert on_plate in where_from(both["annotations"])
    assert where_from(both["parents"]["annotations"]) == [on_plate]


def test_files_on_runs_and_wells(lab: Lab) -> None:
    run, well = a_run(lab.store), lab.session.browse.wells().items[0].id
    upload = Upload("a b.csv", b"x,y\n", "text/csv")
    (made,) = lab.post("annotate_file", acquisition=str(run), annotation_file=upload)["fileIds"]
    assert lab.post("annotate_file", well=str(well), files=str(made)) == {"fileIds": [made]}
    for where in ({"acquisition": run}, {"well": well}):
        (shown,) = lab.get("api/annotations", type="file", **where)["annotations"]
        assert (shown["file"]["name"], shown["file"]["mimetype"]) == ("a b.csv", "text/csv")


def test_there_is_no_share_to_comment_on(lab: Lab) -> None:
    lab.post("annotate_comment", 404, share="3", comment="hello")


def test_tags_in_bulk(lab: Lab) -> None:
    annotations = lab.session.annotations
    tagset = annotations.create_tagset("set", description="of tags", group_id=lab.group)
    inside = annotations.create_tag("inside", group_id=lab.group, tagset_id=tagset)
    alone = annotations.create_tag("alone", description="why", group_id=lab.group)
    theirs = lab.post("action/addnewcontainer", by="mate", name="theirs", folder_type="tag")["id"]
    me, mate = lab.users["demo"], lab.users["mate"]

    def ask(mode: str, **query: Any) -> Any:
        return lab.get("marshal_tagging_form_data", jsonmode=mode, **query)

    here = {"group": lab.group}
    assert ask("tagcount") == {"tag_count": 3}
    assert ask("tagcount", **here) == {"tag_count": 4}
    assert ask("tagcount", group=lab.elsewhere) == {"tag_count": 0}
    rows = [
        [tagset, "set", me, [inside]],
        [inside, "inside", me, 0],
        [alone, "alone", me, 0],
        [theirs, "theirs", mate, 0],
    ]
    assert ask("tags", **here) == rows
    assert ask("tags") == rows[:3]
    assert ask("tags", offset=1, limit=1, **here) == rows[1:2]
    assert ask("tags", limit=1, **here) == rows, "without an offset there are no pages"
    assert ask("tags", offset=0, limit=1, **here) == rows[:1], "tags of the set that are not on the page"
    assert ask("desc") == {str(tagset): "of tags", str(inside): None, str(alone): "why"}
    assert ask("owners", **here) == {str(me): "Demo User", str(mate): "Mate X"}
    assert ask("anything") == ask("") == ""
    for bad, status in (
        ({"offset": "x"}, 400),
        ({"offset": -1}, 400),
        ({"offset": 1, "limit": 0}, 400),
        ({"group": 999}, 403),
    ):
        lab.get("marshal_tagging_form_data", status, jsonmode="tags", **bad)


def names(lab: Lab, image: int) -> list[str]:
    return [channel.label for channel in lab.session.images.get(image).channels]


def test_names_of_channels(lab: Lab) -> None:
    stack, grey = lab.store.image_ids
    answer = lab.post(f"edit_channel_names/{stack}", channel0="n" * 300, channel2="<b>ü</b>")
    assert answer == {"channelNames": {"channel0": "n" * 255, "channel1": "GFP", "channel2": "<b>ü</b>"}}
    assert names(lab, stack) == ["n" * 255, "GFP", "<b>ü</b>"]
    where = {"confirm_apply": "on", "parentId": f"dataset-{lab.store.dataset_id}"}
    answer = lab.post(f"edit_channel_names/{stack}", channel0="DAPI", **where)
    assert (answer["imageCount"], answer["updateCount"]) == (2, 1)
    assert names(lab, stack)[0] == "DAPI"
    first, second = lab.store.well_image_ids
    lab.post(f"edit_channel_names/{first}", channel0="P", confirm_apply="1", parentId=f"plate-{lab.store.plate_id}")
    assert names(lab, first) == names(lab, second) == ["P"]
    assert names(lab, grey) != ["P"]


def test_names_of_channels_that_cannot_be(lab: Lab) -> None:
    for fields, status in (
        ({"confirm_apply": "on"}, 400),
        ({"confirm_apply": "on", "parentId": "project-1"}, 400),
        ({"confirm_apply": "on", "parentId": "dataset-1|dataset-2"}, 400),
        ({"confirm_apply": "on", "parentId": "dataset-999"}, 404),
    ):
        lab.post(f"edit_channel_names/{lab.store.image_ids[0]}", status, channel0="x", **fields)
    lab.post(f"edit_channel_names/{lab.store.image_ids[0]}", 400, channel9="x")


def test_who_may_name_channels(lab: Lab) -> None:
    image = lab.store.image_ids[0]
    lab.post(f"edit_channel_names/{image}", 403, by="mate", channel0="x")
    lab.post(f"edit_channel_names/{image}", 404, by="stranger", channel0="x")
    assert "Error" in lab.get(f"edit_channel_names/{image}", 405)
