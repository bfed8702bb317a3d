"""Thumbnails, one by one and many at once."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from known_images import World
from PIL import Image as Picture

from omeropyr.api import Session
from omeropyr.testing.app import Site


def size(jpeg: bytes) -> tuple[int, int]:
    picture = Picture.open(BytesIO(jpeg))
    assert picture.format == "JPEG"
    return picture.size


def decoded(uri: str) -> bytes:
    head, _, data = uri.partition(",")
    assert head == "data:image/jpeg;base64"
    return b64decode(data)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("render_thumbnail/{id}/", (96, 72)),
        ("render_thumbnail/{id}/32/", (32, 24)),
        ("render_thumbnail/{id}/200/", (200, 150)),
        ("render_thumbnail/{id}/40/50/", (40, 50)),
        ("render_birds_eye_view/{id}/", (96, 72)),
        ("render_birds_eye_view/{id}/48/", (48, 36)),
    ],
)
def test_sizes(wire: Site, world: World, path: str, expected: tuple[int, int]) -> None:
    answer = wire.get("/webgateway/" + path.format(id=world.stack_id))
    assert answer.content_type == "image/jpeg"
    assert size(answer.body) == expected


def test_the_default_size_is_a_setting(make_wire: Callable[..., Site], world: World) -> None:
    site = make_wire(thumb_default_size=64)
    assert size(site.get(f"/webgateway/render_thumbnail/{world.stack_id}/").body) == (64, 48)


def test_rendering_parameters_have_no_effect(wire: Site, world: World) -> None:
    url = f"/webgateway/render_thumbnail/{world.stack_id}/"
    assert wire.get(url).body == wire.get(url + "?c=-1&m=g&q=nonsense&p=intmax&maps=7").body


def test_the_settings_of_somebody_are_shown_when_they_are_named(wire: Site, world: World, session: Session) -> None:
    stored = session.pixels.settings(world.slide_id)
    other = stored.with_channel(0, replace(stored.channels[0], inverted=not stored.channels[0].inverted))
    before = wire.get(f"/webgateway/render_thumbnail/{world.slide_id}/")
    root = wire.app.registry.gateways[1].login(world.store.root)
    by_root = root.pixels.save_settings(world.slide_id, other).id
    url = f"/webgateway/render_thumbnail/{world.slide_id}/"
    shown = wire.get(f"{url}?rdefId={by_root}")
    assert wire.get(url).body == before.body != shown.body
    assert shown.body == session.pixels.thumbnail(world.slide_id, 96, settings=other)
    assert shown.headers["ETag"] != before.headers["ETag"]
    assert decoded(wire.get(f"/webgateway/get_thumbnail/{world.slide_id}/?rdefId={by_root}").json) == shown.body
    for unknown in ("999999", "-1", "99999999999999999"):
        assert wire.get(f"{url}?rdefId={unknown}").body == before.body
    for unreadable in ("", "mine", "9" * 30):
        wire.get(f"{url}?rdefId={unreadable}", status=400)
    root.pixels.forget_settings([world.slide_id])


def test_other_planes(wire: Site, world: World) -> None:
    url = f"/webgateway/render_thumbnail/{world.stack_id}/"
    first, last = (wire.get(url + f"?z={z}").body for z in (0, 2))
    assert first != last


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("render_thumbnail/999999/", 404),
        ("render_thumbnail/{id}/0/", 404),
        ("render_thumbnail/{id}/999999999/", 404),
        ("render_thumbnail/{id}/?z=x", 400),
        ("render_thumbnail/{id}/?t=", 400),
        ("render_thumbnail/{id}/?z=3", 404),
        ("render_thumbnail/{id}/?z=-1", 404),
        ("render_birds_eye_view/999999/", 404),
        ("get_thumbnail/999999/", 404),
        ("get_thumbnail/{id}/?z=x", 400),
        ("get_thumbnails/?id=x", 400),
    ],
)
def test_statuses(wire: Site, world: World, path: str, status: int) -> None:
    wire.get("/webgateway/" + path.format(id=world.stack_id), status=status)


def test_one_as_a_json_text(wire: Site, world: World) -> None:
    answer = wire.get(f"/webgateway/get_thumbnail/{world.stack_id}/48/")
    assert answer.headers["Content-Type"] == "application/json"
    assert size(decoded(answer.json)) == (48, 36)


def test_many_at_once(wire: Site, world: World) -> None:
    ids = f"id={world.slide_id}&id={world.stack_id}&id=999999&id={world.slide_id}&id={world.secret_id}"
    found = wire.get(f"/webgateway/get_thumbnails/48/?{ids}").json
    assert list(found) == [str(id_) for id_ in (world.slide_id, world.stack_id, 999999, world.secret_id)]
    assert size(decoded(found[str(world.slide_id)])) == (48, 40)
    assert found["999999"] is found[str(world.secret_id)] is None
    assert wire.get("/webgateway/get_thumbnails/").json == {}


def test_many_are_bounded(make_wire: Callable[..., Site]) -> None:
    site = make_wire()
    ids = "&".join(f"id={number}" for number in range(1, 52))
    answer = site.get(f"/webgateway/get_thumbnails/?{ids}", status=500)
    assert answer.content_type == "text/javascript"
    assert "50" in answer.text
    fewer = make_wire(thumbnails_batch=2)
    fewer.get("/webgateway/get_thumbnails/?id=1&id=2&id=2", status=200)
    fewer.get("/webgateway/get_thumbnails/?id=1&id=2&id=3", status=500)


def test_ten_thousand_at_once_are_refused_in_one_line(wire: Site) -> None:
    ids = "&".join(f"id={number}" for number in range(1, 10_001))
    text = wire.get(f"/webgateway/get_thumbnails/?{ids}", status=500).text
    assert "10000" in text
    assert "51" in text
    assert len(text) < 200


def test_the_web_client_has_a_picture_where_there_is_no_image(wire: Site, world: World) -> None:
    for image_id in (999999, world.secret_id):
        assert size(wire.get(f"/webclient/render_thumbnail/{image_id}/").body) == (96, 96)
        assert size(wire.get(f"/webclient/render_thumbnail/size/40/{image_id}/").body) == (40, 40)
        assert size(decoded(wire.get(f"/webclient/get_thumbnail/{image_id}/").json)) == (96, 96)


def test_the_web_clients_addresses_may_name_a_share(wire: Site, world: World) -> None:
    """What somebody sees of an image does not depend on it."""
    image_id = world.stack_id
    for plain, shared in (
        (f"get_thumbnails/?id={image_id}", f"get_thumbnails/7/?id={image_id}"),
        (f"get_thumbnail/{image_id}/", f"get_thumbnail/{image_id}/7/"),
        (f"render_image/{image_id}/0/0/", f"7/render_image/{image_id}/0/0/"),
        (f"render_image_region/{image_id}/0/0/?tile=0,0,0", f"7/render_image_region/{image_id}/0/0/?tile=0,0,0"),
        (f"render_birds_eye_view/{image_id}/", f"7/render_birds_eye_view/{image_id}/"),
        (f"render_split_channel/{image_id}/0/0/", f"7/render_split_channel/{image_id}/0/0/"),
        (f"imgData/{image_id}/", f"7/imgData/{image_id}/"),
        (f"render_thumbnail/size/48/{image_id}/", f"render_thumbnail/size/48/{image_id}/7/"),
        ("luts/", "7/luts/"),
    ):
        assert wire.get("/webclient/" + plain).body == wire.get("/webclient/" + shared).body


def test_the_viewer_of_a_share_is_that_of_the_image(wire: Site, world: World) -> None:
    address = f"/webclient/7/img_detail/{world.stack_id}/?c=1&z=2"
    assert wire.get(address, status=302).location.endswith(f"/webclient/img_detail/{world.stack_id}/?c=1&z=2")


def test_the_web_clients_other_address(wire: Site, world: World) -> None:
    assert size(wire.get(f"/webclient/render_thumbnail/size/48/{world.stack_id}/").body) == (48, 36)
