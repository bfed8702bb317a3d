"""A migration that makes tables anew loses no row and gives no id out twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from databases import EmptyStores
from sqlalchemy import Connection, MetaData, func, inspect, select, text

from omeropyr.gateway.embedded.database import make_engine, writing_options
from omeropyr.gateway.embedded.upgrade import migration_config, upgrade

MADE = {"owner_id": 1, "group_id": 3, "created_at": datetime(2024, 5, 6, tzinfo=UTC)}
NAMES = {"ome_name": "a", "first_name": "b", "last_name": "c"}
FILE = {"fileset_id": 1, "position": 0, "name": "n", "path": "p", "client_path": "c", "size": 12, "modified_ns": 13}
ROWS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("experimenter_group", {"id": 3, "name": "g", "sort_name": "g", "level": "rw----", "description": ""}),
    ("experimenter", {"id": 1, **NAMES, "default_group_id": 3, "created_at": MADE["created_at"]}),
    ("project", {"id": 1, **MADE, "name": "p", "sort_name": "p", "description": ""}),
    ("fileset", {"id": 1, **MADE, "managed": True}),
    ("original_file", {"id": 7, **MADE, **FILE}),
    ("annotation", {"id": 1, **MADE, "kind": "tag", "text": "t", "description": ""}),
    ("annotation", {"id": 2, **MADE, "kind": "tagset", "text": "s", "description": ""}),
    ("annotation", {"id": 9, **MADE, "kind": "comment", "text": "deleted soon", "description": ""}),
    ("annotation_link", {"id": 4, **MADE, "annotation_id": 1, "project_id": 1}),
    ("tagset_tag", {"id": 5, **MADE, "parent_id": 2, "child_id": 1}),
)


def insert_row(connection: Connection, name: str, values: dict[str, Any]) -> None:
    """Into the table as it is at this moment."""
    known = MetaData()
    known.reflect(connection, only=[name])
    connection.execute(known.tables[name].insert().values(values))


@pytest.fixture
def connection(tmp_path: Path, empty_stores: EmptyStores) -> Iterator[Connection]:
    """On a store as revision 0003 left it; the comment, which had the highest id, is deleted."""
    engine = make_engine(empty_stores.url() or f"sqlite:///{tmp_path / 'store.db'}")
    with engine.connect().execution_options(**writing_options(engine)) as connection, connection.begin():
        config = migration_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        for name, values in ROWS:
            insert_row(connection, name, values)
        if connection.dialect.name == "postgresql":  # which does not look at ids that are given
            connection.execute(text("SELECT setval('annotation_id_seq', 9)"))
        connection.execute(text("DELETE FROM annotation WHERE id = 9"))
        upgrade(connection)
        yield connection
    engine.dispose()


def test_rows_survive_under_their_ids(connection: Connection) -> None:
    known = MetaData()
    known.reflect(connection)
    for name in ("original_file", "annotation", "annotation_link", "tagset_tag"):
        table = known.tables[name]
        kept = [values for one, values in ROWS if one == name and values["id"] != 9]
        found = [dict(row) for row in connection.execute(select(table).order_by(table.c.id)).mappings()]
        assert [{column: row[column] for column in kept[0] if column != "created_at"} for row in found] == [
            {column: value for column, value in row.items() if column != "created_at"} for row in kept
        ]


def test_nothing_is_left_lying_about(connection: Connection) -> None:
    assert not [name for name in inspect(connection).get_temp_table_names() if name.startswith("kept_")]
    if connection.dialect.name == "sqlite":
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def test_ids_of_what_is_deleted_are_not_given_out_again(connection: Connection) -> None:
    insert_row(connection, "annotation", {**MADE, "kind": "tag", "text": "t", "description": ""})
    known = MetaData()
    known.reflect(connection, only=["annotation"])
    assert connection.execute(select(func.max(known.tables["annotation"].c.id))).scalar_one() == 10
