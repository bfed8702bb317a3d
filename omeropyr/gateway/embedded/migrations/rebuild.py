"""Making tables anew in a migration: SQLite cannot change constraints of a table that is there.

The foreign keys stay on, as they must inside a transaction: a table that is dropped while others refer to it would
take their rows along. So all that hang together are dropped, made and filled together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from alembic import op

KEPT = "kept_"


@dataclass(frozen=True, slots=True)
class _Kept:
    """A table's rows, put aside; `last_id` is the highest id ever given out, None for a table that numbers nothing."""

    table: str
    columns: tuple[str, ...]
    last_id: int | None


@contextmanager
def rebuilt(*tables: str) -> Iterator[None]:
    """Inside the block the tables are gone and have to be made again, with their indexes; then their rows return.

    Parents come before the tables that refer to them, and every table that refers to one of them must be named.
    New columns are NULL or have a default of the database.
    """
    kept = [_put_aside(table) for table in tables]
    for table in reversed(tables):
        op.drop_table(table)
    yield
    for one in kept:
        _bring_back(one)


def _put_aside(table: str) -> _Kept:
    columns = tuple(column["name"] for column in sa.inspect(op.get_bind()).get_columns(table))
    op.execute(f"CREATE TEMPORARY TABLE {KEPT}{table} AS SELECT * FROM {table}")  # noqa: S608 - our own names
    return _Kept(table, columns, _last_id(table) if "id" in columns else None)


def _bring_back(kept: _Kept) -> None:
    rows = sa.select(_named(f"{KEPT}{kept.table}", kept.columns))
    op.execute(sa.insert(_named(kept.table, kept.columns)).from_select(kept.columns, rows))
    op.drop_table(f"{KEPT}{kept.table}")
    if kept.last_id:
        _go_on_after(kept.table, kept.last_id)


def _named(table: str, columns: Sequence[str]) -> sa.TableClause:
    return sa.table(table, *[sa.column(column) for column in columns])


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _last_id(table: str) -> int:
    """Ids are never given out twice, so it counts what is deleted too; 0 if there never was one."""
    if _is_sqlite():
        last = "SELECT seq FROM sqlite_sequence WHERE name = :table"
    else:
        last = "SELECT pg_sequence_last_value(CAST(pg_get_serial_sequence(:table, 'id') AS regclass))"
    return op.get_bind().execute(sa.text(last), {"table": table}).scalar() or 0


def _go_on_after(table: str, last_id: int) -> None:
    if _is_sqlite():
        op.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :table").bindparams(table=table))
        going_on = "INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :last)"
    else:
        going_on = "SELECT setval(pg_get_serial_sequence(:table, 'id'), :last)"
    op.execute(sa.text(going_on).bindparams(table=table, last=last_id))
