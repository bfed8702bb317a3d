"""Pictures of real microscopes, rendered over HTTP and computed from their files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile
from known_images import Array, close, close_site, grey, open_site, pixels
from PIL import Image as Picture

from omeropyr.gateway.embedded.importing.importer import Importer
from omeropyr.testing.app import Site
from omeropyr.testing.store import make_store

DATA = Path(__file__).parents[4] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"no test images beside the repository ({DATA})")


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, dict[str, int]]]:
    """A site with the human cells and the brightfield pictures; ids by name of the image."""
    folder = tmp_path_factory.mktemp("gallery")
    sample = make_store(folder / "store", images=False)
    importer = Importer(sample.store, owner_id=sample.accounts.demo_id, group_id=sample.accounts.group_id)
    importer.import_paths([DATA / "human", DATA / "brightfield", DATA / "embryo_timelapse"], dataset="D", managed=True)
    site = open_site(sample, folder / "sessions")
    images = site.get("/webclient/api/images/?page=0").json["images"]
    yield site, {image["name"]: image["id"] for image in images}
    close_site(site)


def only(ids: dict[str, int], part: str) -> int:
    (found,) = [image_id for name, image_id in ids.items() if part in name]
    return found


def test_stains_grouped_by_file_name_are_channels(gallery: tuple[Site, dict[str, int]]) -> None:
    site, ids = gallery
    files = sorted((DATA / "human").glob("*.tif"))
    image_id = only(ids, "D03")
    assert site.get(f"/webgateway/imgData/{image_id}/size/").json == {
        "width": 512, "height": 512, "z": 1, "t": 1, "c": len(files),
    }  # fmt: skip
    for number, file in enumerate(files, 1):
        answer = site.get(f"/webgateway/render_image/{image_id}/0/0/?c={number}|10:200$FFFFFF&m=g&q=1")
        assert close(pixels(answer), grey(tifffile.imread(file), 10, 200), mean=1), file.name


def rgb(path: Path) -> Array:
    return np.asarray(Picture.open(path).convert("RGB")).astype(int)


@pytest.mark.parametrize("path", sorted((DATA / "brightfield").glob("*.[pj]*")), ids=lambda path: path.name)
def test_a_photograph_looks_like_itself(gallery: tuple[Site, dict[str, int]], path: Path) -> None:
    site, ids = gallery
    image_id = only(ids, path.name)
    original = rgb(path)
    assert close(pixels(site.get(f"/webgateway/render_image/{image_id}/?q=1")), original, mean=3)
    tile = site.get(f"/webgateway/render_image_region/{image_id}/0/0/?region=64,32,200,100&q=1")
    assert close(pixels(tile), original[32:132, 64:264], mean=3)


def test_frames_of_a_movie_are_its_time_points(gallery: tuple[Site, dict[str, int]]) -> None:
    site, ids = gallery
    files = sorted((DATA / "embryo_timelapse").glob("*.tif"))
    (image_id,) = [
        image_id for image_id in ids.values() if site.get(f"/webgateway/imgData/{image_id}/size.t/").json == len(files)
    ]
    for t in (0, len(files) - 1):
        answer = site.get(
            f"/webgateway/render_image/{image_id}/0/{t}/?q=1&c=1|0:255$FF0000,2|0:255$00FF00,3|0:255$0000FF"
        )
        assert close(pixels(answer), rgb(files[t]), mean=3)
