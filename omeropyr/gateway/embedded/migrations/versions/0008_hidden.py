"""Acts on very many objects go in steps: what is on its way is hidden, and listings and the search know it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from omeropyr.errors import NotSupported

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("trash", sa.Column("way", sa.String(8), nullable=True))
    op.add_column("trash", sa.Column("job_id", sa.Integer, nullable=True))
    op.create_table(
        "hidden_object",
        sa.Column("table_name", sa.String(64), nullable=False),
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("trash_id", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("table_name", "id", name="pk_hidden_object"),
        sa.ForeignKeyConstraint(["trash_id"], ["trash.id"], name="fk_hidden_object_trash_id", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_hidden_object_trash_id", "hidden_object", ["trash_id"])


def downgrade() -> None:
    raise NotSupported("A store cannot be taken back to an older version; restore a backup instead.")
