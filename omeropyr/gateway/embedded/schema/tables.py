"""Tabular data: what its columns are, and their values in compressed blocks. See `tables_blocks`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from omeropyr.gateway.embedded.schema.base import Base


class DataTableRow(Base):
    """A table; its original file says whose it is and what it is called."""

    __tablename__ = "data_table"

    file_id: Mapped[int] = mapped_column(ForeignKey("original_file.id", ondelete="CASCADE"), primary_key=True)
    columns: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """[{"name", "type", "description", "size"}, ...]"""
    row_count: Mapped[int] = mapped_column(BigInteger, default=0)
    block_rows: Mapped[int]
    """Rows of every block but the last."""
    user_metadata: Mapped[dict[str, Any]] = mapped_column(JSON)


class TableBlockRow(Base):
    """The values of one column in rows number * block_rows and following."""

    __tablename__ = "table_block"

    file_id: Mapped[int] = mapped_column(ForeignKey("data_table.file_id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    column: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
