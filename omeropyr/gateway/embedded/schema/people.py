"""Tables of people, their groups and their logins."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Identity, Index, LargeBinary, String, Text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from omeropyr.gateway.embedded.schema.base import NAME_LENGTH, Base, Moment, Numbered, by_letters, now
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
    sort_name: Mapped[str] = mapped_column(by_letters(), index=True)
    level: Mapped[str] = mapped_column(String(6))
    description: Mapped[str] = mapped_column(Text, default="")


def directory_entry(
    ome_name: str,
    first_name: str,
    last_name: str,
    middle_name: str = "",
    email: str | None = None,
    institution: str = "",
) -> str:
    """What people are listed by and searched in: the same on every database, whatever the letters."""
    words = (last_name, first_name, middle_name, ome_name, email, institution)
    return " ".join(word for word in words if word).casefold()


def _directory_entry(context: DefaultExecutionContext) -> str:
    given: dict[str, Any] = context.get_current_parameters()  # type: ignore[no-untyped-call]
    names = ("ome_name", "first_name", "last_name", "middle_name", "email", "institution")
    return directory_entry(**{name: given[name] for name in names if given.get(name)})


class ExperimenterRow(Base, Numbered):
    __tablename__ = "experimenter"

    ome_name: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)
    first_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    middle_name: Mapped[str] = mapped_column(String(NAME_LENGTH), default="", server_default="")
    last_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    email: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    institution: Mapped[str] = mapped_column(String(NAME_LENGTH), default="", server_default="")
    entry: Mapped[str] = mapped_column(Text, default=_directory_entry, server_default="")
    """See `directory_entry`."""
    privileges: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    """Of an administrator; empty for everybody else."""
    ldap_dn: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    """Of somebody whose password another directory keeps."""
    last_login_at: Mapped[datetime | None] = mapped_column(Moment)
    password_hash: Mapped[str | None] = mapped_column(String(NAME_LENGTH))
    """Argon2id in its textual form; None for somebody who cannot sign in by password."""
    default_group_id: Mapped[int] = mapped_column(ForeignKey("experimenter_group.id"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)


class PhotoRow(Base):
    """A person's picture, as it was uploaded."""

    __tablename__ = "photo"

    user_id: Mapped[int] = mapped_column(ForeignKey("experimenter.id", ondelete="CASCADE"), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(64))
    picture: Mapped[bytes] = mapped_column(LargeBinary)


class MembershipRow(Base):
    __tablename__ = "membership"
    __table_args__ = (Index(None, "group_id", "user_id", "is_leader"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("experimenter.id", ondelete="CASCADE"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("experimenter_group.id", ondelete="CASCADE"), primary_key=True)
    is_leader: Mapped[bool] = mapped_column(default=False)


class LoginRow(Base, Numbered):
    """A signed-in session. Only a hash of its key is kept, so that a stolen database opens nothing.

    `actor_id` is the administrator who acts in the name of the user, None for the user.
    """

    __tablename__ = "login_session"

    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("experimenter.id", ondelete="CASCADE"), index=True)
    actor_id: Mapped[int | None]
    agent: Mapped[str] = mapped_column(String(NAME_LENGTH))
    client_ip: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    used_at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)
