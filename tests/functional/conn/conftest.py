"""`request.conn` on the embedded store, as demo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from omeropyr.gateway.conn import BlitzConnection
from omeropyr.gateway.embedded.gateway import open_gateway
from omeropyr.testing.store import SampleStore, make_store


@pytest.fixture
def own_store(tmp_path: Path) -> SampleStore:
    """A store that a test may change."""
    return make_store(tmp_path / "store")


@pytest.fixture
def own(own_store: SampleStore) -> Iterator[BlitzConnection]:
    gateway = open_gateway(own_store.config)
    yield BlitzConnection(gateway.login(own_store.demo))
    gateway.close()


@pytest.fixture
def conn(shared_store: SampleStore) -> Iterator[BlitzConnection]:
    gateway = open_gateway(shared_store.config)
    yield BlitzConnection(gateway.login(shared_store.demo))
    gateway.close()
