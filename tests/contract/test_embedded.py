"""The embedded adapter keeps the promises of the port; `conftest` arranges."""

from __future__ import annotations

from omeropyr.testing.gateway_contract import GatewayContract


class TestEmbedded(GatewayContract):
    """Nothing to add: the store offers every service."""
