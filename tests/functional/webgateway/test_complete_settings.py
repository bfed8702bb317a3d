"""`render_image_rdef` and `render_image_region_rdef`: nothing is taken from the saved settings."""

from __future__ import annotations

import pytest
from known_images import World

from omeropyr.testing.app import Site

COMPLETE = "c=1|0:4095$FF0000,-2|0:99$cool.lut&m=c"
MAPS = '[{"inverted":{"enabled":true}},{}]'


def test_complete_settings_give_the_same_picture(wire: Site, world: World) -> None:
    for path in (f"{world.stack_id}/1/0/?", f"{world.stack_id}/?", f"{world.stack_id}/1/0/?region=3,4,20,10&"):
        view = "render_image_region" if "region" in path else "render_image"
        for query in (COMPLETE, f"{COMPLETE}&maps={MAPS}", "c=&m=g"):
            plain, strict = (wire.get(f"/webgateway/{view}{suffix}/{path}{query}") for suffix in ("", "_rdef"))
            assert strict.body == plain.body
            assert strict.headers["ETag"] == plain.headers["ETag"]


@pytest.mark.parametrize("view", ["render_image_rdef/999999/", "render_image_region_rdef/999999/0/0/"])
@pytest.mark.parametrize(
    ("query", "culprit"),
    [
        ("m=x&maps=1", "c"),
        ("c=1$FF0000&m=x", "c"),
        ("c=1|0:9$F00,2|0:9r$F00&m=c", "c"),
        ("c=1|0:9,2|0:9$F00&m=x", "c"),
        ("c=1|0:9$F00$0F0,2&m=c", "c"),
        ("c=1|0:9$F00&maps=x", "m"),
        ("c=1|0:9$F00&m=color", "m"),
        ("c=1|0:9$F00&m=c&maps=[{}", "maps"),
        ("c=1|0:9$F00&m=c&maps=7", "maps"),
        ("c=1|0:9$F00&m=c&maps=[{},{}]", "maps"),
        ("c=1|0:9$F00,what&m=c&maps=[{}]", "maps"),
    ],
)
def test_what_is_missing_is_said_in_order_before_the_image_is_looked_up(
    wire: Site, view: str, query: str, culprit: str
) -> None:
    assert wire.get(f"/webgateway/{view}?{query}", status=400).text.startswith(f"{culprit}: ")


def test_then_the_image_is_looked_up(wire: Site, world: World) -> None:
    wire.get(f"/webgateway/render_image_rdef/999999/?{COMPLETE}", status=404)
    wire.get(f"/webgateway/render_image_region_rdef/{world.stack_id}/0/0/?{COMPLETE}", status=400)
    wire.get(f"/webgateway/render_image_rdef/{world.secret_id}/?{COMPLETE}", status=404)
