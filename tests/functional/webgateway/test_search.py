"""Search over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from omeropyr.testing.app import Site
from omeropyr.testing.store import SampleStore


def search(site: Site, **query: str) -> list[Any]:
    found: list[Any] = site.get("/webgateway/search/", query).json
    return found


def test_nothing_asked_nothing_found(demo: Site) -> None:
    assert search(demo) == search(demo, text=" ", ctx="imgs") == search(demo, text="nosuchword") == []


def test_containers_and_images(demo: Site, shared_store: SampleStore) -> None:
    found = search(demo, text="sample")
    assert {(one["type"], one["id"]) for one in found} >= {
        ("Project", shared_store.project_id),
        ("Dataset", shared_store.dataset_id),
    }
    (image,) = search(demo, text="cells", ctx="imgs")
    assert image["id"] == shared_store.image_ids[0]
    assert image["thumb_url"] == f"/webgateway/render_thumbnail/{image['id']}/"
    assert {"type", "name", "description", "author", "date"} < set(image)


def test_parents_nearest_first(demo: Site, shared_store: SampleStore) -> None:
    (image,) = search(demo, text="cells", ctx="imgs", parents="1")
    assert [(parent["type"], parent["id"]) for parent in image["parents"]] == [
        ("Dataset", shared_store.dataset_id),
        ("Project", shared_store.project_id),
    ]


def test_whole_image_data_or_parts_of_it(demo: Site) -> None:
    (data,) = search(demo, text="cells", ctx="imgs", grabData="true")
    assert {"id", "meta", "channels", "rdefs"} < set(data)
    assert search(demo, text="cells", ctx="imgs", grabData="true", key="size.width") == [64]


def test_pages_and_authors(demo: Site, shared_store: SampleStore) -> None:
    everything = [image["id"] for image in search(demo, author="demo", ctx="imgs")]
    assert set(everything) == {*shared_store.image_ids, *shared_store.well_image_ids}
    assert [image["id"] for image in search(demo, author="demo", ctx="imgs", start="1", limit="2")] == everything[1:3]
    assert search(demo, author='root"') == []


@pytest.mark.parametrize(
    "query", ["text=date:nonsense", "text=a&start=x", "text=a&limit=-1", "text=a&limit=" + "9" * 40, "text=size:>x"]
)
def test_what_cannot_be_understood(demo: Site, query: str) -> None:
    assert set(demo.get(f"/webgateway/search/?{query}", status=400).json) == {"message", "stacktrace"}
