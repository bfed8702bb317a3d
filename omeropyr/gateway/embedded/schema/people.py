"""Tables of people, their groups and their logins."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from omeropyr.gateway.embedded.schema.base import NAME_LENGTH, Base, Moment, Numbered, now
from omeropyr.gateway.model import PermissionLevel

SYSTEM_GROUP = 0
"""Its members are administrators."""
USER_GROUP = 1
"""Its members may sign in."""
GUEST_GROUP = 2
ROOT_USER = 0

LEVELS = ", ".join(f"'{level}'" for level in PermissionLevel)


class GroupRow(Base):
    __tablename__ = "experimenter_group"
    __table_args__ = (
        CheckConstraint(f"level IN ({LEVELS})", name="level"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Identity(start=GUEST_GROUP + 1), primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)
    sort_name: Mapped[str] = mapped_column(String(NAME_LENGTH), index=True)
    level: Mapped[str] = mapped_column(String(6))
    description: Mapped[str] = mapped_column(Text, default="")


class ExperimenterRow(Base, Numbered):
    __tablename__ = "experimenter"

    ome_name: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)
    first_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    last_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    email: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    password_hash: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    """Argon2id in its textual form; None for somebody who cannot sign in by password."""
    default_group_id: Mapped[int] = mapped_column(ForeignKey("experimenter_group.id"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class MembershipRow(Base):
    __tablename__ = "membership"
    __table_args__ = (Index(None, "group_id", "user_id", "is_leader"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("experimenter.id", ondelete="CASCADE"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("experimenter_group.id", ondelete="CASCADE"), primary_key=True)
    is_leader: Mapped[bool] = mapped_column(default=False)


class LoginRow(Base, Numbered):
    """A signed-in session. Only a hash of its key is kept, so that a stolen database opens nothing."""

    __tablename__ = "login_session"

    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("experimenter.id", ondelete="CASCADE"), index=True)
    agent: Mapped[str] = mapped_column(String(NAME_LENGTH))
    client_ip: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    used_at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)
