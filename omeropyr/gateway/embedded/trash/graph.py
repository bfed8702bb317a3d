"""What refers to what: the foreign keys of all tables, read from their definitions, so that no new table is forgotten.

A key that cascades makes its row a part of what it refers to: it goes along. Any other key to something that goes is
set to NULL, or is in the way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Integer, Table

from omeropyr.gateway.embedded.schema import Base

PEOPLE = frozenset(("experimenter", "experimenter_group"))
"""They are never deleted here, and what belongs to them is no part of them."""
APART = frozenset(
    ("change", "event", "job", "trash", "trash_row", "trash_file", "hidden_object", "login_session", "membership")
)
"""Tables that are not about data."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The foreign key `columns` of `child`, to `targets` of `parent`."""

    child: Table
    columns: tuple[Column[Any], ...]
    parent: Table
    targets: tuple[Column[Any], ...]
    cascades: bool

    @property
    def is_optional(self) -> bool:
        return all(column.nullable for column in self.columns)


@cache
def tables() -> Sequence[Table]:
    """All tables of data, what is referred to before what refers to it."""
    return [table for table in Base.metadata.sorted_tables if table.name not in PEOPLE | APART]


@cache
def references() -> tuple[Reference, ...]:
    return tuple(_references())


def _references() -> Iterator[Reference]:
    known = set(tables())
    for table in tables():
        for key in table.foreign_key_constraints:
            if key.referred_table in known:
                yield _reference(table, key)


def _reference(table: Table, key: ForeignKeyConstraint) -> Reference:
    targets = tuple(element.column for element in key.elements)
    return Reference(table, tuple(key.columns), key.referred_table, targets, key.ondelete == "CASCADE")


@cache
def parts(child: Table) -> tuple[Reference, ...]:
    """The keys by which rows of `child` belong to other rows."""
    return tuple(one for one in references() if one.child is child and one.cascades)


@cache
def loose_ends(parent: Table) -> tuple[Reference, ...]:
    """The keys that lead to rows of `parent` without belonging to them."""
    return tuple(one for one in references() if one.parent is parent and not one.cascades)


@cache
def is_numbered(table: Table) -> bool:
    """Whether rows are known by one number."""
    key = list(table.primary_key)
    return len(key) == 1 and isinstance(key[0].type, Integer)


def key_of(table: Table) -> Column[Any]:
    """The one column of the primary key of a numbered table."""
    column: Column[Any] = next(iter(table.primary_key))
    return column


@cache
def has_parts(table: Table) -> bool:
    """Whether other rows may belong to rows of this table by their number."""
    return is_numbered(table) and any(one.parent is table and one.cascades for one in references())


@cache
def is_link(table: Table) -> bool:
    """Whether it puts things into containers."""
    return "parent_id" in table.c and "child_id" in table.c


def position(name: str) -> int:
    """Where the table stands in `tables`."""
    return _positions()[name]


@cache
def _positions() -> dict[str, int]:
    return {table.name: number for number, table in enumerate(tables())}


@cache
def is_owned(table: Table) -> bool:
    return "owner_id" in table.c and "group_id" in table.c


def table_called(name: str) -> Table:
    return Base.metadata.tables[name]
