"""Every declared address has a view that answers its example."""

from __future__ import annotations

import pytest

from omeropyr.plugins.webgateway.addresses import every_address
from omeropyr.plugins.webgateway.addresses.address import Address
from omeropyr.testing.app import Site

NO_PAGE = "There is no page at this address."


@pytest.mark.parametrize("address", every_address(), ids=lambda address: address.name)
def test_it_is_answered(demo: Site, address: Address) -> None:
    path, _, query = address.example.partition("?")
    pairs = [tuple(pair.partition("=")[::2]) for pair in query.split("&") if pair]
    if "GET" in address.methods:
        answer = demo.get(f"/webgateway/{path}", pairs, status="*")
    else:
        answer = demo.post(f"/webgateway/{path}", pairs, headers=demo.csrf(), status="*")
    assert answer.status_int < 500
    if answer.content_type == "text/html":
        assert NO_PAGE not in answer.text
