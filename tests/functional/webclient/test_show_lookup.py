"""What `show=` and `path=` find: by id, by name, by label, through regions and filesets; and paths to them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import insert

from omeropyr.api import Kind, NewRoi, ObjectRef, Rectangle
from omeropyr.gateway.embedded.schema import AcquisitionRow
from omeropyr.plugins.webclient.show_lookup import shown_objects
from omeropyr.testing.app import make_app
from omeropyr.testing.lab import Lab


def a_region(lab: Lab, image: int) -> tuple[int, int]:
    """Ids of ROI and shape."""
    (made,) = lab.session.rois.create(image, [NewRoi(shapes=(Rectangle(x=1, y=1, width=2, height=2),))])
    return made, lab.session.rois.get(made).shapes[0].id or 0


def shown(lab: Lab, show: str, path: str = "") -> list[str]:
    return [str(ref) for ref in shown_objects(lab.session, show, path)]


def test_objects_by_id_name_and_label(lab: Lab) -> None:
    store, (first, second) = lab.store, lab.store.image_ids
    dataset, plate = f"dataset-{store.dataset_id}", f"plate-{store.plate_id}"
    wells = [str(ObjectRef(Kind.WELL, well.id)) for well in lab.session.browse.wells().items]
    lab.session.edit.rename(ObjectRef(Kind.IMAGE, second), "a-b.tif")
    tag = lab.session.annotations.create_tag("mitosis", group_id=lab.group)
    roi, _ = a_region(lab, first)
    fileset = lab.session.images.get(second).fileset_id
    assert shown(lab, f"image-{first}|image={second}") == [f"image-{first}", f"image-{second}"]
    assert shown(lab, "dataset.name-Sample dataset") == [dataset]
    assert shown(lab, f"dataset.name-Sample dataset|image-{first}") == [dataset], "only the first"
    assert shown(lab, "image.name-a-b.tif") == [f"image-{second}"]
    assert shown(lab, "tag.value-mitosis") == shown(lab, "tag.textValue=mitosis") == [f"tag-{tag}"]
    assert shown(lab, f"roi-{roi}") == [f"image-{first}"]
    assert shown(lab, f"fileset-{fileset}") == [f"image-{second}"]
    assert shown(lab, "", path="plate.name-Plate1|well.name-b2") == [wells[1]]
    assert shown(lab, "", path=f"{plate}|well.name-1A") == [wells[0]]
    assert shown(lab, f"image-{first}", path=f"{dataset}|image-{second}") == [f"image-{second}", f"image-{first}"]
    for nothing in (
        "well.name-A1",
        f"{plate[:-1]}999|well.name-A1",
        "roi-999",
        "fileset-999",
        "dataset.name-x",
        "dataset.owner-1",
    ):
        assert shown(lab, "", path=nothing) == []


def test_the_page_opens_where_a_name_leads(lab: Lab) -> None:
    def page(**query: str) -> str:
        return str(lab.demo.get("/webclient/userdata/", query).text)

    second = lab.store.image_ids[1]
    assert "cells.ome.tif" in page(show="dataset.name-Sample dataset")
    assert "cells.ome.tif" not in page(show="dataset.name-Nothing")
    assert f"/webclient/img_detail/{second}/" in page(path=f"dataset-1|image-{second}")


def test_showing_something_leads_into_its_group(lab: Lab) -> None:
    project = lab.session.edit.create(Kind.PROJECT, "private", group_id=lab.elsewhere)
    lab.demo.get("/webclient/", {"show": f"project-{project}"}).mustcontain("private")
    made = lab.post("action/addnewcontainer", name="new", folder_type="project")["id"]
    assert lab.session.browse.project(made).group_id == lab.elsewhere


def test_everything_that_can_be_named_has_a_page(lab: Lab) -> None:
    store = lab.store
    well = lab.session.browse.wells().items[0].id
    with store.store.writing() as connection:
        who = {"owner_id": lab.users["demo"], "group_id": lab.group, "plate_id": store.plate_id}
        run = connection.execute(
            insert(AcquisitionRow).values(name="", **who).returning(AcquisitionRow.id)
        ).scalar_one()
    tag = lab.session.annotations.create_tag("t", group_id=lab.group)
    for named in (f"well-{well}", f"run-{run}", f"plate-{store.plate_id}", f"tag-{tag}", "tag-999", "image-999", "x"):
        assert lab.demo.get("/webclient/", {"show": named}).status_int in (200, 302)


def test_the_public_user_is_sent_to_sign_in(lab: Lab, tmp_path: Path) -> None:
    public = {"public__enabled": "true", "public__user": "demo", "public__password": "demo"}
    site = make_app(lab.store, session__dir=tmp_path / "public", public__url_filter="^/webclient/", **public)
    site.get("/webclient/", {"show": f"image-{lab.store.image_ids[0]}"}, status=200)
    answer = site.get("/webclient/", {"show": "image-999"}, status=302)
    assert answer.headers["Location"].endswith("/webclient/login/?url=%2Fwebclient%2F%3Fshow%3Dimage-999")
    for gateway in site.app.registry.gateways.values():
        gateway.close()


def paths(lab: Lab, **query: Any) -> list[list[tuple[str, int]]]:
    found = lab.get("api/paths_to_object", **query)["paths"]
    return [[(step["type"], step["id"]) for step in path] for path in found]


def test_paths_to_what_is_drawn(lab: Lab) -> None:
    first, second = lab.store.image_ids
    roi, shape = a_region(lab, first)
    (to_image,) = paths(lab, image=first)
    assert paths(lab, roi=roi) == paths(lab, roi=roi, image=first) == [[*to_image, ("roi", roi)]]
    assert paths(lab, shape=shape) == [[*to_image, ("shape", shape)]]
    assert paths(lab, shape=shape, roi=roi) == [[*to_image, ("roi", roi), ("shape", shape)]]
    for nothing in ({"roi": 999}, {"shape": 999}, {"roi": roi, "image": second}, {"roi": roi, "dataset": 999}):
        assert paths(lab, **nothing) == []
    lab.get("api/paths_to_object", 400, roi="x")


def test_tags_have_paths_of_their_own(lab: Lab) -> None:
    annotations, me = lab.session.annotations, ("experimenter", lab.users["demo"])
    tagset = annotations.create_tagset("set", group_id=lab.group)
    tag = annotations.create_tag("t", group_id=lab.group, tagset_id=tagset)
    alone = annotations.create_tag("alone", group_id=lab.group)
    image = lab.store.image_ids[0]
    assert paths(lab, tag=tag, image=image) == [[me, ("tagset", tagset), ("tag", tag)]]
    assert paths(lab, tag=alone, experimenter=me[1]) == [[me, ("tag", alone)]]
    assert paths(lab, tagset=tagset) == [[me, ("tagset", tagset)]]
    assert paths(lab, tag=alone, tagset=tagset) == paths(lab, tag=alone, experimenter=999) == []
    orphan = {"image": image, "experimenter": me[1]}
    lab.session.edit.unlink(ObjectRef(Kind.DATASET, lab.store.dataset_id), [ObjectRef(Kind.IMAGE, image)])
    assert paths(lab, **orphan) == [[me, ("orphaned", me[1]), ("image", image)]]
    well = lab.session.browse.wells().items[0].id
    assert len(paths(lab, well=well, experimenter=me[1])) == 1
