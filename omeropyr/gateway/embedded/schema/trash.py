"""Tables of what was taken away and may come back: rows, links, columns, and what is on its way."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from omeropyr.gateway.embedded.schema.base import Base, Moment, Numbered, now


class TrashRow(Base, Numbered):
    """What one act took away. Deleting this row is what empties the trash: see `TrashFileRow`."""

    __tablename__ = "trash"

    owner_id: Mapped[int] = mapped_column(ForeignKey("experimenter.id"), index=True)
    """Who did it."""
    act: Mapped[str] = mapped_column(String(16))
    """`delete`; or `move` and `give`, which are kept for `undo` alone and are never listed."""
    title: Mapped[str] = mapped_column(Text)
    deleted_at: Mapped[datetime] = mapped_column(Moment, default=now)
    expires_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    included: Mapped[dict[str, int]] = mapped_column(JSON)
    """Kind -> number of objects."""
    owners: Mapped[list[list[int]]] = mapped_column(JSON)
    """Whose the objects are: [[owner, group], ...]."""
    bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    request: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What was asked for, to do it again."""
    way: Mapped[str | None] = mapped_column(String(8))
    """`out` while its rows leave their tables step by step, `back` while they return; None when all is done."""
    job_id: Mapped[int | None]
    """The job that takes these steps."""


class TrashPieceRow(Base, Numbered):
    """Some rows of one table, in the order of their keys. `old` are values of `columns`; the key comes first.

    With `new` the rows stayed and their columns were changed from `old` to `new`; without they were deleted.
    """

    __tablename__ = "trash_row"
    __table_args__ = (Index(None, "trash_id", "id"), {"sqlite_autoincrement": True})

    trash_id: Mapped[int] = mapped_column(ForeignKey("trash.id", ondelete="CASCADE"))
    table_name: Mapped[str] = mapped_column(String(64))
    columns: Mapped[list[str]] = mapped_column(JSON)
    old: Mapped[list[list[Any]]] = mapped_column(JSON)
    new: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """Column -> the value that all of these rows got."""
    first_id: Mapped[int | None]
    last_id: Mapped[int | None]
    """Range of the keys, where they are single numbers."""


class HiddenRow(Base):
    """An object on its way into the trash or back: nobody sees it, wherever its rows are at this moment."""

    __tablename__ = "hidden_object"
    __table_args__ = ({"sqlite_with_rowid": False},)

    table_name: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    trash_id: Mapped[int] = mapped_column(ForeignKey("trash.id", ondelete="CASCADE"), index=True)


class TrashFileRow(Base, Numbered):
    """A file, folder or `*` pattern below the store's folder that goes for good with its trash.

    Once `trash_id` is gone nothing needs it any more, and `discarding` removes it: whoever dies in between leaves the
    rest to the next one.
    """

    __tablename__ = "trash_file"

    trash_id: Mapped[int | None] = mapped_column(ForeignKey("trash.id", ondelete="SET NULL"), index=True)
    path: Mapped[str] = mapped_column(Text)
