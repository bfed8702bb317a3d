"""Builds the statements: one for each listing, restricted by `rights`, with a cost that grows with the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, TextualSelect, bindparam, func, select

from omeropyr.errors import Invalid, NotFound
from omeropyr.gateway.embedded.hiding import is_shown, some_are_hidden
from omeropyr.gateway.embedded.rights import Sight, Viewer, can_see
from omeropyr.gateway.embedded.schema import GroupRow, MembershipRow
from omeropyr.gateway.embedded.statements import AnyRow, AnySelect
from omeropyr.gateway.model import Kind, Listing, Page, Scope

T = TypeVar("T")

LARGEST_ID = 2**31 - 1
"""What an integer key holds on every database; nothing can have a larger id."""


def is_id(number: int) -> bool:
    return 0 <= number <= LARGEST_ID


def among(column: Any, ids: Iterable[int]) -> ColumnElement[bool]:
    """`column IN ids`, for any number of ids: they are written out, since databases limit bound values."""
    possible = sorted({number for number in ids if is_id(number)})
    criterion: ColumnElement[bool] = column.in_(bindparam(None, possible, expanding=True, literal_execute=True))
    return criterion


def in_scope(thing: Any, scope: Scope) -> list[ColumnElement[bool]]:
    pairs = ((thing.group_id, scope.group_id), (thing.owner_id, scope.owner_id))
    return [among(column, [wanted]) for column, wanted in pairs if wanted is not None]


class ListingQuery:
    """One page of the rows of `thing`.

    The page is cut first, from the narrow columns; whatever is expensive (`extras`, e.g. counts of children) is
    computed for the rows of the page alone. `extras` gets the sub-query of the page, which has `id`, `group_id`,
    `level` and `leads`.
    """

    def __init__(
        self,
        viewer: Viewer,
        thing: Any,
        *,
        where: Sequence[ColumnElement[bool]] = (),
        order: Sequence[Any] | None = None,
        extras: Callable[[Any], Sequence[ColumnElement[Any]]] = lambda page: (),
        join: Callable[[AnySelect], AnySelect] = lambda statement: statement,
    ) -> None:
        self._thing, self._where, self._extras, self._join = thing, where, extras, join
        self._order = (thing.sort_name, thing.id) if order is None else order
        self._viewer, self._sight = viewer, Sight(viewer, thing)

    def statement(self, page: Page, *more: ColumnElement[bool]) -> AnySelect:
        """`more` narrows the listing further, as does `where`."""
        thing, sight = self._thing, self._sight
        cut = select(thing.id, thing.group_id, sight.level, sight.leads, func.count().over().label("total"))
        cut = cut.select_from(thing)
        cut = self._sight.restrict(cut).where(*self._where, *more).order_by(*self._order)
        return self._filled(cut.offset(page.offset or None).limit(page.limit))

    def on_shelf(self, entries: TextualSelect) -> AnySelect:
        """The rows of a page that a shelf has cut (id, total). Rights are asked once more, row by row.

        `is_disturbed` says of each row whether the shelf may hold hidden objects. Groups and memberships are looked up
        beside each row: joined, a planner might begin with them.
        """
        thing, found, viewer = self._thing, entries.subquery("entries"), self._viewer
        level = select(GroupRow.level).where(GroupRow.id == thing.group_id).correlate(thing).scalar_subquery()
        mine = (MembershipRow.group_id == thing.group_id, MembershipRow.user_id == viewer.user_id)
        leads = select(MembershipRow.is_leader).where(*mine).correlate(thing).scalar_subquery()
        member = [] if viewer.is_admin else [leads.is_not(None)]
        cut = select(thing.id, thing.group_id, level.label("level"), leads.label("leads"), found.c.total)
        cut = cut.select_from(found).join(thing, thing.id == found.c.id)
        cut = cut.where(can_see(viewer, thing.owner_id, level, leads), is_shown(thing), *member)
        return self._filled(cut, some_are_hidden(thing.__tablename__).label("is_disturbed"))

    def _filled(self, cut: AnySelect, *more: ColumnElement[Any]) -> AnySelect:
        thing, rows = self._thing, cut.subquery("page")
        columns = [column for column in thing.__table__.columns if column.name != "sort_name"]
        chosen = select(*columns, rows.c.level, rows.c.leads, rows.c.total, *more, *self._extras(rows))
        return self._join(chosen.select_from(rows).join(thing, thing.id == rows.c.id)).order_by(*self._order)

    def fetch(self, connection: Connection, page: Page, make: Callable[[AnyRow], T]) -> Listing[T]:
        check_page(page)
        return as_listing(connection, self.statement(page), self._counting(), page, make)

    def one(self, connection: Connection, kind: Kind, object_id: int, make: Callable[[AnyRow], T]) -> T:
        """The one row with this id. Raises NotFound."""
        if is_id(object_id):
            row = connection.execute(self.statement(Page(), self._thing.id == object_id)).one_or_none()
            if row is not None:
                return make(row)
        raise NotFound(kind, object_id)

    def count(self, connection: Connection) -> int:
        return int(connection.execute(self._counting()).scalar_one())

    def _counting(self) -> AnySelect:
        return self._sight.restrict(select(func.count()).select_from(self._thing)).where(*self._where)


def as_listing(
    connection: Connection, statement: AnySelect, counting: AnySelect, page: Page, make: Callable[[AnyRow], T]
) -> Listing[T]:
    """One page. Its rows bring `total` along; only a page beyond the end has to be counted for."""
    found = connection.execute(statement).all()
    if found:
        return Listing([make(row) for row in found], found[0].total)
    beyond = page.offset > 0 or page.limit == 0
    return Listing([], connection.execute(counting).scalar_one() if beyond else 0)


def check_page(page: Page) -> None:
    """Raises Invalid."""
    if not 0 <= page.offset <= LARGEST_ID:
        raise Invalid("offset", "must be 0 or more")
    if page.limit is not None and not 0 <= page.limit <= LARGEST_ID:
        raise Invalid("limit", "must be 0 or more")
