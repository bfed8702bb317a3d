"""Sets of rows, kept by the database while a transaction lasts: a hundred thousand cost no more code than one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
)

from omeropyr.gateway.embedded.query import is_id
from omeropyr.gateway.embedded.trash import graph

CHOSEN = Table(
    "chosen_row",
    MetaData(),
    Column("table_name", String(64), primary_key=True),
    Column("id", Integer, primary_key=True),
    prefixes=["TEMPORARY"],
    sqlite_with_rowid=False,
)
AT_ONCE = 5_000


class Selection:
    """Rows of many tables. Those that others belong to are listed; the parts of those follow from the foreign keys."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._filled: set[Table] = set()
        """Tables that rows are listed of; about the others the database need not be asked."""

    def add(self, table: Table, ids: Select[Any]) -> int:
        """Add what a SELECT of ids finds; number of new rows."""
        found = ids.subquery()
        column = next(iter(found.c))
        new = select(literal(table.name), column).distinct().where(column.not_in(self.ids(table)))
        added = self.connection.execute(insert(CHOSEN).from_select(["table_name", "id"], new)).rowcount
        if added:
            self._filled.add(table)
        return added

    def add_ids(self, table: Table, ids: Iterable[int]) -> None:
        rows = [{"table_name": table.name, "id": number} for number in sorted(set(ids)) if is_id(number)]
        for start in range(0, len(rows), AT_ONCE):
            self.connection.execute(insert(CHOSEN), rows[start : start + AT_ONCE])
            self._filled.add(table)

    def listed(self) -> dict[str, list[int]]:
        """Table -> ids of all rows that are listed, to be remembered beyond the transaction."""
        found: dict[str, list[int]] = {}
        for name, number in self.connection.execute(select(CHOSEN.c.table_name, CHOSEN.c.id)):
            found.setdefault(name, []).append(number)
        return found

    def size(self) -> int:
        """How many rows are listed, and how many links there are to them: about how much work they are."""
        links = [table for table in graph.tables() if graph.is_link(table) and self.may_have(table)]
        counts = [select(func.count()).select_from(table).where(self.rows_of(table)) for table in links]
        listed = select(func.count()).select_from(CHOSEN)
        return sum(int(self.connection.execute(one).scalar_one()) for one in (listed, *counts))

    def ids(self, table: Table) -> Select[Any]:
        return select(CHOSEN.c.id).where(CHOSEN.c.table_name == table.name)

    def has(self, table: Table, column: Any) -> ColumnElement[bool]:
        """Whether `column` names a row of `table` that is listed."""
        if table not in self._filled:
            return false()
        listed: ColumnElement[bool] = column.in_(self.ids(table))
        return listed

    def count(self, table: Table) -> int:
        if table not in self._filled:
            return 0
        return self.connection.execute(select(func.count()).select_from(self.ids(table).subquery())).scalar_one()

    def add_parts(self) -> None:
        """List whatever belongs to what is listed, and has parts itself."""
        for table in graph.tables():
            if is_listed(table) and any(self.may_have(key.parent) for key in graph.parts(table)):
                self.add(table, select(graph.key_of(table)).where(self._belongs(table)))

    def may_have(self, table: Table) -> bool:
        """False if nothing is listed that rows of `table` are, or belong to."""
        if is_listed(table):
            return table in self._filled
        return any(self.may_have(key.parent) for key in graph.parts(table))

    def rows_of(self, table: Table) -> ColumnElement[bool]:
        """Which rows of `table` are in the selection, listed or as parts."""
        if not is_listed(table):
            return self._belongs(table)
        return self.has(table, graph.key_of(table)) if graph.is_numbered(table) else false()

    def _belongs(self, table: Table) -> ColumnElement[bool]:
        return or_(*(self._by(key) for key in graph.parts(table)))

    def _by(self, key: graph.Reference) -> ColumnElement[bool]:
        if graph.is_numbered(key.parent):
            return self.has(key.parent, key.columns[0])
        return tuple_(*key.columns).in_(select(*key.targets).where(self.rows_of(key.parent)))


def is_listed(table: Table) -> bool:
    """Whether selections list rows of `table`; all others follow from what they belong to."""
    return graph.has_parts(table) or not graph.parts(table) or table.name == "annotation_link"


@contextmanager
def selecting(connection: Connection) -> Iterator[Selection]:
    """An empty selection that is gone at the end of the block, or with the transaction."""
    CHOSEN.create(connection)
    yield Selection(connection)
    CHOSEN.drop(connection)
