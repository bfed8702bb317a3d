"""`luts/` and `luts_png/`: two answers that must agree, row by row."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import numpy as np
from PIL import Image as Picture

from omeropyr.testing.app import Site


def test_the_list(wire: Site) -> None:
    found = wire.get("/webgateway/luts/").json
    names = [table["name"] for table in found["luts"]]
    assert names == sorted(names, key=str.lower)
    assert {"fire.lut", "cool.lut", "16_colors.lut"} <= set(names)
    assert all(set(table) == {"id", "path", "name", "size", "png_index", "png_index_new"} for table in found["luts"])
    assert all(table["size"] == 768 and table["path"] == "/luts/" for table in found["luts"])
    assert found["png_luts_new"] == [*(f"/luts/{name}" for name in names), "gradient.png"]
    assert [table["png_index_new"] for table in found["luts"]] == list(range(len(names)))


def test_the_picture_among_the_static_files_has_the_same_colours(wire: Site) -> None:
    found = wire.get("/webgateway/luts/?rgb=true").json
    sprite = np.asarray(Picture.open(BytesIO(wire.get("/static/webgateway/img/luts_10.png").body)))
    assert sprite.shape == (400, 256, 4)
    rows = {table["png_index"]: table for table in found["luts"]}
    for row, path in enumerate(found["png_luts"][:-1]):
        assert rows[row]["path"] + rows[row]["name"] == path
        assert (sprite[10 * row : 10 * row + 10] == [[*color, 255] for color in rows[row]["rgb"]]).all()
    assert found["png_luts"][-1] == "gradient.png"
    assert sprite[-1, 0].tolist() == [0, 0, 0, 255]
    assert next(table["png_index"] for table in found["luts"] if table["name"] == "viridis.lut") == -1


def test_pictures_that_other_programs_fetch_without_signing_in(make_wire: Callable[..., Site]) -> None:
    site = make_wire(None)
    for name in ("folder16.png", "folder_image16.png", "folder_yellow16.png", "icon_folder.png"):
        answer = site.get(f"/static/webgateway/img/{name}")
        picture = Picture.open(BytesIO(answer.body))
        assert (answer.content_type, picture.mode, picture.size) == ("image/png", "RGBA", (16, 16))
        alpha = np.asarray(picture)[..., 3]
        assert alpha[0].max() == 0
        assert alpha[8, 8] == 255
    pixel = Picture.open(BytesIO(site.get("/static/webgateway/img/spacer.gif").body))
    assert (pixel.size, pixel.convert("RGBA").getpixel((0, 0))[3]) == ((1, 1), 0)


def test_the_picture_has_the_colours_of_the_list(wire: Site) -> None:
    found = wire.get("/webgateway/luts/?rgb=true").json
    answer = wire.get("/webgateway/luts_png/?cached=false")
    assert answer.content_type == "image/png"
    assert answer.body == wire.get("/webgateway/luts_png/").body
    strip = np.asarray(Picture.open(BytesIO(answer.body)))
    assert strip.shape == (10 * len(found["png_luts_new"]), 256, 4)
    for table in found["luts"]:
        rows = strip[10 * table["png_index_new"] : 10 * table["png_index_new"] + 10]
        assert (rows == [[*color, 255] for color in table["rgb"]]).all()
    fade = strip[-10:]
    assert not fade[..., :3].any()
    assert (fade[:, 0, 3] == 255).all()
    assert not fade[:, 180:, 3].any()


def test_the_web_client_has_the_list_too(wire: Site) -> None:
    assert wire.get("/webclient/luts/").body == wire.get("/webgateway/luts/").body


def test_they_are_asked_about_and_not_sent_again(wire: Site) -> None:
    for url in ("/webgateway/luts/", "/webgateway/luts_png/"):
        tag = wire.get(url).headers["ETag"]
        assert wire.get(url, headers={"If-None-Match": tag}, status=304).body == b""
