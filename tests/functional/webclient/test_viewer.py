"""The viewer's page as the server writes it, before any script has run."""

from __future__ import annotations

import pytest

from omeropyr.testing.app import Site
from omeropyr.testing.store import SampleStore


def test_nobody_is_sent_to_the_login_page_and_back_to_the_same_view(site: Site) -> None:
    answer = site.get("/webclient/img_detail/1/?z=2&c=1")
    assert answer.headers["Location"].endswith("/webclient/login/?url=%2Fwebclient%2Fimg_detail%2F1%2F%3Fz%3D2%26c%3D1")


def test_the_page_says_what_is_known_and_shows_the_plane(demo: Site, shared_store: SampleStore) -> None:
    image = shared_store.image_ids[0]
    page = demo.get(f"/webclient/img_detail/{image}/")
    page.mustcontain("<title>cells.ome.tif", "64 × 48 px · 3 channels · 2 Z planes", "DAPI, GFP, Cy5")
    assert f'<noscript><img class="viewer-still" src="/webgateway/render_image/{image}/"' in page.text
    assert demo.get(f"/webgateway/render_image/{image}/").content_type == "image/jpeg"
    assert f'href="/webclient/?show=image-{image}"' in page.text


def test_every_address_in_the_page_answers(demo: Site, shared_store: SampleStore) -> None:
    image = shared_store.image_ids[1]
    page = demo.get(f"/webclient/img_detail/{image}/")
    for name, rest in (("imgdata", ""), ("image", "0/0/"), ("region", "0/0/?tile=0,0,0"), ("thumbnail", "")):
        address = page.text.split(f'data-{name}="')[1].split('"')[0]
        assert demo.get(address + rest).status_int == 200


@pytest.mark.parametrize("image", ["424242", "0", "999999999999999999"])
def test_an_unknown_image_is_404(demo: Site, image: str) -> None:
    demo.get(f"/webclient/img_detail/{image}/", status=404)


def test_the_permalink_of_clients_leads_here(demo: Site, shared_store: SampleStore) -> None:
    image = shared_store.image_ids[0]
    answer = demo.get(f"/webgateway/img_detail/{image}/?c=1|0:9$F00&z=2")
    assert f"/webclient/img_detail/{image}/?" in answer.headers["Location"]
    assert "z=2" in answer.headers["Location"]
