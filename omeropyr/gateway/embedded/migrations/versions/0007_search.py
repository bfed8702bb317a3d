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
TEXTS = ("description", "tags", "comments", "keyvalues", "files", "channels")
BY_LETTERS = sa.String(255).with_variant(sa.String(255, collation="C"), "postgresql")


def upgrade() -> None:
    _order_by_letters()
    _make_shelf("shelf_entry", "sort_name", "object_id")
    _make_shelf("shelf_block", "first_name", "first_id", sa.Column("entries", sa.BigInteger, nullable=False))
    _make_documents()


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


def _make_documents() -> None:
    table, moment = "search_document", sa.DateTime(timezone=True)
    op.create_table(
        table,
        sa.Column("id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(16), nullable=False),
        *[sa.Column(name, sa.Integer, nullable=False) for name in ("object_id", "owner_id", "group_id")],
        sa.Column("created_at", moment, nullable=False),
        sa.Column("acquired_at", moment, nullable=True),
        sa.Column("side", sa.Integer, nullable=True),
        sa.Column("name", sa.String(255), nullable=False),
        *[sa.Column(name, sa.Text, nullable=False) for name in TEXTS],
        sa.Column("room", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )
    op.create_index(f"ix_{table}_kind_object_id", table, ["kind", "object_id"], unique=True)
    for columns in (["owner_id", "id"], ["created_at"], ["acquired_at"], ["side"]):
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)
