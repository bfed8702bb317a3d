"""Tabular data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

from numpy.typing import NDArray

from omeropyr.gateway.model import Column, Table, TableRows


@runtime_checkable
class Tables(Protocol):
    """Tables as OMERO has them: an original file with typed columns; attach it as a FILE annotation."""

    def create(
        self,
        name: str,
        columns: Sequence[Column],
        values: Sequence[NDArray[Any]] = (),
        *,
        metadata: Mapping[str, Any] | None = None,
        group_id: int | None = None,
    ) -> Table:
        """A new table with its first rows, if any. Raises Invalid naming the column."""

    def get(self, file_id: int) -> Table:
        """Raises NotFound, Invalid for a file that is no table."""

    def append(self, file_id: int, values: Sequence[NDArray[Any]]) -> int:
        """Add rows, all or none; the new number of rows. Raises Forbidden, Invalid."""

    def read(self, file_id: int, *, columns: Sequence[int] = (), start: int = 0, stop: int | None = None) -> TableRows:
        """Rows `start`..`stop` (0-based, stop excluded) of the columns by number; () = all."""

    def rows(self, file_id: int, row_numbers: Sequence[int], *, columns: Sequence[int] = ()) -> TableRows:
        """Single rows, in the order asked. Raises Invalid for a row or column that is not there."""

    def query(
        self,
        file_id: int,
        condition: str,
        *,
        variables: Mapping[str, Any] | None = None,
        start: int = 0,
        stop: int | None = None,
    ) -> Sequence[int]:
        """Numbers of the rows that meet a condition in PyTables' syntax: names of columns and variables, numbers,
        'texts', `== != < <= > >= & | ~ ( ) + - * / % **`. Raises Invalid naming what cannot be understood."""

    def set_metadata(self, file_id: int, metadata: Mapping[str, Any]) -> None: ...
