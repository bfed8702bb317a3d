"""Dry runs, moving to another group, giving away, over HTTP."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import update

from omeropyr.api import Kind, ObjectRef, PermissionLevel
from omeropyr.gateway.embedded.people.accounts import add_group, add_member
from omeropyr.gateway.embedded.schema import ImageRow
from omeropyr.testing.lab import Lab


def dry_run(lab: Lab, act: str, by: str = "demo", **form: Any) -> dict[str, Any]:
    handle = lab.post(f"{act}DryRun", by=by, **form)
    found: dict[str, Any] = lab.get("activities_json", by=by, jobId=handle)
    assert {**lab.get("activities", by=by, jobId=handle), "status": {}} == {**found, "status": {}}
    return found


def jobs(lab: Lab, by: str = "demo") -> list[dict[str, Any]]:
    """When all are over, newest first."""
    until = time.monotonic() + 60
    while (found := lab.get("activities_json", by=by))["inprogress"]:
        assert time.monotonic() < until
        time.sleep(0.05)
    return [job for key, job in found.items() if key not in ("inprogress", "failure", "jobs")]


def one_fileset(lab: Lab, *images: int) -> int:
    with lab.store.store.writing() as connection:
        found = update(ImageRow).where(ImageRow.id.in_(images)).values(fileset_id=1)
        connection.execute(found)
    return 1


def test_a_dry_run_says_what_would_happen(lab: Lab) -> None:
    store, image = lab.store, ObjectRef(Kind.IMAGE, lab.store.image_ids[0])
    other = ObjectRef(Kind.IMAGE, store.image_ids[1])
    tag = lab.session.annotations.create_tag("t", group_id=lab.group, targets=[image, other])
    found = dry_run(lab, "chgrp", Image=image.id, group_id=lab.elsewhere)
    assert found["finished"] is True
    assert found["status"]["currentStep"] == found["status"]["steps"]
    assert found["includedObjects"] == {"Images": [image.id]}
    assert found["unlinkedParents"] == {"Datasets": [{"id": store.dataset_id, "name": "Sample dataset"}]}
    assert found["unlinkedChildren"] == {}
    assert found["unlinkedAnnotations"] == {"Tags": [{"id": tag, "name": "t"}]}
    assert lab.get("activities_json") == {"inprogress": 0, "failure": 0, "jobs": 0}


def test_a_dry_run_that_cannot_be(lab: Lab) -> None:
    first, second = lab.store.image_ids
    one_fileset(lab, first, second)
    found = dry_run(lab, "chgrp", Image=first, group_id=lab.elsewhere)
    assert (found["finished"], str(second) in found["error"], bool(found["report"])) == (True, True, True)
    for where in ({"group_id": lab.elsewhere, "Image": "999"}, {"group_id": 999, "Image": first}):
        assert dry_run(lab, "chgrp", **where)["error"]
    assert dry_run(lab, "chown", Image=first, owner_id=lab.users["mate"])["error"], "nobody gives away their own"
    assert dry_run(lab, "chgrp", Fileset=1, group_id=lab.elsewhere)["includedObjects"] == {"Images": [first, second]}
    for form in ({"Image": first}, {"Image": "x", "group_id": 1}, {"group_id": 1}, {"Image": first, "group_id": "x"}):
        lab.post("chgrpDryRun", 400, **form)
    lab.get("chgrpDryRun", 405)
    lab.get("chownDryRun", 405)


def test_a_dry_run_is_dropped(lab: Lab) -> None:
    handle = lab.post("chgrpDryRun", Image=lab.store.image_ids[0], group_id=lab.elsewhere)

    def drop(body: Any, status: int = 200) -> Any:
        return lab.demo.delete_json("/webclient/activities_json/", body, headers=lab.demo.csrf(), status=status)

    assert lab.get("activities_json", by="mate", jobId=handle) == {"finished": True}
    assert drop({"jobId": handle}).json["jobId"] == handle
    assert lab.get("activities_json", jobId=handle) == {"finished": True}
    drop({"jobId": handle})
    for bad in ({}, [], {"jobId": 3}, None):
        drop(bad, 400)


def test_a_dataset_moves_with_what_is_in_it(lab: Lab) -> None:
    store = lab.store
    found = lab.post("chgrp", Dataset=store.dataset_id, group_id=lab.elsewhere)
    assert found == {
        "update": {
            "remove": {
                "project": [], "dataset": [store.dataset_id], "screen": [], "plate": [], "image": list(store.image_ids),
            },
            "childless": {"project": [store.project_id], "dataset": [], "orphaned": False},
        }
    }  # fmt: skip
    (job,) = jobs(lab)
    expected = {
        "job_type": "chgrp", "job_name": "Change group", "status": "finished", "dtype": "Dataset",
        "obj_ids": [store.dataset_id], "group": "elsewhere", "to_group_id": lab.elsewhere,
    }  # fmt: skip
    assert job == {**job, **expected}
    assert "report" not in job
    assert lab.session.browse.dataset(store.dataset_id).group_id == lab.elsewhere


def test_images_move_into_a_new_or_another_container(lab: Lab) -> None:
    first, second = lab.store.image_ids
    one_fileset(lab, first, second)
    assert "Error" in lab.post("chgrp", Image=first, group_id=lab.elsewhere), "half of a fileset"
    new = {"new_container_name": "new", "new_container_type": "dataset"}
    found = lab.post("chgrp", Image=first, fileset=1, group_id=lab.elsewhere, **new)["update"]
    assert (found["remove"]["image"], found["childless"]["dataset"]) == ([first, second], [lab.store.dataset_id])
    jobs(lab)
    (made,) = [one for one in lab.session.browse.datasets().items if one.group_id == lab.elsewhere]
    assert (made.name, made.description, made.owner_id, made.child_count) == ("new", "", lab.users["demo"], 2)
    target = {"target_id": f"dataset-{lab.store.dataset_id}"}
    lab.post("chgrp", Image=f"{first},{second}", group_id=lab.group, **target)
    jobs(lab)
    assert lab.session.browse.dataset(lab.store.dataset_id).child_count == 2


def test_datasets_gather_their_filesets(lab: Lab) -> None:
    first, second = lab.store.image_ids
    one_fileset(lab, first, second)
    lab.post("action/addnewcontainer", name="other", folder_type="dataset", image=[second])
    lab.session.edit.unlink(ObjectRef(Kind.DATASET, lab.store.dataset_id), [ObjectRef(Kind.IMAGE, second)])
    found = lab.post("chgrp", Dataset=lab.store.dataset_id, fileset=1, group_id=lab.elsewhere)["update"]
    assert found["remove"]["image"] == [first, second]
    assert [job["status"] for job in jobs(lab)] == ["finished"]


def test_the_last_orphans_leave_an_empty_folder(lab: Lab) -> None:
    images = list(lab.store.image_ids)
    refs = [ObjectRef(Kind.IMAGE, image) for image in images]
    lab.session.edit.unlink(ObjectRef(Kind.DATASET, lab.store.dataset_id), refs)
    one = lab.post("chgrp", Image=images[0], group_id=lab.elsewhere)["update"]
    jobs(lab)
    other = lab.post("chgrp", Image=images[1], group_id=lab.elsewhere)["update"]
    assert (one["childless"]["orphaned"], other["childless"]["orphaned"]) == (False, True)
    jobs(lab)


def test_administrators_move_into_containers_of_the_owner(lab: Lab) -> None:
    new = {"new_container_name": "new", "new_container_type": "project"}
    open_group = add_group(lab.store.store, "open", PermissionLevel.READ_ANNOTATE)
    add_member(lab.store.store, lab.users["demo"], open_group)
    lab.post("chgrp", by="root", Dataset=lab.store.dataset_id, group_id=open_group, **new)
    assert [job["status"] for job in jobs(lab, by="root")] == ["finished"]
    (made,) = [one for one in lab.session.browse.projects().items if one.group_id == open_group]
    assert (made.owner_id, made.child_count) == (lab.users["demo"], 1)


def test_moves_that_cannot_be(lab: Lab) -> None:
    image = lab.store.image_ids[0]
    assert set(lab.post("chgrp", Image=image)) == {"Error"}
    for form in ({"Image": 999}, {"Image": image, "target_id": "dataset-999"}):
        lab.post("chgrp", group_id=lab.elsewhere, **form)
    assert set(lab.post("chgrp", by="mate", Image=image, group_id=lab.group)) == {"Error"}
    assert set(lab.post("chgrp", by="stranger", Image=image, group_id=lab.elsewhere)) == {"Error"}
    lab.post("chgrp", 400, group_id=lab.elsewhere)
    lab.post("chgrp", 400, Image="x", group_id=lab.elsewhere)
    bad = {"new_container_name": "x", "new_container_type": "nonsense"}
    lab.post("chgrp", 400, Image=image, group_id=lab.elsewhere, **bad)
    for where in ("chgrp", "chown"):
        assert set(lab.get(where, 405)) == {"Error"}


def test_owners_change_kind_by_kind(lab: Lab) -> None:
    store, mate = lab.store, lab.users["mate"]
    form = {"Project": store.project_id, "Plate": store.plate_id}
    assert set(lab.post("chown", **form, owner_id=mate)) == {"Error"}, "owners may not"
    for wrong in ({**form}, {**form, "owner_id": 999}, {"Project": 999, "owner_id": mate}):
        assert set(lab.post("chown", by="root", **wrong)) == {"Error"}
    dry = dry_run(lab, "chown", by="root", **form, owner_id=mate)
    assert dry["includedObjects"]["Projects"] == [store.project_id]
    ids = lab.post("chown", by="root", **form, owner_id=mate)["jobIds"]
    shown = jobs(lab, by="root")
    assert [key for key in lab.get("activities_json", by="root") if key.isdigit()] == ids[::-1]
    assert {(job["job_type"], job["owner"], job["to_owner_id"], job["status"]) for job in shown} == {
        ("chown", "Mate X", mate, "finished")
    }
    assert {job["dtype"]: job["obj_ids"] for job in shown} == {"Project": [store.project_id], "Plate": [store.plate_id]}
    assert lab.session.browse.project(store.project_id).owner_id == mate


def test_groups_to_move_to(lab: Lab) -> None:
    image, me = lab.store.image_ids[0], [lab.users["demo"], "Demo User"]
    private = {"id": lab.elsewhere, "name": "elsewhere", "perms": {"write": False, "annotate": False, "read": False}}
    here = {"id": lab.group, "name": "demo", "perms": {"write": False, "annotate": True, "read": True}}
    assert lab.get("load_chgrp_groups", Image=image) == {"owners": [me], "groups": [private]}
    assert lab.get("load_chgrp_groups") == {"owners": [me], "groups": [here, private]}
    theirs = lab.post("action/addnewcontainer", by="mate", name="theirs", folder_type="project")["id"]
    both = lab.get("load_chgrp_groups", by="root", Image=f"{image},999", Project=theirs)
    assert ([owner[0] for owner in both["owners"]], both["groups"]) == ([me[0], lab.users["mate"]], [])
    add_member(lab.store.store, lab.users["mate"], lab.elsewhere)
    assert lab.get("load_chgrp_groups", by="root", Image=image, Project=theirs)["groups"] == [private]
    lab.get("load_chgrp_groups", 400, Image="x")


def test_filesets_that_would_be_split(lab: Lab) -> None:
    first, second = lab.store.image_ids
    fileset = one_fileset(lab, first, second)
    split = [{"id": fileset, "attempted_iids": [first], "blocking_iids": [second]}]
    for act in ("delete", "chgrp"):
        assert lab.get(f"fileset_check/{act}/json", Image=first) == split
        assert lab.get(f"fileset_check/{act}/json", image=first) == split
        page = lab.demo.get(f"/webclient/fileset_check/{act}/", {"Image": first}).html
        (block,) = page.select("div.split_fileset")
        assert block.select_one("input[name=fileset]")["value"] == str(fileset)
        assert len(block.select("img")) == 2
        for whole in (
            {"Image": f"{first},{second}"},
            {"Dataset": lab.store.dataset_id},
            {"Project": lab.store.project_id},
            {},
            {"Image": 999},
        ):
            assert lab.get(f"fileset_check/{act}/json", **whole) == []
            assert "split_fileset" not in lab.get(f"fileset_check/{act}", **whole)
    lab.get("fileset_check/delete", 400, Image="x")


def test_containers_to_move_to(lab: Lab) -> None:
    lab.session.edit.create(Kind.DATASET, "loose <b>")

    def targets(kind: str, by: str = "demo", **query: Any) -> list[str]:
        page = lab.site_of(by).get(f"/webclient/load_chgrp_target/{lab.group}/{kind}/", query).html
        return [f"{box.parent.text.strip()} {box['value']}" for box in page.select("input[name=target_id]")]

    store = lab.store
    inside, (loose,) = targets("dataset")[0], targets("dataset")[1:]
    assert inside == f"Sample dataset dataset-{store.dataset_id}"
    assert loose.startswith("loose <b> dataset-")
    assert targets("project") == [f"Sample project project-{store.project_id}"]
    assert targets("screen") == [f"Sample screen screen-{store.screen_id}"]
    assert targets("screen", owner=lab.users["mate"]) == targets("project", by="mate") == []
    assert targets("screen", by="mate", owner=lab.users["demo"]) == targets("screen")
    lab.get(f"load_chgrp_target/{lab.group}/screen", 404, by="stranger")
    lab.get(f"load_chgrp_target/{lab.group}/image", 404)
    lab.get(f"load_chgrp_target/{lab.group}/screen", 400, owner="x")
