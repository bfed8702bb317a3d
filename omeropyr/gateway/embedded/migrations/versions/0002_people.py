"""Privileges, more about people, photographs, and who acts in whose name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from omeropyr.errors import NotSupported

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SYSTEM_GROUP = 0
PRIVILEGES = [
    "Chgrp",
    "Chown",
    "DeleteFile",
    "DeleteManagedRepo",
    "DeleteOwned",
    "DeleteScriptRepo",
    "ModifyGroup",
    "ModifyGroupMembership",
    "ModifyUser",
    "ReadSession",
    "Sudo",
    "WriteFile",
    "WriteManagedRepo",
    "WriteOwned",
    "WriteScriptRepo",
]
"""Of a full administrator, which every administrator was until now."""


def upgrade() -> None:
    _extend_people()
    _fill_directory()
    _promote_administrators()
    for table in ("login_session", "event"):
        op.add_column(table, sa.Column("actor_id", sa.Integer, nullable=True))
    op.create_table(
        "photo",
        sa.Column("user_id", sa.Integer, nullable=False),
        sa.Column("media_type", sa.String(64), nullable=False),
        sa.Column("picture", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_photo"),
        sa.ForeignKeyConstraint(["user_id"], ["experimenter.id"], name="fk_photo_user_id", ondelete="CASCADE"),
    )


def downgrade() -> None:
    raise NotSupported("A store cannot be taken back to an older version; restore a backup instead.")


def _extend_people() -> None:
    for name in ("middle_name", "institution"):
        op.add_column("experimenter", sa.Column(name, sa.String(255), nullable=False, server_default=""))
    op.add_column("experimenter", sa.Column("entry", sa.Text, nullable=False, server_default=""))
    op.add_column("experimenter", sa.Column("privileges", sa.JSON, nullable=False, server_default="[]"))
    op.add_column("experimenter", sa.Column("ldap_dn", sa.String(255), nullable=True))
    op.add_column("experimenter", sa.Column("last_login_at", sa.DateTime(timezone=True), nullable=True))


def _fill_directory() -> None:
    """What people are listed by; letters are folded here because databases fold them differently."""
    names = ("last_name", "first_name", "ome_name", "email")
    person = sa.table("experimenter", *(sa.column(name) for name in ("id", "entry", *names)))
    connection = op.get_bind()
    for row in connection.execute(sa.select(person)).all():
        entry = " ".join(getattr(row, name) for name in names if getattr(row, name)).casefold()
        connection.execute(sa.update(person).where(person.c.id == row.id).values(entry=entry))


def _promote_administrators() -> None:
    person = sa.table("experimenter", sa.column("id"), sa.column("privileges", sa.JSON))
    membership = sa.table("membership", sa.column("user_id"), sa.column("group_id"))
    administrators = sa.select(membership.c.user_id).where(membership.c.group_id == SYSTEM_GROUP)
    op.execute(sa.update(person).where(person.c.id.in_(administrators)).values(privileges=PRIVILEGES))
