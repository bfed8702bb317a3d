"""OME-TIFFs and movies over HTTP: files that other programs open."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Callable

import av
import numpy as np
import pytest
import tifffile
from known_images import World

from omeropyr.testing.app import Site
from omeropyr.testing.store import SampleStore


def test_an_image_as_ome_tiff(wire: Site, world: World) -> None:
    answer = wire.get(f"/webgateway/render_ome_tiff/i/{world.stack_id}/")
    assert answer.content_type == "image/tiff"
    assert answer.content_length == len(answer.body)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{world.stack_id}-stack.ome.tif.ome.tiff"'
    with tifffile.TiffFile(io.BytesIO(answer.body)) as file:
        assert file.is_ome
        assert np.array_equal(file.asarray().squeeze().swapaxes(0, 1), world.stack)
    same = {"If-None-Match": f'"{answer.etag}"'}
    assert wire.get(f"/webgateway/render_ome_tiff/i/{world.stack_id}/", headers=same, status=304).body == b""


def test_a_container_as_an_archive(demo: Site, shared_store: SampleStore) -> None:
    for context, number in (("d", shared_store.dataset_id), ("p", shared_store.project_id)):
        count = json.loads(demo.get(f"/webgateway/render_ome_tiff/{context}/{number}/?dryrun=1").text)
        answer = demo.get(f"/webgateway/render_ome_tiff/{context}/{number}/")
        assert answer.content_type == "application/zip"
        base = "Sample project" if context == "p" else "Sample project-Sample dataset"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{base}.zip"'
        with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
            assert archive.testzip() is None
            assert len(archive.namelist()) == count == 2
            for name in archive.namelist():
                assert name.endswith(".ome.tiff")
                assert tifffile.TiffFile(io.BytesIO(archive.read(name))).is_ome


def test_a_selection_of_a_dataset(demo: Site, shared_store: SampleStore) -> None:
    url = f"/webgateway/render_ome_tiff/d/{shared_store.dataset_id}/"
    (first, _) = shared_store.image_ids
    assert demo.get(url, {"selection": first}).content_type == "image/tiff"
    dry = demo.get(url, {"selection": first, "dryrun": "true"})
    assert (dry.text, dry.content_type) == ("1", "application/javascript")
    demo.get(url, {"selection": 987654}, status=404)
    assert "selection" in demo.get(url, {"selection": "one"}, status=400).text


def test_the_wells_of_a_plate(demo: Site, shared_store: SampleStore) -> None:
    gateway = next(iter(demo.app.registry.gateways.values()))
    well = gateway.login(shared_store.demo).browse.plate(shared_store.plate_id).wells[0]
    assert demo.get(f"/webgateway/render_ome_tiff/w/{well.well_id}/?dryrun=1").text == "1"
    answer = demo.get(f"/webgateway/render_ome_tiff/w/{well.well_id}/")
    assert f'filename="{well.image_id}-' in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("context", ["p", "d", "w", "i"])
def test_what_is_not_there(wire: Site, context: str) -> None:
    wire.get(f"/webgateway/render_ome_tiff/{context}/987654/", status=404)
    wire.get(f"/webgateway/render_ome_tiff/{context}/{'9' * 30}/", status=404)


def test_planes_too_large_are_left_out(make_wire: Callable[..., Site], world: World) -> None:
    site = make_wire(max_plane_width=100, max_plane_height=100)
    assert site.get(f"/webgateway/render_ome_tiff/i/{world.slide_id}/?dryrun=1").text == "0"
    site.get(f"/webgateway/render_ome_tiff/i/{world.slide_id}/", status=404)
    site.get(f"/webgateway/render_ome_tiff/i/{world.stack_id}/", status=200)


def test_the_callback_of_a_dry_run(make_wire: Callable[..., Site], world: World) -> None:
    url = f"/webgateway/render_ome_tiff/i/{world.stack_id}/?dryrun=1&callback="
    site = make_wire(jsonp="true")
    assert site.get(url + "count").text == "count(1)"
    site.get(url + "alert(1)//", status=400)
    assert make_wire().get(url + "count").text == "1"


@pytest.mark.parametrize(("wanted", "kind"), [("quicktime", "mp4"), ("webm", "webm")])
def test_a_movie_that_browsers_play(wire: Site, world: World, wanted: str, kind: str) -> None:
    answer = wire.get(f"/webgateway/render_movie/{world.stack_id}/z/1/?format={wanted}&fps=2&c=1|0:4095$FF0000")
    assert answer.content_type == f"video/{kind}"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="stack.ome.tif.{kind}"'
    assert answer.content_length == len(answer.body)
    with av.open(io.BytesIO(answer.body)) as movie:
        frames = list(movie.decode(video=0))
    assert len(frames) == 3
    pixels = frames[0].to_ndarray(format="rgb24")
    assert pixels.shape == (512, 512, 3)
    assert pixels[:100].max() < 10
    height, width = (side // 2 * 2 for side in world.stack.shape[-2:])
    top, left = (512 - height) // 2, (512 - width) // 2
    red, green, _ = pixels[top : top + height, left : left + width].reshape(-1, 3).mean(axis=0)
    assert red > 25 > 10 > green


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("z/0/", 404),
        ("z/2/", 404),
        ("t/4/", 404),
        ("z/99999999999999999999/", 404),
        ("x/1/", 404),
        ("z/1/?fps=no", 400),
        ("z/1/?fps=0", 400),
        ("z/1/?format=gif", 400),
    ],
)
def test_movies_that_cannot_be(wire: Site, world: World, path: str, status: int) -> None:
    wire.get(f"/webgateway/render_movie/{world.stack_id}/{path}", status=status)


def test_without_the_library_movies_are_not_supported(
    wire: Site, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    answer = wire.get(f"/webgateway/render_movie/{world.stack_id}/z/1/", status=501)
    assert "omeropyr[movie]" in answer.text
