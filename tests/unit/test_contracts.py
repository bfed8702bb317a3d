"""The contract of the port is one class of many parts: no part may hide a promise of another."""

from __future__ import annotations

from collections import Counter

from omeropyr.testing.gateway_contract import GatewayContract


def test_every_promise_has_a_name_of_its_own() -> None:
    parts = [part for part in GatewayContract.__mro__ if part is not GatewayContract]
    names = Counter(name for part in parts for name in vars(part) if name.startswith("test_"))
    assert len(names) > 100
    assert [name for name, count in names.items() if count > 1] == []
