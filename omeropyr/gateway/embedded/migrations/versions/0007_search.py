"""Shelves, which answer listings at once, the index of the full-text search, and names ordered alike everywhere."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from omeropyr.errors import NotSupported

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NAMED = ("project", "dataset", "screen", "plate", "plate_acquisition", "image")
KEY = ("shelf", "container_id", "group_id", "owner_id")
BY_LETTERS = sa.String(255).with_variant(sa.String(255, collation="C"), "postgresql")


def upgrade() -> None:
    _order_by_letters()
    _make_shelf("shelf_entry", "sort_name", "object_id")
    _make_shelf("shelf_block", "first_name", "first_id", sa.Column("entries", sa.BigInteger, nullable=False))


def downgrade() -> None:
    raise NotSupported("A store cannot be taken back to an older version; restore a backup instead.")


def _order_by_letters() -> None:
    """Whatever language a PostgreSQL server speaks: SQLite does so anyway."""
    if op.get_bind().dialect.name == "postgresql":
        for table in (*NAMED, "experimenter_group"):
            op.alter_column(table, "sort_name", type_=sa.String(255, collation="C"))


def _make_shelf(table: str, name: str, number: str, *more: Any) -> None:
    op.create_table(
        table,
        *[
            sa.Column(column, sa.SmallInteger if column == "shelf" else sa.Integer, nullable=False, autoincrement=False)
            for column in KEY
        ],
        sa.Column(name, BY_LETTERS, nullable=False),
        sa.Column(number, sa.Integer, nullable=False, autoincrement=False),
        *more,
        sa.PrimaryKeyConstraint(*KEY, name, number, name=f"pk_{table}"),
        sqlite_with_rowid=False,
    )
