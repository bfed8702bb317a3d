"""One's own account and the trash, as forms without a script."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from omeropyr.gateway.model import Contents, Kind, ObjectRef
from omeropyr.testing.lab import Lab, make_lab

HOME = "/webclient/account/"


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    with make_lab(tmp_path) as lab:
        yield lab


def send(lab: Lab, status: int = 302, /, *, url: str = HOME, by: str = "demo", **fields: str) -> Any:
    site = lab.site_of(by)
    return site.post(url, fields, headers=site.csrf(), status=status)


def test_details_are_saved_and_come_back_when_refused(lab: Lab) -> None:
    form = {"do": "details", "first_name": "Ada", "last_name": "Byron", "middle_name": "", "institution": "Lab <1>"}
    assert send(lab, **form, email="ada@example.org").location.endswith("?done=details#details")
    assert lab.session.admin.account(lab.users["demo"]).person.full_name == "Ada Byron"
    page = send(lab, 400, **{**form, "first_name": " "}, email="ada@example.org")
    assert page.html.select_one("[role=alert]").text.strip()
    assert page.html.select_one("[name=institution]")["value"] == "Lab <1>"


def test_password(lab: Lab) -> None:
    fresh = {"do": "password", "password": "next", "confirmation": "next"}
    assert "present password" in send(lab, 400, **fresh, present="wrong").text
    assert "not the same" in send(lab, 400, **{**fresh, "confirmation": "other"}, present="demo").text
    page = send(lab, 400, do="password", present="demo", password="x", confirmation="x")
    assert "next" not in page.text
    send(lab, **fresh, present="demo")
    site = lab.demo
    site.reset()
    site.sign_in("demo", "next")


def test_default_group_and_sessions(lab: Lab) -> None:
    send(lab, do="group", default_group=str(lab.elsewhere))
    assert lab.session.admin.account(lab.users["demo"]).default_group_id == lab.elsewhere
    send(lab, 400, do="group", default_group="999")
    mate = next(one for one in lab.site_of("root").get(HOME).html.select("[name=session]"))
    assert "over already" in send(lab, 400, do="session", session=mate["value"]).text
    own = lab.session.admin.sessions().items[-1].id
    send(lab, do="session", session=str(own))
    send(lab, 400, do="nothing")


def test_photo(lab: Lab) -> None:
    target = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(target, "PNG")
    site = lab.demo
    files = [("photo", "me.png", target.getvalue())]
    site.post(HOME, {"do": "photo"}, upload_files=files, headers=site.csrf(), status=302)
    assert site.get(f"/webclient/avatar/{lab.users['demo']}/").content_type == "image/png"
    wrong = site.post(HOME, {"do": "photo"}, upload_files=[("photo", "a.png", b"x")], headers=site.csrf(), status=400)
    assert wrong.html.select_one("[role=alert]").text.strip()
    send(lab, do="no-photo")
    assert lab.session.admin.photo(lab.users["demo"]) is None


def test_trash_is_restored_and_emptied(lab: Lab) -> None:
    made = [lab.session.edit.create(Kind.PROJECT, name) for name in ("First", "Second")]
    for number in made:
        job = lab.session.edit.delete([ObjectRef(Kind.PROJECT, number)], [Contents.CHILDREN])
        lab.session.jobs.wait(job.id, 30.0)
    url = f"{HOME}trash/"
    first = lab.demo.get(url).html.select("[name=restore]")[0]["value"]
    send(lab, url=url, restore=first)
    assert lab.session.browse.project(made[1]).name == "Second"
    (left,) = lab.demo.get(url).html.select("[name=empty]")
    assert "see" in send(lab, 404, url=url, by="mate", restore=left["value"]).text
    send(lab, url=url, empty=left["value"])
    assert "The trash is empty" in lab.demo.get(url).text
