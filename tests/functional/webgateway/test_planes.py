"""`render_image`: the right pixels, the documented statuses, nothing rendered twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from known_images import World, close, close_site, grey, open_site, pixels, windowed

from omeropyr.testing.app import Site
from omeropyr.testing.store import make_store


def test_a_grey_plane_is_the_file_through_its_window(wire: Site, world: World) -> None:
    answer = wire.get(f"/webgateway/render_image/{world.stack_id}/2/0/?c=1|500:3000$FFFFFF&m=c&q=1")
    assert close(pixels(answer), grey(world.stack[2, 0], 500, 3000), mean=1)


def test_colours_of_active_channels_add_up(wire: Site, world: World) -> None:
    answer = wire.get(f"/webgateway/render_image/{world.stack_id}/0/0/?c=1|0:4095$FF0000,2|0:4095$00FF00&m=c&q=1")
    red, green = (windowed(world.stack[0, c], 0, 4095) for c in (0, 1))
    expected = np.stack([red, green, np.zeros_like(red)], axis=2)
    assert close(pixels(answer).mean(axis=(0, 1)), expected.mean(axis=(0, 1)))
    assert close(pixels(answer), expected, mean=16)  # subsampled chroma of a steep gradient


def test_greyscale_shows_the_first_active_channel(wire: Site, world: World) -> None:
    answer = wire.get(f"/webgateway/render_image/{world.stack_id}/0/0/?c=-1,2|0:4095$00FF00&m=g&q=1")
    assert close(pixels(answer), grey(world.stack[0, 1], 0, 4095), mean=1)


def test_inverted(wire: Site, world: World) -> None:
    query = '?c=1|0:4095$FFFFFF&maps=[{"inverted":{"enabled":true}}]&q=1'
    answer = wire.get(f"/webgateway/render_image/{world.stack_id}/0/0/{query}")
    assert close(pixels(answer), 255 - grey(world.stack[0, 0], 0, 4095), mean=1)


def test_maximum_projection(wire: Site, world: World) -> None:
    url = f"/webgateway/render_image/{world.stack_id}/0/0/?c=1|0:4095$FFFFFF&q=1"
    assert close(pixels(wire.get(url + "&p=intmax|0:2")), grey(world.stack[:, 0].max(axis=0), 0, 4095), mean=1)
    assert close(pixels(wire.get(url + "&p=intmax|0:1")), grey(world.stack[:2, 0].max(axis=0), 0, 4095), mean=1)
    assert close(pixels(wire.get(url + "&p=0:2")), grey(world.stack[0, 0], 0, 4095), mean=1)


def test_every_channel_off_is_black(wire: Site, world: World) -> None:
    for c in ("", "-1,-2", "99"):
        answer = wire.get(f"/webgateway/render_image/{world.stack_id}/0/0/", {"c": c})
        assert pixels(answer).max() == 0


def test_the_default_plane_is_that_of_the_settings(wire: Site, world: World) -> None:
    z = wire.get(f"/webgateway/imgData/{world.stack_id}/rdefs/").json["defaultZ"]
    urls = [f"/webgateway/render_image/{world.stack_id}/{plane}" for plane in ("", f"{z}/", f"{z}/0/")]
    bare, with_z, with_zt = (wire.get(url).body for url in urls)
    assert bare == with_z == with_zt
    assert wire.get(f"/webgateway/render_image/{world.stack_id}/{(z + 1) % 3}/0/").body != bare


def test_format_is_ignored(wire: Site, world: World) -> None:
    assert pixels(wire.get(f"/webgateway/render_image/{world.stack_id}/?format=png")).shape == (48, 64, 3)


def test_lower_quality_is_smaller(wire: Site, world: World) -> None:
    rough, fine = (len(wire.get(f"/webgateway/render_image/{world.stack_id}/?q={q}").body) for q in ("0.1", "1"))
    assert rough < fine / 2


@pytest.mark.parametrize(
    "path", ["999999/", "999999999999999999999999/", "{id}/3/0/", "{id}/0/1/", "{id}/99999999999/"]
)
def test_what_does_not_exist_is_404(wire: Site, world: World, path: str) -> None:
    wire.get("/webgateway/render_image/" + path.format(id=world.stack_id), status=404)


@pytest.mark.parametrize(
    ("query", "culprit"),
    [
        ("c=red", "c"),
        ("c=1$F00$0F0", "c"),
        ("c=1|9:1", "c"),
        ("q=high", "q"),
        ("q=", "q"),
        ("q=2", "q"),
        ("p=intmax|7:9", "p"),
        ("c=<script>", "c"),
    ],
)
def test_a_bad_parameter_is_400_and_named_in_one_line(wire: Site, world: World, query: str, culprit: str) -> None:
    answer = wire.get(f"/webgateway/render_image/{world.stack_id}/?{query}", status=400)
    assert (answer.content_type, answer.charset) == ("text/html", "UTF-8")
    assert answer.text.startswith(f"{culprit}: ")
    assert "\n" not in answer.text
    assert "<" not in answer.text


def test_images_of_others_look_like_missing_ones(make_wire: Callable[..., Site], world: World) -> None:
    paths = [
        f"/webgateway/{view}/{world.secret_id}/{rest}"
        for view, rest in (
            ("render_image", ""),
            ("render_image_region", "0/0/?region=0,0,9,9"),
            ("render_thumbnail", ""),
            ("imgData", ""),
            ("get_thumbnail", ""),
            ("img_detail", ""),
        )
    ]
    for user, status in (("demo", 404), ("colleague", 404), ("hermit", (200, 302)), ("root", (200, 302))):
        site = make_wire(user)
        for path in paths:
            site.get(path, status=status)


def test_the_web_clients_addresses_answer_the_same(wire: Site, world: World) -> None:
    for path in (
        "render_image/{}/",
        "render_image_region/{}/0/0/?region=0,0,9,9",
        "render_thumbnail/{}/",
        "imgData/{}/",
    ):
        gateway, client = (
            wire.get(f"/{app}/{path.format(world.stack_id)}").body for app in ("webgateway", "webclient")
        )
        assert gateway == client


def test_a_damaged_file_is_404_and_named_without_its_folder(tmp_path: Path) -> None:
    store = make_store(tmp_path / "store")
    site = open_site(store, tmp_path / "sessions")
    store.files[0].write_bytes(b"not a picture any more")
    for path in ("render_image/{}/", "render_image_region/{}/0/0/?region=0,0,9,9", "get_thumbnail/{}/333/"):
        answer = site.get("/webgateway/" + path.format(store.image_ids[0]), status=404)
        assert store.files[0].name in answer.text
        assert str(tmp_path) not in answer.text
    assert site.get(f"/webgateway/get_thumbnails/333/?id={store.image_ids[0]}").json == {str(store.image_ids[0]): None}
    assert site.get(f"/webgateway/imgData/{store.image_ids[0]}/tiles/").json is False
    close_site(site)


class TestCaching:
    def test_pictures_are_private_and_asked_about_again(self, wire: Site, world: World) -> None:
        answer = wire.get(f"/webgateway/render_image/{world.stack_id}/")
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert not answer.headers["ETag"].startswith("W/")

    @pytest.mark.parametrize(
        "path",
        [
            "render_image/{stack}/0/0/?c=1|0:100$FF0000",
            "render_image_region/{slide}/0/0/?tile=1,1,1,128,128",
            "render_thumbnail/{stack}/48/",
        ],
    )
    def test_a_known_picture_is_304_without_a_body(self, wire: Site, world: World, path: str) -> None:
        url = "/webgateway/" + path.format(stack=world.stack_id, slide=world.slide_id)
        tag = wire.get(url).headers["ETag"]
        answer = wire.get(url, headers={"If-None-Match": f'"other", {tag}'}, status=304)
        assert answer.body == b""
        assert answer.headers["ETag"] == tag
        assert answer.headers["Cache-Control"] == "private, no-cache"
        wire.get(url, headers={"If-None-Match": '"other"'}, status=200)

    def test_everything_that_changes_the_picture_changes_the_tag(self, wire: Site, world: World) -> None:
        base = f"/webgateway/render_image/{world.stack_id}/"
        urls = [
            base + rest
            for rest in ("0/0/", "1/0/", "0/0/?m=g", "0/0/?c=1", "0/0/?c=1|0:9", "0/0/?q=0.5", "0/0/?p=intmax")
        ]
        tags = [wire.get(url).headers["ETag"] for url in urls]
        assert len(set(tags)) == len(tags)

    def test_different_ways_to_ask_for_one_picture_share_the_tag(self, wire: Site, world: World) -> None:
        base = f"/webgateway/render_image/{world.stack_id}/0/0/"
        tags = {wire.get(base + query).headers["ETag"] for query in ("?c=1|0:9$F00", "?c=1|0.0:9.0$FF0000,-2&zm=50")}
        assert len(tags) == 1

    def test_head_has_the_headers_and_no_body(self, wire: Site, world: World) -> None:
        url = f"/webgateway/render_image/{world.stack_id}/"
        head, get = wire.head(url), wire.get(url)
        assert head.body == b""
        assert head.content_length == len(get.body)
        assert head.headers["ETag"] == get.headers["ETag"]


def test_a_missing_slash_is_a_301_that_keeps_the_query(wire: Site, world: World) -> None:
    answer = wire.get(f"/webgateway/render_image/{world.stack_id}/0?m=g", status=301)
    assert answer.location.endswith(f"/webgateway/render_image/{world.stack_id}/0/?m=g")
