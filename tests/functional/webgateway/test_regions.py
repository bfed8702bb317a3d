"""`render_image_region`: tiles and regions of a pyramid and of a plain image."""

from __future__ import annotations

import pytest
from known_images import World, close, grey, pixels

from omeropyr.testing.app import Site

FULL = "c=1|0:255$FFFFFF&q=1"


def tile(world: World, query: str, image_id: int | None = None) -> str:
    return f"/webgateway/render_image_region/{image_id or world.slide_id}/0/0/?{query}"


@pytest.mark.parametrize(
    ("query", "level", "rows", "columns"),
    [
        ("tile=0,0,0", 0, slice(0, 128), slice(0, 256)),
        ("tile=0,2,1,512,512", 0, slice(512, 1000), slice(1024, 1200)),
        ("tile=1,1,2", 1, slice(256, 384), slice(256, 512)),
        ("tile=2,0,0,1024,1024", 2, slice(0, 250), slice(0, 300)),
        ("region=100,200,64,32", 0, slice(200, 232), slice(100, 164)),
        ("region=1190,990,50,50", 0, slice(990, 1000), slice(1190, 1200)),
        ("tile=0,0,0,64,64&region=500,500,9,9", 0, slice(0, 64), slice(0, 64)),
    ],
)
def test_a_tile_holds_the_pixels_of_its_place(
    wire: Site, world: World, query: str, level: int, rows: slice, columns: slice
) -> None:
    shrunk = world.slide[:: 2**level, :: 2**level]
    found = pixels(wire.get(tile(world, f"{query}&{FULL}")))
    assert close(found, grey(shrunk[rows, columns], 0, 255), mean=2)


def test_a_plain_image_is_cut_the_same_way(wire: Site, world: World) -> None:
    found = pixels(wire.get(tile(world, "tile=0,1,1,32,32&c=1|0:4095$FFFFFF&q=1", world.stack_id)))
    assert close(found, grey(world.stack[0, 0, 32:48, 32:64], 0, 4095), mean=1)
    whole = pixels(wire.get(tile(world, "tile=0,0,0", world.stack_id)))
    assert whole.shape == (48, 64, 3)


def test_the_projection_is_ignored(wire: Site, world: World) -> None:
    url = f"/webgateway/render_image_region/{world.stack_id}/0/0/?region=0,0,64,48"
    assert wire.get(url).body == wire.get(url + "&p=intmax").body == wire.get(url + "&p=intmax|7:9").body


@pytest.mark.parametrize(
    ("query", "status", "culprit"),
    [
        ("", 400, "tile"),
        ("tile=&region=", 400, "tile"),
        ("tile=a,b,c", 400, "tile"),
        ("tile=0,0", 400, "tile"),
        ("tile=-1,0,0", 400, "tile"),
        ("tile=3,0,0", 400, "tile"),
        ("region=1,2,3", 400, "region"),
        ("region=x", 400, "region"),
        ("tile=0,0,0&c=red", 400, "c"),
        ("tile=0,0,0&q=high", 400, "q"),
        ("tile=x&c=red&q=high", 400, "tile"),
        ("tile=0,9,0", 404, ""),
        ("tile=0,-1,0", 404, ""),
        ("tile=0,99999999999999999,0", 404, ""),
        ("region=1200,0,10,10", 404, ""),
        ("region=-5,0,10,10", 404, ""),
        ("region=0,0,0,10", 404, ""),
        ("region=0,0,10,-10", 404, ""),
        ("tile=0,0,0&q=2", 404, ""),
    ],
)
def test_statuses(wire: Site, world: World, query: str, status: int, culprit: str) -> None:
    answer = wire.get(tile(world, query), status=status)
    if culprit:
        assert answer.text.startswith(f"{culprit}: ")


def test_a_plain_image_has_one_resolution(wire: Site, world: World) -> None:
    wire.get(tile(world, "tile=1,0,0", world.stack_id), status=400)


def test_planes_and_images_that_do_not_exist(wire: Site, world: World) -> None:
    for path in (f"{world.slide_id}/1/0", f"{world.slide_id}/0/1", "999999/0/0"):
        wire.get(f"/webgateway/render_image_region/{path}/?tile=0,0,0", status=404)
    wire.get("/webgateway/render_image_region/999999/0/0/?tile=nonsense", status=404)
