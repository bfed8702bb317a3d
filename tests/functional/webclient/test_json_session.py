"""The group that one works in, photographs, objects made for others."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from omeropyr.testing.lab import Lab


def change_group(lab: Lab, by: str = "demo", **query: Any) -> str:
    """Where it leads."""
    return str(lab.site_of(by).get("/webclient/active_group/", query, status=302).headers["Location"])


def new_project(lab: Lab, by: str = "demo") -> int:
    made: int = lab.post("action/addnewcontainer", by=by, name="new", folder_type="project")["id"]
    return made


def test_new_objects_go_into_the_group_one_works_in(lab: Lab) -> None:
    project = lab.session.browse.project
    assert project(new_project(lab)).group_id == lab.group
    assert change_group(lab, active_group=lab.elsewhere, url="/webclient/userdata/").endswith("/webclient/userdata/")
    assert project(new_project(lab)).group_id == lab.elsewhere
    assert (
        lab.session.annotations.get(lab.post("action/addnewcontainer", name="t", folder_type="tag")["id"]).group_id
        == lab.elsewhere
    )
    change_group(lab, active_group=999)
    assert project(new_project(lab)).group_id == lab.elsewhere, "no group of theirs: nothing was changed"
    change_group(lab, by="mate", active_group=lab.elsewhere)
    assert project(new_project(lab, by="mate")).group_id == lab.group
    change_group(lab, by="root", active_group=lab.elsewhere)
    assert lab.site_of("root").get("/webclient/api/containers/", {"group": lab.elsewhere}).status_int == 200


def test_it_leads_back_but_not_away(lab: Lab) -> None:
    home = "http://localhost/webclient/"
    assert change_group(lab, active_group=lab.group) == home
    assert change_group(lab, active_group=lab.group, url="https://elsewhere.example/") == home
    assert change_group(lab, active_group=lab.group, url="/webclient/active_group/?active_group=1") == home
    lab.get("active_group", 400, active_group="x")


def test_photographs(lab: Lab) -> None:
    me = lab.users["demo"]
    nobody = lab.demo.get(f"/webclient/avatar/{me}/")
    assert nobody.content_type == "image/svg+xml"
    picture = io.BytesIO()
    Image.new("RGB", (8, 6), "red").save(picture, "PNG")
    lab.session.admin.set_photo(picture.getvalue(), "image/png")
    for site in (lab.demo, lab.site_of("stranger")):
        shown = site.get(f"/webclient/avatar/{me}/")
        assert (shown.body, shown.content_type) == (picture.getvalue(), "image/png")
    assert lab.demo.get("/webclient/avatar/999999/").body == nobody.body
    lab.demo.get("/webclient/avatar/-1/", status=404)


def test_administrators_make_objects_for_others(lab: Lab) -> None:
    change_group(lab, by="root", active_group=lab.group)
    for kind in ("project", "dataset", "screen"):
        new = {"name": "for demo", "folder_type": kind, "owner": lab.users["demo"]}
        made = lab.post("action/addnewcontainer", by="root", **new)["id"]
        assert getattr(lab.session.browse, kind)(made).owner_id == lab.users["demo"]
        assert lab.post("action/addnewcontainer", by="mate", **new)["bad"] == "true"
    tag = lab.post("action/addnewcontainer", by="root", name="t", folder_type="tag", owner=lab.users["mate"])["id"]
    assert lab.session.annotations.get(tag).owner.id == lab.users["mate"]
    outside = lab.post(
        "action/addnewcontainer", by="root", name="x", folder_type="project", owner=lab.users["stranger"]
    )
    assert outside["bad"] == "true"
