"""Regions of interest and tables."""

from __future__ import annotations

from omeropyr.errors import NotSupported

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    raise NotSupported("A store cannot be taken back to an older version; restore a backup instead.")
