"""`luts/` and `luts_png/`: two answers that must agree, row by row."""

from __future__ import annotations

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
    for rows, index in (("png_luts", "png_index"), ("png_luts_new", "png_index_new")):
        assert found[rows][-1] == "gradient.png"
        assert [found[rows][table[index]] for table in found["luts"]] == [f"/luts/{name}" for name in names]


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
