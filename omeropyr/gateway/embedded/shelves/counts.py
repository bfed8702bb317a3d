"""How many are on a shelf, and where on it a thing is, as parts of larger statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from omeropyr.gateway.embedded.hiding import some_are_hidden
from omeropyr.gateway.embedded.rights import SEEN_BY_MEMBERS, Viewer
from omeropyr.gateway.embedded.schema import HiddenRow, ShelfBlockRow, ShelfEntryRow
from omeropyr.gateway.embedded.shelves.catalogue import ANY, NOWHERE, TABLE_OF, Shelf


def seen_owner(viewer: Viewer, level: Any, leads: Any) -> ColumnElement[int] | int:
    """Whose entries count in a group of this level that the viewer is in: everybody's, or only their own."""
    if viewer.is_admin:
        return ANY
    return case((or_(level.in_(SEEN_BY_MEMBERS), leads), ANY), else_=viewer.user_id)


@dataclass(frozen=True, slots=True)
class Stretch:
    """What one viewer sees of a shelf in one group; every part may be an expression of the outer statement."""

    shelf: Shelf
    group_id: Any
    owner_id: Any
    container_id: Any = NOWHERE

    def total(self) -> Any:
        block = aliased(ShelfBlockRow)
        counted = select(func.coalesce(func.sum(block.entries), 0)).where(*self._is(block))
        return counted.correlate_except(block).scalar_subquery() - self._hidden()

    def index_of(self, sort_name: Any, object_id: Any) -> Any:
        """0-based: what is in the blocks before the one with the thing, and before the thing in its own block."""
        key = tuple_(sort_name, object_id + 0)  # a sum has no affinity of its own: see `pages`
        block, entry = aliased(ShelfBlockRow), aliased(ShelfEntryRow)
        first, place = tuple_(block.first_name, block.first_id), tuple_(entry.sort_name, entry.object_id)
        earlier = select(func.coalesce(func.sum(block.entries), 0)).where(*self._is(block), first < self._block_of(key))
        within = select(func.count()).select_from(entry).where(*self._is(entry), place >= self._block_of(key))
        within = within.where(place < key)
        return earlier.correlate_except(block).scalar_subquery() + within.correlate_except(entry).scalar_subquery()

    def _hidden(self) -> Any:
        """How many of them are hidden; looked at one by one, but only while any object of the kind is."""
        entry, table = aliased(ShelfEntryRow), TABLE_OF[self.shelf]
        is_hidden = exists().where(HiddenRow.table_name == table, HiddenRow.id == entry.object_id)
        counted = select(func.count()).select_from(entry).where(*self._is(entry), is_hidden)
        return case((some_are_hidden(table), counted.correlate_except(entry).scalar_subquery()), else_=0)

    def _block_of(self, key: Any) -> Any:
        """Where the block begins that a thing is in."""
        block = aliased(ShelfBlockRow)
        first = (block.first_name, block.first_id)
        begun = select(block.first_name, block.first_id + 0).where(*self._is(block), tuple_(*first) <= key)
        begun = begun.order_by(*(column.desc() for column in first)).limit(1)
        return begun.correlate_except(block).scalar_subquery()

    def _is(self, row: Any) -> tuple[ColumnElement[bool], ...]:
        return (
            row.shelf == int(self.shelf),
            row.container_id == self.container_id,
            row.group_id == self.group_id,
            row.owner_id == self.owner_id,
        )
