"""The event log: who changed what, from what, to what. Events are added and never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from omeropyr.gateway.embedded.schema.base import Base, Moment, Numbered, now


class ChangeRow(Base, Numbered):
    """What one transaction changed: the events that go together."""

    __tablename__ = "change"
    __table_args__ = (Index(None, "user_id", "id"), {"sqlite_autoincrement": True})

    at: Mapped[datetime] = mapped_column(Moment, default=now)
    user_id: Mapped[int] = mapped_column(ForeignKey("experimenter.id"))
    title: Mapped[str] = mapped_column(Text)
    refs: Mapped[list[list[Any]]] = mapped_column(JSON)
    """[[kind, id], ...] of what it was about; of many objects the first ones."""
    can_undo: Mapped[bool]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("change.id"), index=True)


class EventRow(Base, Numbered):
    """`old` and `new` hold the changed fields only; None where there was or is nothing."""

    __tablename__ = "event"
    __table_args__ = (Index(None, "kind", "object_id", "id"), {"sqlite_autoincrement": True})

    at: Mapped[datetime] = mapped_column(Moment, default=now)
    user_id: Mapped[int] = mapped_column(ForeignKey("experimenter.id"), index=True)
    actor_id: Mapped[int | None]
    """The administrator who did it in the name of the user."""
    action: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[int]
    old: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    new: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    change_id: Mapped[int | None] = mapped_column(ForeignKey("change.id"), index=True)
    rows: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    """What `undo` needs beside: the changed rows of the database. See `history.rowchanges`."""
