"""How an institution tests its app: in-process, on a store with sample images, in about a second."""

from __future__ import annotations

from pathlib import Path

import pytest

from omeropyr.testing.app import Site, make_app
from omeropyr.testing.store import SampleStore, make_store


@pytest.fixture
def store(tmp_path: Path) -> SampleStore:
    return make_store(tmp_path / "store")


@pytest.fixture
def site(store: SampleStore) -> Site:
    site = make_app(store, apps=["webgateway", "webclient", "gallery"], gallery__columns=6)
    site.sign_in("demo", "demo")
    return site


def test_a_dataset_shows_its_images(site: Site, store: SampleStore) -> None:
    page = site.get(f"/gallery/{store.dataset_id}/")
    assert "6 side by side" in page
    assert f"/webgateway/render_thumbnail/{store.image_ids[0]}/96/" in page


def test_an_unknown_dataset_is_not_found(site: Site) -> None:
    site.get("/gallery/999999/", status=404)
