"""Every declared address has a view that answers its example."""

from __future__ import annotations

import pytest

from omeropyr.plugins.webgateway.addresses import every_address
from omeropyr.plugins.webgateway.addresses.address import Address
from omeropyr.testing.app import Site, make_app
from omeropyr.testing.store import SampleStore

NO_PAGE = "There is no page at this address."


@pytest.fixture(scope="module")
def root(shared_store: SampleStore, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """One site for all of them."""
    site = make_app(shared_store, session__dir=tmp_path_factory.mktemp("every_address"))
    site.sign_in("root", "omero")
    return site


@pytest.mark.parametrize("address", every_address(), ids=lambda address: address.name)
def test_it_is_answered(root: Site, address: Address) -> None:
    """To an administrator, who may everything."""
    path, _, query = address.example.partition("?")
    pairs = [tuple(pair.partition("=")[::2]) for pair in query.split("&") if pair]
    if "GET" in address.methods:
        answer = root.get(f"/webgateway/{path}", pairs, status="*")
    else:
        answer = root.post(f"/webgateway/{path}", pairs, headers=root.csrf(), status="*")
    assert answer.status_int < 500
    if answer.content_type == "text/html":
        assert NO_PAGE not in answer.text
