"""What all JSON addresses have in common: who is asked to sign in, tags, HEAD, the public user."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from known_images import World

from omeropyr.testing.app import Site

READ = (
    "imgData/{id}/",
    "get_rois_json/{id}/",
    "get_image_rdefs_json/{id}/",
    "compatImgRDef/{id}/",
    "getImgRDef/",
    "proj/list/",
    "search/?text=stack",
)
GONE = (*READ, "proj/1/detail/", "proj/1/children/", "dataset/1/detail/", "dataset/1/children/", "plate/1/0/1/",
        "wellData/1/", "well/1/children/", "get_shape_json/1/1/", "copyImgRDef/?fromid=1", "su/demo/",
        "table/1/query/", "table/1/metadata/", "table/1/rows/", "table/1/slice/", "table/1/obj_id_bitmask/",
        "table/Plate.wells/1/query/", "annotations/Plate/1/")  # fmt: skip


@pytest.fixture(scope="module")
def nobody(world: World, wire: Site) -> Site:
    """A browser without a session, on the same site."""
    return Site(wire.app)


@pytest.mark.parametrize("path", GONE)
def test_nobody_is_asked_to_sign_in(nobody: Site, path: str) -> None:
    url = f"/webgateway/{path.format(id=1)}"
    assert "/webclient/login/?url=%2Fwebgateway%2F" in nobody.get(url, status=302).location
    script = nobody.get(url, headers={"X-Requested-With": "XMLHttpRequest"}, status=403)
    assert (script.content_type, script.body) == ("text/html", b"")


@pytest.mark.parametrize("path", READ)
def test_head_has_the_headers_of_get(wire: Site, world: World, path: str) -> None:
    url = f"/webgateway/{path.format(id=world.stack_id)}"
    head, get = wire.head(url), wire.get(url)
    assert (head.body, head.content_length) == (b"", len(get.body))
    for name in ("Content-Type", "ETag", "Vary", "X-Frame-Options"):
        assert head.headers.get(name) == get.headers.get(name)
    assert "Cookie" in get.headers["Vary"]
    assert get.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_the_public_user_reads_and_changes_nothing(make_wire: Callable[..., Site], world: World) -> None:
    public = {"public__enabled": "true", "public__user": "demo", "public__password": "demo"}
    site = make_wire(None, **public, public__url_filter="^/webgateway/")
    for path in READ:
        site.get(f"/webgateway/{path.format(id=world.stack_id)}", status=200)
    site.get("/webgateway/proj/list/")
    query = "?c=1|0:9$F00,2|0:9$F00&m=c"
    site.get("/webclient/login/")
    answer = site.post(f"/webgateway/saveImgRDef/{world.stack_id}/{query}", headers=site.csrf(), status=302)
    assert "/webclient/login/" in answer.location
