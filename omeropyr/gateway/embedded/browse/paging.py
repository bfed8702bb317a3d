"""Pages of listings that belong to somebody by themselves: jobs, changes, events, trash."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, func, select

from omeropyr.gateway.embedded.query import check_page
from omeropyr.gateway.embedded.statements import AnyRow, AnySelect
from omeropyr.gateway.model import Listing, Page

T = TypeVar("T")


def one_page(connection: Connection, statement: AnySelect, page: Page, make: Callable[[AnyRow], T]) -> Listing[T]:
    """A page of an ordered statement with the number of all its rows. Raises Invalid for a page that cannot be."""
    check_page(page)
    counted = statement.add_columns(func.count().over().label("rows_in_all"))
    found = connection.execute(counted.offset(page.offset or None).limit(page.limit)).all()
    if found:
        return Listing([make(row) for row in found], found[0].rows_in_all)
    if not page.offset and page.limit != 0:
        return Listing([], 0)
    counting = select(func.count()).select_from(statement.order_by(None).subquery())
    return Listing([], connection.execute(counting).scalar_one())
