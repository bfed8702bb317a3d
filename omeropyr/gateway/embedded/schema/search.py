"""The table of what can be found by its words: see `searching`. It can be rebuilt from all others."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from omeropyr.gateway.embedded.schema.base import NAME_LENGTH, Base, Moment


class SearchDocumentRow(Base):
    """Everything that is said about one object. `room` says whose it is and when it came, in words of the index."""

    __tablename__ = "search_document"
    __table_args__ = (
        Index(None, "kind", "object_id", unique=True),
        Index(None, "owner_id", "id"),
        Index(None, "created_at"),
        Index(None, "acquired_at"),
        Index(None, "side"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    object_id: Mapped[int]
    owner_id: Mapped[int]
    group_id: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Moment)
    acquired_at: Mapped[datetime | None] = mapped_column(Moment)
    side: Mapped[int | None]
    """The longest, in pixels; of images only."""
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    description: Mapped[str] = mapped_column(Text)
    tags: Mapped[str] = mapped_column(Text)
    comments: Mapped[str] = mapped_column(Text)
    keyvalues: Mapped[str] = mapped_column(Text)
    files: Mapped[str] = mapped_column(Text)
    channels: Mapped[str] = mapped_column(Text)
    room: Mapped[str] = mapped_column(String(NAME_LENGTH))
