"""Tables of ordered lists that are kept up to date by triggers: see `shelves`. They can be rebuilt from all others."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Integer, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from omeropyr.gateway.embedded.schema.base import Base, by_letters

NARROW: dict[str, Any] = {"sqlite_with_rowid": False}
"""The key is the row: SQLite then keeps no second copy of it."""


def _key(kind: Any = Integer) -> Any:
    return mapped_column(kind, primary_key=True, autoincrement=False)


class ShelfEntryRow(Base):
    """One object on one shelf, four times: for its group and for all groups, for its owner and for all owners (-1)."""

    __tablename__ = "shelf_entry"
    __table_args__ = (NARROW,)

    shelf: Mapped[int] = _key(SmallInteger)
    container_id: Mapped[int] = _key()
    group_id: Mapped[int] = _key()
    owner_id: Mapped[int] = _key()
    sort_name: Mapped[str] = _key(by_letters())
    object_id: Mapped[int] = _key()


class ShelfBlockRow(Base):
    """A stretch of neighbours on a shelf: where it begins, and how many they are."""

    __tablename__ = "shelf_block"
    __table_args__ = (NARROW,)

    shelf: Mapped[int] = _key(SmallInteger)
    container_id: Mapped[int] = _key()
    group_id: Mapped[int] = _key()
    owner_id: Mapped[int] = _key()
    first_name: Mapped[str] = _key(by_letters())
    first_id: Mapped[int] = _key()
    entries: Mapped[int] = mapped_column(BigInteger)
