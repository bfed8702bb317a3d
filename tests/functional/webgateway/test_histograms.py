"""`histogram_json` against counting the pixels of the file."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from known_images import World

from omeropyr.testing.app import Site


def test_a_plane_is_counted_over_the_range_of_the_whole_channel(wire: Site, world: World) -> None:
    answer = wire.get(f"/webgateway/histogram_json/{world.stack_id}/channel/1/?theZ=2&theT=0&bins=16")
    assert answer.headers["Content-Type"] == "application/json"
    channel = world.stack[:, 1]
    counted, _ = np.histogram(channel[2], 16, (channel.min(), channel.max()))
    assert answer.json == {"data": counted.tolist()}


def test_other_planes_reach_over_the_edge_of_their_own_range(wire: Site, world: World) -> None:
    url = f"/webgateway/histogram_json/{world.stack_id}/channel/0/"
    channel = world.stack[:, 0]
    for z in (0, 2):
        counted, _ = np.histogram(channel[z], 256, (channel.min(), channel.max()))
        assert wire.get(f"{url}?theZ={z}&p=intmax").json["data"] == counted.tolist()
    assert wire.get(url).json == wire.get(url + "whatever/?theZ=0").json


def test_a_pyramid_is_counted_on_its_largest_level_that_is_small_enough(
    wire: Site, make_wire: Callable[..., Site], world: World
) -> None:
    url = f"/webgateway/histogram_json/{world.slide_id}/channel/0/?bins=8"
    limits = (world.slide.min(), world.slide.max())
    for site, step in (
        (wire, 1),
        (make_wire(max_plane_width=1199), 2),
        (make_wire(max_plane_height=499), 4),
    ):
        assert site.get(url).json["data"] == np.histogram(world.slide[::step, ::step], 8, limits)[0].tolist()
    refused = make_wire(max_plane_width=100).get(url, status=400)
    assert refused.content_type == "application/json"
    assert list(refused.json) == ["error"]


def test_a_plain_image_has_no_other_level(make_wire: Callable[..., Site], world: World) -> None:
    counted = make_wire(max_plane_width=8).get(f"/webgateway/histogram_json/{world.stack_id}/channel/0/").json
    assert sum(counted["data"]) == world.stack[0, 0].size


def test_a_known_histogram_is_304_and_not_counted_again(wire: Site, world: World) -> None:
    url = f"/webgateway/histogram_json/{world.stack_id}/channel/0/"
    tag = wire.get(url).headers["ETag"]
    assert wire.get(url, headers={"If-None-Match": tag}, status=304).body == b""
    assert len({tag, *(wire.get(url + query).headers["ETag"] for query in ("?theZ=1", "?bins=9"))}) == 3


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("999999/channel/0/", 404),
        ("{secret}/channel/0/", 404),
        ("{id}/channel/2/", 404),
        ("{id}/channel/99999999999999999999/", 404),
        ("{id}/channel/-1/", 404),
        ("{id}/channel/0/?theZ=3", 404),
        ("{id}/channel/0/?theT=1", 404),
        ("{id}/channel/0/?theT=-1", 400),
        ("{id}/channel/0/?theZ=one", 400),
        ("{id}/channel/0/?theZ=", 400),
        ("{id}/channel/0/?bins=x", 400),
        ("{id}/channel/0/?bins=0", 400),
        ("{id}/channel/0/?bins=-5", 400),
        ("{id}/channel/0/?bins=99999999999", 400),
    ],
)
def test_bad_input(wire: Site, world: World, path: str, status: int) -> None:
    url = "/webgateway/histogram_json/" + path.format(id=world.stack_id, secret=world.secret_id)
    answer = wire.get(url, status=status)
    if status == 400:
        assert answer.text.startswith(path.partition("?")[2].partition("=")[0] + ": ")
