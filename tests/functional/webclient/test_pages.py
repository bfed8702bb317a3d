"""The main page and its fragments, as a browser without scripts gets them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from omeropyr.testing.app import Site, make_app
from omeropyr.testing.store import SampleStore


def test_nobody_is_sent_to_the_login_page(site: Site) -> None:
    answer = site.get("/webclient/?show=image-1")
    assert answer.headers["Location"] == "http://localhost/webclient/login/?url=%2Fwebclient%2F%3Fshow%3Dimage-1"


@pytest.mark.parametrize("path", ["/webclient/", "/webclient/userdata/"])
def test_the_top_of_the_tree(demo: Site, path: str) -> None:
    page = demo.get(path)
    page.mustcontain("Sample project", "Sample screen", "Orphaned images", no="cells.ome.tif")


def test_an_image_is_shown_in_its_dataset(demo: Site, shared_store: SampleStore) -> None:
    image = shared_store.image_ids[0]
    page = demo.get(f"/webclient/?show=image-{image}")
    page.mustcontain("Sample dataset", "grey.tif", f'data-inspector="image-{image}"', "64 × 48 pixels", "DAPI")
    selected = re.search(r'class="cell is-selected" href="\?show=image-(\d+)"', page.text)
    assert selected is not None
    assert int(selected[1]) == image
    assert f'src="/webgateway/render_thumbnail/{image}/' in page.text


def test_several_images_are_selected_together(demo: Site, shared_store: SampleStore) -> None:
    page = demo.get("/webclient/?show=" + "|".join(f"image-{number}" for number in shared_store.image_ids))
    assert page.text.count("cell is-selected") == 2


def test_a_well_is_shown_on_its_plate(demo: Site, shared_store: SampleStore) -> None:
    image = shared_store.well_image_ids[1]
    page = demo.get(f"/webclient/?show=image-{image}")
    page.mustcontain("Plate1", 'title="B2 ·', f'data-inspector="image-{image}"')


@pytest.mark.parametrize("show", ["image-424242", "dataset-424242", "plate-424242", "well-424242"])
def test_what_does_not_exist_is_named(demo: Site, show: str) -> None:
    demo.get(f"/webclient/?show={show}").mustcontain(f"The link names {show}", "Sample project")


@pytest.mark.parametrize("show", ["", "elephant-1", "image-", "%00", "image-1'--", "|||", "image-" + "9" * 5000])
def test_nonsense_shows_the_top(demo: Site, show: str) -> None:
    demo.get(f"/webclient/?show={show}").mustcontain("Sample project")


def test_pages_of_a_long_dataset(make_site: Callable[..., Site], shared_store: SampleStore) -> None:
    site = make_site(page_size=1)
    site.sign_in("demo", "demo")
    first = site.get(f"/webclient/?show=dataset-{shared_store.dataset_id}")
    first.mustcontain("cells.ome.tif", "Page 1 of 2", no="grey.tif")
    first.click("Next", index=0).mustcontain("grey.tif", "Page 2 of 2")
    second = site.get(f"/webclient/?show=image-{shared_store.image_ids[1]}")
    second.mustcontain("Page 2 of 2", no="cells.ome.tif")


@pytest.mark.parametrize("number", ["x", "1.5", "²", "9" * 5000])
def test_a_malformed_number_is_named(demo: Site, number: str) -> None:
    demo.get("/webclient/", {"group": number}, status=400).mustcontain("group: This must be a whole number.")


@pytest.mark.parametrize(
    "path",
    ["contents/dataset/{dataset}", "contents/project/{project}", "contents/orphaned/0", "load_plate/plate/{plate}"],
)
def test_fragments_of_the_centre(demo: Site, shared_store: SampleStore, path: str) -> None:
    store = shared_store
    url = path.format(dataset=store.dataset_id, project=store.project_id, plate=store.plate_id)
    fragment = demo.get(f"/webclient/{url}/", headers={"HX-Request": "true"})
    assert "<html" not in fragment.text
    fragment.mustcontain("contents-head")


@pytest.mark.parametrize("kind", ["project", "dataset", "screen", "plate"])
def test_containers_have_an_inspector(demo: Site, shared_store: SampleStore, kind: str) -> None:
    number = getattr(shared_store, f"{kind}_id")
    fragment = demo.get(f"/webclient/metadata_details/{kind}/{number}/")
    fragment.mustcontain(f'data-inspector="{kind}-{number}"', "Demo User", "read and annotate", "data-tag-form")


@pytest.mark.parametrize(
    "path",
    [
        "metadata_details/image/4242",
        "metadata_details/tag/1",
        "metadata_details/x/1",
        "contents/dataset/4242",
        "contents/image/1",
        "load_plate/acquisition/1",
    ],
)
def test_missing_fragments_are_404(demo: Site, path: str) -> None:
    demo.get(f"/webclient/{path}/", headers={"HX-Request": "true"}, status=404)


def test_several_at_once(demo: Site, shared_store: SampleStore) -> None:
    ids = [("image", str(number)) for number in shared_store.image_ids]
    demo.get("/webclient/batch_annotate/", ids).mustcontain("2 images", "cells.ome.tif", "grey.tif")
    demo.get("/webclient/batch_annotate/?image=x", status=400).mustcontain("image:")
    demo.get("/webclient/batch_annotate/", {"image": "9" * 5000}, status=400).mustcontain("image:")


def test_what_people_wrote_is_never_html(own_store: SampleStore, tmp_path: Path) -> None:
    site = make_app(own_store, session__dir=tmp_path / "sessions")
    site.sign_in("demo", "demo")
    evil = "<script>alert(1)</script>"
    project = f"/webclient/action/savename/project/{own_store.project_id}/"
    site.post(project, {"name": evil}, headers=site.csrf())
    page = site.get(f"/webclient/?show=project-{own_store.project_id}")
    assert evil not in page.text
    page.mustcontain("&lt;script&gt;alert(1)")
