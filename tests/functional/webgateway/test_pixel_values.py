"""Every pixel type, window, family and projection, against numpy on the very file that was imported."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import pytest
import tifffile
from known_images import Array, close, close_site, open_site, pixels

from omeropyr.gateway.embedded.importing.importer import Importer
from omeropyr.testing.app import Site
from omeropyr.testing.store import make_store

WINDOWS = {
    "uint8": (20, 200),
    "int8": (-100, 90),
    "uint16": (500, 3000),
    "int16": (-1500, 1200),
    "uint32": (70_000, 900_000),
    "float32": (-0.25, 0.75),
    "float64": (1e-6, 4e-6),
}


def stack_of(dtype: str) -> Array:
    """Three planes that reach a bit beyond the window on both sides."""
    low, high = WINDOWS[dtype]
    depth, rows, columns = np.mgrid[0:3, 0:24, 0:32]
    share = ((rows * 32 + columns + 200 * depth) % 768) / 767 * 1.4 - 0.2
    values = low + share * (high - low)
    if dtype.startswith("float"):
        return values.astype(dtype)
    limits = np.iinfo(dtype)
    return np.clip(np.rint(values), limits.min, limits.max).astype(dtype)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, dict[str, int]]]:
    folder = tmp_path_factory.mktemp("values")
    sample = make_store(folder / "store", images=False)
    importer = Importer(sample.store, owner_id=sample.accounts.demo_id, group_id=sample.accounts.group_id)
    ids = {}
    for dtype in WINDOWS:
        path = folder / f"{dtype}.ome.tif"
        tifffile.imwrite(path, stack_of(dtype), photometric="minisblack", metadata={"axes": "ZYX"}, ome=True)
        (ids[dtype],) = importer.import_paths([path], managed=True).outcomes[0].image_ids
    opened = open_site(sample, folder / "sessions")
    yield opened, ids
    close_site(opened)


def placed(plane: Array, dtype: str) -> Array:
    """0..255 on the window."""
    low, high = WINDOWS[dtype]
    return np.clip((plane.astype(float) - low) / (high - low), 0, 1) * 255


def grey(levels: Array) -> Array:
    return np.repeat(np.floor(levels + 0.5).astype(int)[:, :, None], 3, axis=2)


def rendered(site: tuple[Site, dict[str, int]], dtype: str, shade: str = "FFFFFF", **more: str) -> Array:
    app, ids = site
    low, high = WINDOWS[dtype]
    query = {"c": f"1|{low}:{high}${shade}", "m": "c", "q": "1", **more}
    return pixels(app.get(f"/webgateway/render_image/{ids[dtype]}/1/0/", query))


@pytest.mark.parametrize("dtype", list(WINDOWS))
def test_a_window_on_every_type(site: tuple[Site, dict[str, int]], dtype: str) -> None:
    expected = placed(stack_of(dtype)[1], dtype)
    assert close(rendered(site, dtype), grey(expected), mean=1)
    assert close(rendered(site, dtype, m="g", shade="FF0000"), grey(expected), mean=1)


FAMILIES = {
    ("linear", 1.0): lambda v: v,
    ("polynomial", 2.5): lambda v: 255 * (v / 255) ** 2.5,
    ("exponential", 0.4): lambda v: 255 * (np.exp(v**0.4) - 1) / (np.exp(255**0.4) - 1),
    ("exponential", 1.2): lambda v: 255 * np.exp(v**1.2 - 255**1.2),
    ("logarithmic", 1.0): lambda v: 255 * np.log(np.maximum(v, 1)) / np.log(255),
}
"""The definitions of the OME rendering model: f(v) brought to 0..255."""


@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32"])
@pytest.mark.parametrize(("family", "coefficient"), list(FAMILIES))
def test_families_plain_and_inverted(
    site: tuple[Site, dict[str, int]], dtype: str, family: str, coefficient: float
) -> None:
    expected = FAMILIES[family, coefficient](placed(stack_of(dtype)[1], dtype))
    for inverted in (False, True):
        maps = [{"inverted": {"enabled": inverted}, "quantization": {"family": family, "coefficient": coefficient}}]
        found = rendered(site, dtype, maps=json.dumps(maps))
        assert close(found, 255 - grey(expected) if inverted else grey(expected), mean=1.2)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float64"])
def test_a_look_up_table(site: tuple[Site, dict[str, int]], dtype: str) -> None:
    tables = site[0].get("/webgateway/luts/?rgb=true").json["luts"]
    fire = np.array(next(table["rgb"] for table in tables if table["name"] == "fire.lut"))
    levels = np.floor(placed(stack_of(dtype)[1], dtype) + 0.5).astype(int)
    assert close(rendered(site, dtype, shade="fire.lut"), fire[levels], mean=6)
    turned = rendered(site, dtype, shade="fire.lut", maps='[{"reverse":{"enabled":"true"}}]')
    assert close(turned, fire[255 - levels], mean=6)


@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32"])
@pytest.mark.parametrize(
    ("asked", "planes"), [("", slice(0, 3)), ("|0:1", slice(0, 2)), ("|-5:99", slice(0, 3)), ("|2:2", slice(2, 3))]
)
def test_projections(site: tuple[Site, dict[str, int]], dtype: str, asked: str, planes: slice) -> None:
    stack = stack_of(dtype)[planes].astype(float)
    total = stack.sum(axis=0)
    if not dtype.startswith("float"):
        total = np.clip(total, np.iinfo(dtype).min, np.iinfo(dtype).max)
    for kind, expected in (("intmax", stack.max(axis=0)), ("intmean", stack.mean(axis=0)), ("intsum", total)):
        found = rendered(site, dtype, p=kind + asked)
        assert close(found, grey(placed(expected, dtype)), mean=2.2), kind


def test_a_part_has_the_pixels_of_the_whole(site: tuple[Site, dict[str, int]]) -> None:
    app, ids = site
    low, high = WINDOWS["float32"]
    answer = app.get(
        f"/webgateway/render_image_region/{ids['float32']}/2/0/?region=5,6,20,10&c=1|{low}:{high}$FFFFFF&q=1&p=intmax"
    )
    assert close(pixels(answer), grey(placed(stack_of("float32")[2, 6:16, 5:25], "float32")), mean=1.5)
