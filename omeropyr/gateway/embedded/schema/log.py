"""The event log: who changed what, from what, to what. Rows are added and never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from omeropyr.gateway.embedded.schema.base import Base, Moment, Numbered, now


class EventRow(Base, Numbered):
    """`old` and `new` hold the changed fields only; None where there was or is nothing."""

    __tablename__ = "event"
    __table_args__ = (Index(None, "kind", "object_id", "id"), {"sqlite_autoincrement": True})

    at: Mapped[datetime] = mapped_column(Moment, default=now)
    user_id: Mapped[int] = mapped_column(ForeignKey("experimenter.id"), index=True)
    action: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[int]
    old: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    new: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
