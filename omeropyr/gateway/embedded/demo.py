"""The two accounts of a store for trying things out. Their passwords are known to everybody: never on a network."""

from __future__ import annotations

from dataclasses import dataclass

from omeropyr.errors import NotFound
from omeropyr.gateway.embedded.people.accounts import add_group, add_user, group_id_of, set_password, user_id_of
from omeropyr.gateway.embedded.schema import ROOT_USER
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.model import PermissionLevel

ROOT_PASSWORD = "omero"  # noqa: S105 - the README prints it
DEMO = "demo"


@dataclass(frozen=True, slots=True)
class DemoAccounts:
    root_id: int
    demo_id: int
    group_id: int


def provision_demo(store: Store) -> DemoAccounts:
    """Make root/omero (administrator) and demo/demo (member of the read-annotate group demo), if they are not there."""
    try:
        return DemoAccounts(ROOT_USER, user_id_of(store, DEMO), group_id_of(store, DEMO))
    except NotFound:
        pass
    group_id = _group(store)
    set_password(store, ROOT_USER, ROOT_PASSWORD)
    demo_id = add_user(store, DEMO, DEMO, first_name="Demo", last_name="User", groups=[(group_id, False)])
    return DemoAccounts(ROOT_USER, demo_id, group_id)


def _group(store: Store) -> int:
    """There already if an earlier run was stopped half-way."""
    try:
        return group_id_of(store, DEMO)
    except NotFound:
        return add_group(store, DEMO, PermissionLevel.READ_ANNOTATE, "Sample images")
