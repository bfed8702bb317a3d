"""How images were taken."""

from __future__ import annotations

from omeropyr.errors import NotSupported

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    raise NotSupported("A store cannot be taken back to an older version; restore a backup instead.")
