"""Transactions, translated errors, roots."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import text, update

from omeropyr.errors import Conflict, Unavailable
from omeropyr.gateway.embedded.people.accounts import add_group
from omeropyr.gateway.embedded.schema import GroupRow
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.model import PermissionLevel


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.create(tmp_path / "store")


def test_sqlite_is_set_up_for_several_processes(store: Store) -> None:
    with store.reading() as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 30_000}


def test_a_failed_write_leaves_nothing(store: Store) -> None:
    def change_and_fail() -> None:
        with store.writing() as connection:
            connection.execute(update(GroupRow).where(GroupRow.id == 0).values(description="changed"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()
    with store.reading() as connection:
        assert connection.scalar(text("SELECT description FROM experimenter_group WHERE id = 0")) == "Administrators"


def test_writes_take_the_lock_before_they_read(store: Store) -> None:
    """Two who read first and write then would both fail, or lose a change."""
    counts = []

    def add_one() -> None:
        with store.writing() as connection:
            found = connection.scalar(text("SELECT description FROM experimenter_group WHERE id = 1"))
            number = int(found) if str(found).isdecimal() else 0
            connection.execute(update(GroupRow).where(GroupRow.id == 1).values(description=str(number + 1)))
            counts.append(number)

    threads = [threading.Thread(target=add_one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == list(range(8))


def test_reading_goes_on_while_somebody_writes(store: Store) -> None:
    with store.writing() as writer:
        writer.execute(update(GroupRow).where(GroupRow.id == 0).values(description="changed"))
        with store.reading() as reader:
            found = reader.scalar(text("SELECT description FROM experimenter_group WHERE id = 0"))
    assert found == "Administrators"


def test_database_errors_become_ours(store: Store) -> None:
    with pytest.raises(Unavailable) as failed, store.reading() as connection:
        connection.execute(text("SELECT * FROM nothing"))
    assert "nothing" not in str(failed.value)
    with pytest.raises(Conflict), store.writing() as connection:
        connection.execute(text("UPDATE experimenter_group SET name = 'user' WHERE id = 0"))
    with pytest.raises(Unavailable), store.reading():
        raise PermissionError("/secret/place")


def test_names_of_groups_are_taken_once(store: Store) -> None:
    add_group(store, "lab", PermissionLevel.PRIVATE)
    with pytest.raises(Conflict, match="lab"):
        add_group(store, "lab", PermissionLevel.READ_WRITE)


def test_roots_are_remembered(store: Store, tmp_path: Path) -> None:
    assert store.roots == ()
    (tmp_path / "link").symlink_to(tmp_path)
    store.allow(tmp_path / "link")
    store.allow(tmp_path)
    assert Store.open(store.path).roots == (tmp_path.resolve(),)
    assert Store.open(store.path, roots=[tmp_path / "more"]).roots == (tmp_path / "more", tmp_path.resolve())
