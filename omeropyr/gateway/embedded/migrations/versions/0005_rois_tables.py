"""Regions of interest and tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from omeropyr.errors import NotSupported
from omeropyr.gateway.embedded.migrations.annotation_links import make_annotation_links
from omeropyr.gateway.embedded.migrations.rebuild import rebuilt

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _make_roi()
    with rebuilt("annotation_link"):
        make_annotation_links({"roi_id": "roi"})
    _make_shape()
    _make_data_table()
    _make_table_block()


def downgrade() -> None:
    raise NotSupported("A store cannot be taken back to an older version; restore a backup instead.")


def _foreign(table: str, column: str, target: str, *, ondelete: str | None = "CASCADE", key: str = "id") -> list[Any]:
    return [
        sa.Column(column, sa.Integer, nullable=False),
        sa.ForeignKeyConstraint([column], [f"{target}.{key}"], name=f"fk_{table}_{column}", ondelete=ondelete),
    ]


def _id(table: str) -> list[Any]:
    return [
        sa.Column("id", sa.Integer, sa.Identity(start=1), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    ]


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _make_roi() -> None:
    op.create_table(
        "roi",
        *_id("roi"),
        *_foreign("roi", "owner_id", "experimenter", ondelete=None),
        *_foreign("roi", "group_id", "experimenter_group", ondelete=None),
        sa.Column("created_at", MOMENT, nullable=False),
        *_foreign("roi", "image_id", "image"),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sqlite_autoincrement=True,
    )
    _index("roi", "owner_id")
    _index("roi", "image_id", "id")


def _make_shape() -> None:
    op.create_table(
        "shape",
        *_id("shape"),
        *_foreign("shape", "roi_id", "roi"),
        *_foreign("shape", "image_id", "image"),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("type", sa.String(16), nullable=False),
        *[sa.Column(axis, sa.Integer, nullable=True) for axis in "ztc"],
        sa.Column("text", sa.Text, nullable=False),
        *[sa.Column(side, sa.Double, nullable=False) for side in ("left", "top", "right", "bottom")],
        sa.Column("reach", sa.Integer, nullable=False),
        *[sa.Column(name, sa.JSON, nullable=False) for name in ("geometry", "style")],
        sa.Column("bits", sa.LargeBinary, nullable=True),
        sqlite_autoincrement=True,
    )
    _index("shape", "roi_id", "position")
    _index("shape", "image_id", "reach", "top", "bottom", "left", "right", "roi_id")


def _make_data_table() -> None:
    op.create_table(
        "data_table",
        *_foreign("data_table", "file_id", "original_file"),
        sa.Column("columns", sa.JSON, nullable=False),
        sa.Column("row_count", sa.BigInteger, nullable=False),
        sa.Column("block_rows", sa.Integer, nullable=False),
        sa.Column("user_metadata", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("file_id", name="pk_data_table"),
    )


def _make_table_block() -> None:
    op.create_table(
        "table_block",
        *_foreign("table_block", "file_id", "data_table", key="file_id"),
        *[sa.Column(name, sa.Integer, nullable=False) for name in ("number", "column")],
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("file_id", "number", "column", name="pk_table_block"),
    )
