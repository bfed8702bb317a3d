"""What every picture has in common on the wire: it is private, asked about again, and sent once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from known_images import World

from omeropyr.testing.app import Site

PICTURES = (
    "render_image/{stack}/0/0/?c=1|0:100$FF0000",
    "render_image_rdef/{stack}/0/0/?c=1|0:100$FF0000&m=c",
    "render_image_region/{slide}/0/0/?tile=1,1,1,128,128",
    "render_image_region_rdef/{slide}/0/0/?tile=1,1,1,128,128&c=1|0:100$FF0000&m=c",
    "render_split_channel/{stack}/0/0/?m=g",
    "render_row_plot/{stack}/0/0/5/?c=1",
    "render_col_plot/{stack}/0/0/5/2/?c=1",
    "render_thumbnail/{stack}/48/?z=1",
    "render_birds_eye_view/{slide}/48/?t=0",
    "histogram_json/{stack}/channel/0/?bins=4",
    "luts_png/?cached=false",
)
JSON = ("get_thumbnail/{stack}/48/?z=1", "get_thumbnails/48/?id={stack}", "luts/?rgb=true", "imgData/{stack}/?q=1")


def url_of(path: str, world: World) -> str:
    return "/webgateway/" + path.format(stack=world.stack_id, slide=world.slide_id)


@pytest.mark.parametrize("path", PICTURES)
def test_a_known_picture_is_not_sent_again(wire: Site, world: World, path: str) -> None:
    url = url_of(path, world)
    first = wire.get(url)
    tag = first.headers["ETag"]
    assert not tag.startswith("W/")
    for answer in (
        first,
        wire.head(url),
        *(wire.get(url, headers={"If-None-Match": known}, status=304) for known in (tag, f'"x", {tag}', f"W/{tag}")),
    ):
        assert answer.headers["ETag"] == tag
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Cookie" in answer.headers["Vary"]
        assert answer is first or answer.body == b""
        assert answer.status_int == 200 or not {"Content-Type", "Content-Length"} & {*answer.headers}
    assert wire.head(url).content_length == len(first.body)
    assert wire.head(url).content_type == first.content_type
    assert wire.get(url, headers={"If-None-Match": '"other"'}).body == first.body


@pytest.mark.parametrize("path", [*PICTURES, *JSON])
def test_a_missing_slash_is_301_and_the_query_comes_along(wire: Site, world: World, path: str) -> None:
    if path.startswith("histogram_json"):
        path = path.replace("{stack}/channel/0/", "{stack}/channel/0")
    url = url_of(path.replace("/?", "?"), world)
    answer = wire.get(url, status=301)
    assert answer.location.endswith(url_of(path, world).replace("channel/0?", "channel/0/?"))
    assert answer.follow().status_int == 200


def test_nobody_signed_in(make_wire: Callable[..., Site], world: World) -> None:
    site = make_wire(None)
    for path in (*PICTURES, *JSON):
        url = url_of(path, world)
        assert "/webclient/login/?url=%2Fwebgateway%2F" in site.get(url, status=302).location
        refused = site.get(url, headers={"X-Requested-With": "XMLHttpRequest"}, status=403)
        assert (refused.body, refused.content_type) == (b"", "text/html")


def test_what_is_not_there_is_a_page_for_people_and_empty_for_scripts(wire: Site) -> None:
    for path in ("render_image/999999/", "render_thumbnail/999999/", "render_split_channel/999999/0/0/"):
        assert "<html" in wire.get("/webgateway/" + path, status=404)
        script = wire.get("/webgateway/" + path, headers={"X-Requested-With": "XMLHttpRequest"}, status=404)
        assert script.body == b""


NUMBERS = ("-1", "99999999999", "9" * 40, "x", "1.5", "%20", "%D9%A3")


@pytest.mark.parametrize(
    "path",
    [
        "render_image/{n}/",
        "render_image/{id}/{n}/",
        "render_image/{id}/0/{n}/",
        "render_image_region/{id}/{n}/0/?tile=0,0,0",
        "render_image_region/{id}/0/0/?tile={n},0,0",
        "render_image_region/{id}/0/0/?tile=0,{n},0",
        "render_image_region/{id}/0/0/?region=0,{n},5,5",
        "render_split_channel/{id}/{n}/0/",
        "render_row_plot/{id}/0/0/{n}/",
        "render_col_plot/{id}/0/0/0/{n}/",
        "render_thumbnail/{n}/",
        "render_thumbnail/{id}/{n}/",
        "render_thumbnail/{id}/?t={n}",
        "render_birds_eye_view/{id}/{n}/",
        "get_thumbnail/{n}/",
        "get_thumbnail/{id}/{n}/9/",
        "get_thumbnails/{n}/?id={id}",
        "render_roi_thumbnail/{n}/",
        "render_shape_thumbnail/{n}/",
        "render_shape_mask/{n}/",
        "histogram_json/{id}/channel/{n}/",
        "histogram_json/{id}/channel/0/?theT={n}",
    ],
)
def test_no_number_is_a_fault_of_ours(wire: Site, world: World, path: str) -> None:
    for number in NUMBERS:
        answer = wire.get("/webgateway/" + path.format(n=number, id=world.stack_id), status="*")
        assert answer.status_int in (400, 404), number
        assert "Traceback" not in answer.text
    assert wire.get("/webgateway/" + path.format(n="", id=world.stack_id), status="*").status_int in (200, 400, 404)
