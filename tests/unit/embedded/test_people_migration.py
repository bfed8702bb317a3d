"""A store of the first version: its people keep everything, its administrators may everything."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from databases import EmptyStores
from sqlalchemy import Connection, text

from omeropyr.gateway.embedded.database import make_engine, writing_options
from omeropyr.gateway.embedded.gateway import EmbeddedGateway
from omeropyr.gateway.embedded.people import passwords
from omeropyr.gateway.embedded.people.accounts import account_called, accounts_of
from omeropyr.gateway.embedded.store import DATABASE, Store
from omeropyr.gateway.embedded.upgrade import migration_config
from omeropyr.gateway.model import Credentials, Privilege

PEOPLE = (
    """
INSERT INTO experimenter_group (id, name, sort_name, level, description) VALUES
    (0, 'system', 'system', 'rw----', ''), (1, 'user', 'user', 'rwr---', ''), (3, 'lab', 'lab', 'rwra--', '')
""",
    """
INSERT INTO experimenter (id, ome_name, first_name, last_name, email, password_hash, default_group_id, created_at)
VALUES (0, 'root', 'root', 'root', NULL, NULL, 0, '2026-01-01 00:00:00'),
    (1, 'chief', 'Éva', 'Ünal', 'eva@lab.example', :password, 3, '2026-01-01 00:00:00'),
    (2, 'ada', 'Ada', 'Byron', NULL, NULL, 3, '2026-01-01 00:00:00')
""",
    """
INSERT INTO membership (user_id, group_id, is_leader) VALUES
    (0, 0, :no), (0, 1, :no), (1, 0, :no), (1, 1, :no), (1, 3, :yes), (2, 1, :no), (2, 3, :no)
""",
)


@pytest.fixture
def old_store(tmp_path: Path, empty_stores: EmptyStores) -> Store:
    """The people of the first version, brought up to this one."""
    folder, url = tmp_path / "store", empty_stores.url()
    folder.mkdir()
    engine = make_engine(url or f"sqlite:///{folder / DATABASE}")
    with engine.connect().execution_options(**writing_options(engine)) as connection, connection.begin():
        found_first_store(connection)
    engine.dispose()
    return Store.create(folder, url=url, hash_cost=passwords.CHEAP)


def found_first_store(connection: Connection) -> None:
    config = migration_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")
    values = {"password": passwords.hash_password("secret", passwords.CHEAP), "yes": True, "no": False}
    for statement in PEOPLE:
        named = {name: value for name, value in values.items() if f":{name}" in statement}
        connection.execute(text(statement), named)


def test_administrators_become_full_ones(old_store: Store) -> None:
    for name in ("root", "chief"):
        assert account_called(old_store, name).privileges == frozenset(Privilege)
    assert account_called(old_store, "ada").privileges == frozenset()
    gateway = EmbeddedGateway(old_store)
    context = gateway.login(Credentials("chief", "secret")).context
    assert context.privileges == frozenset(Privilege)
    assert context.leader_of == (3,)
    gateway.close()


def test_people_are_listed_and_found(old_store: Store) -> None:
    assert [one.person.ome_name for one in accounts_of(old_store)] == ["ada", "root", "chief"]
    assert [one.person.ome_name for one in accounts_of(old_store, "ÉVA ünal lab.example")] == ["chief"]
    person = account_called(old_store, "chief").person
    assert (person.middle_name, person.institution) == ("", "")
    old_store.close()
