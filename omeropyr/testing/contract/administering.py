"""What the tests of administration share: who asks, and the groups that the store keeps for itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from omeropyr.gateway.model import (
    Account,
    AccountForm,
    Privilege,
)
from omeropyr.gateway.port import Admin, Gateway, Session
from omeropyr.testing.contract.arranging import ContractBase, World, needs, sign_in

SYSTEM, USER, GUEST, ROOT = 0, 1, 2, 0
"""Ids that OMERO gives to its own groups and to root."""
RESTRICTED = "restricted"
NEW = AccountForm(ome_name="new", first_name="New", last_name="Person", password="new secret")


def account_of(world: World, gateway: Gateway, name: str) -> Account:
    return sign_in(gateway, "admin").admin.account(world.users[name])


class AdminBase(ContractBase):
    @pytest.fixture
    def admin(self, gateway: Gateway, world: World) -> Iterator[Admin]:
        """The service of a full administrator."""
        needs(gateway, Admin)
        session = sign_in(gateway, "admin")
        yield session.admin
        session.release()

    @pytest.fixture
    def restricted(self, gateway: Gateway, world: World) -> Callable[..., Session]:
        """Signs in a new restricted administrator with these privileges."""
        needs(gateway, Admin)

        def sign_in_with(*privileges: Privilege) -> Session:
            world.arrange.user(RESTRICTED, groups=[world.home], privileges=privileges)
            return sign_in(gateway, RESTRICTED)

        return sign_in_with
