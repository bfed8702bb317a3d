"""What the tables of several migrations share, as it was when the first store was made."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op


def foreign(
    table: str, column: str, target: str, *, nullable: bool = False, ondelete: str | None = "CASCADE"
) -> list[Any]:
    """A column with the id of a row of `target`."""
    return [
        sa.Column(column, sa.Integer, nullable=nullable),
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete=ondelete),
    ]


def index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def owned(table: str, *columns: Any) -> None:
    """A table of things that somebody made in a group."""
    op.create_table(
        table,
        sa.Column("id", sa.Integer, sa.Identity(start=1), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        *foreign(table, "owner_id", "experimenter", ondelete=None),
        *foreign(table, "group_id", "experimenter_group", ondelete=None),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *columns,
        sqlite_autoincrement=True,
    )
    index(table, "owner_id")
