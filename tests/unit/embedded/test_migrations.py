"""The migrations build what the tables say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from databases import EmptyStores
from sqlalchemy import Connection, inspect, text

from omeropyr.errors import Unavailable
from omeropyr.gateway.embedded.database import make_engine
from omeropyr.gateway.embedded.schema import Base
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.embedded.upgrade import newest_revision, revision_of


def is_designed(name: str | None, kind: str, parents: object) -> bool:
    """The index of the search is made by the search, not by migrations, and is a database's own."""
    return not (kind == "table" and str(name).startswith("search_index"))


@pytest.fixture
def migrated(empty_stores: EmptyStores, tmp_path: Path) -> Iterator[Connection]:
    """To a store as the migrations make it."""
    with empty_stores.copy(tmp_path / "store").reading() as connection:
        yield connection


@pytest.fixture
def declared(empty_stores: EmptyStores) -> Iterator[Connection]:
    """To a database as the tables say it is; gone afterwards."""
    engine = make_engine(empty_stores.url() or "sqlite://")
    with engine.connect() as connection:
        Base.metadata.create_all(connection)
        yield connection
    engine.dispose()


def test_migrated_store_equals_the_tables(migrated: Connection) -> None:
    assert revision_of(migrated) == newest_revision()
    context = MigrationContext.configure(migrated, opts={"include_name": is_designed})
    assert compare_metadata(context, Base.metadata) == []


NUMBERING = {
    "sqlite": (
        "SELECT name, sql LIKE '%AUTOINCREMENT%', '' FROM sqlite_master WHERE type = 'table'"
        " AND name NOT LIKE 'search_index%' AND name NOT LIKE 'sqlite_%'"
    ),
    "postgresql": (
        "SELECT table_name, column_name, concat(column_default, collation_name) FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name <> 'search_index'"
    ),
}
"""What Alembic does not compare: how ids are given out and, on PostgreSQL, what orders letters."""


def test_what_alembic_does_not_compare_is_the_same_too(migrated: Connection, declared: Connection) -> None:
    for table in Base.metadata.tables:
        checks = [inspect(one).get_check_constraints(table) for one in (migrated, declared)]
        assert checks[0] == checks[1], table
    found = [
        {tuple(row) for row in one.execute(text(NUMBERING[one.dialect.name])) if row[0] != "alembic_version"}
        for one in (migrated, declared)
    ]
    assert found[0] == found[1]
    assert len(found[0]) >= len(Base.metadata.tables)


def test_every_foreign_key_is_indexed_or_rarely_followed(migrated: Connection) -> None:
    """Deleting a row must not read whole tables: each foreign key leads an index, or is of a group."""
    found = inspect(migrated)
    for table in Base.metadata.tables:
        leading = {index["column_names"][0] for index in found.get_indexes(table)}
        leading |= {one["column_names"][0] for one in found.get_unique_constraints(table)}
        leading |= set(found.get_pk_constraint(table)["constrained_columns"][:1])
        for key in found.get_foreign_keys(table):
            column = key["constrained_columns"][0]
            assert column in leading or column.endswith("group_id"), f"{table}.{column}"


def test_creating_again_changes_nothing(tmp_path: Path) -> None:
    Store.create(tmp_path / "store").close()
    before = (tmp_path / "store" / "omeropyr.db").read_bytes()
    Store.create(tmp_path / "store").close()
    assert (tmp_path / "store" / "omeropyr.db").read_bytes() == before


def test_missing_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="omeropyr store init"):
        Store.open(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


def test_store_of_another_version_is_refused(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "store")
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(Unavailable, match="version 9999"):
        Store.open(tmp_path / "store")


def test_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / "omeropyr.db").write_bytes(b"this is a diary, not a database" * 100)
    with pytest.raises(Unavailable):
        Store.open(folder)
