"""Every address is declared, documented, and has an example that is one of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyramid.config import Configurator
from pyramid.interfaces import IRoutesMapper
from pyramid.request import Request

from omeropyr.plugins.webgateway.addresses import add_routes, every_address
from omeropyr.plugins.webgateway.addresses.address import Address
from omeropyr.plugins.webgateway.documents import COMMAND, pages, shown_path

DOCS = Path(__file__).parents[3] / "docs" / "webgateway"


@pytest.fixture(scope="module")
def routes() -> IRoutesMapper:
    configurator = Configurator()
    add_routes(configurator)
    configurator.commit()
    return configurator.registry.getUtility(IRoutesMapper)


def route_of(routes: IRoutesMapper, path: str) -> str | None:
    found = routes(Request.blank(f"/webgateway/{path}"))["route"]
    return None if found is None else found.name


@pytest.mark.parametrize("address", every_address(), ids=lambda address: address.name)
def test_examples_are_examples_of_their_address(routes: IRoutesMapper, address: Address) -> None:
    assert route_of(routes, address.example.partition("?")[0]) == f"webgateway_{address.name}"
    query = address.example.partition("?")[2]
    known = {name.strip() for parameter in address.parameters for name in parameter.name.split(",")}
    assert {pair.partition("=")[0] for pair in query.split("&") if pair} <= known


@pytest.mark.parametrize("address", every_address(), ids=lambda address: address.name)
def test_paths_are_shown_as_people_write_them(address: Address) -> None:
    shown = shown_path(address)
    assert not re.search(r"\\|\{\w+:|\(\?|\+", shown)
    assert shown.count("[") == shown.count("]")
    assert shown.count("{") == shown.count("}")


def test_the_pages_are_up_to_date() -> None:
    found = {path.name: path.read_text(encoding="utf-8") for path in DOCS.glob("*.md")}
    assert found == dict(pages()), f"run: {COMMAND}"
