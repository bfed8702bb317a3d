"""The levels of the tree: one page of a listing from its shelf, in one statement that is built once in a process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, false

from omeropyr.errors import NotFound
from omeropyr.gateway.embedded.browse import listings
from omeropyr.gateway.embedded.hiding import are_some_hidden
from omeropyr.gateway.embedded.query import ListingQuery, among, check_page, in_scope, is_id
from omeropyr.gateway.embedded.rights import VIEWER_ID, Viewer, any_viewer
from omeropyr.gateway.embedded.shelves.catalogue import OF_KIND, Shelf
from omeropyr.gateway.embedded.shelves.doors import Door
from omeropyr.gateway.embedded.shelves.pages import bound, cut_by, page_statement, total_statement
from omeropyr.gateway.embedded.statements import AnySelect
from omeropyr.gateway.model import DataObject, Kind, Listing, ObjectRef, Page, Scope

OF_TREE = frozenset(listings.LEVELS) - {Kind.TAG}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which objects of a kind: those in a container, those in nothing, those with a tag, or all."""

    kind: Kind
    scope: Scope
    container_id: int | None = None
    tag_id: int | None = None
    orphaned: bool = False

    @property
    def shelf(self) -> Shelf | None:
        """Where they are in order; None for what no shelf has: those in a container, or in nothing, with a tag."""
        source = OF_KIND[self.kind]
        if self.tag_id is not None:
            return None if self.container_id is not None or self.orphaned else source.tagged
        if self.container_id is not None:
            return source.inside
        return source.loose if self.orphaned else source.everything

    @property
    def is_possible(self) -> bool:
        """Whether there can be any: no id is too large for the database."""
        ids = (self.container_id, self.tag_id, self.scope.group_id, self.scope.owner_id)
        return all(number is None or is_id(number) for number in ids)

    def door(self, viewer: Viewer) -> Door:
        return Door(
            is_admin=viewer.is_admin,
            in_container=self.container_id is not None or self.tag_id is not None,
            by_tag=self.tag_id is not None,
            one_group=self.scope.group_id is not None,
            one_owner=self.scope.owner_id is not None,
        )


def page_of(connection: Connection, viewer: Viewer, asked: Asked, page: Page) -> Listing[Any]:
    """Raises Invalid for a page that cannot be."""
    check_page(page)
    if not asked.is_possible:
        return Listing([], 0)
    if asked.shelf is None:
        return _off_shelf(connection, viewer, asked, page)
    statement = _statement(asked.kind, asked.door(viewer), connection.dialect.name)
    found = connection.execute(statement, _bound(viewer, asked) | cut_by(page)).all()
    make = listings.LEVELS[asked.kind].make
    if found and not found[0].is_disturbed:
        return Listing([make(row, viewer) for row in found], found[0].total)
    if found or are_some_hidden(connection, OF_KIND[asked.kind].table):
        return _off_shelf(connection, viewer, asked, page)
    beyond = page.offset > 0 or page.limit == 0
    return Listing([], count_on_shelf(connection, viewer, asked) if beyond else 0)


def count_on_shelf(connection: Connection, viewer: Viewer, asked: Asked) -> int:
    if not asked.is_possible:
        return 0
    statement = total_statement(asked.door(viewer), connection.dialect.name)
    table = {"table": OF_KIND[asked.kind].table}
    total, is_disturbed = connection.execute(statement, _bound(viewer, asked) | table).one()
    return _query(viewer, asked).count(connection) if is_disturbed else int(total)


def one_of(connection: Connection, viewer: Viewer, kind: Kind, object_id: int) -> Any:
    """Raises NotFound."""
    if is_id(object_id):
        wanted = {VIEWER_ID: viewer.user_id, "object_id": object_id}
        row = connection.execute(listings.one_statement(kind, viewer.is_admin), wanted).one_or_none()
        if row is not None:
            return listings.LEVELS[kind].make(row, viewer)
    raise NotFound(kind, object_id)


def objects_of(connection: Connection, viewer: Viewer, refs: Sequence[ObjectRef]) -> Mapping[ObjectRef, DataObject]:
    """The readable ones that are of the tree, in the order asked; one statement for each kind."""
    found: dict[ObjectRef, DataObject] = {}
    for kind in OF_TREE & {ref.kind for ref in refs}:
        level = listings.LEVELS[kind]
        query = level.query(viewer, [among(level.thing.id, [ref.id for ref in refs if ref.kind is kind])])
        for row in connection.execute(query.statement(Page())):
            found[ObjectRef(kind, row.id)] = level.make(row, viewer)
    return {ref: found[ref] for ref in dict.fromkeys(refs) if ref in found}


@cache
def _statement(kind: Kind, door: Door, dialect: str) -> AnySelect:
    return listings.LEVELS[kind].query(any_viewer(door.is_admin)).on_shelf(page_statement(door, dialect))


def _bound(viewer: Viewer, asked: Asked) -> dict[str, object]:
    container = asked.container_id if asked.tag_id is None else asked.tag_id
    return bound(viewer.user_id, asked.shelf or Shelf.IMAGES, container, asked.scope)


def _off_shelf(connection: Connection, viewer: Viewer, asked: Asked, page: Page) -> Listing[Any]:
    """Rows are looked at one by one: what is asked for with a tag in a container is few, hidden objects are rare."""
    make = listings.LEVELS[asked.kind].make
    return _query(viewer, asked).fetch(connection, page, lambda row: make(row, viewer))


def _query(viewer: Viewer, asked: Asked) -> ListingQuery:
    return listings.LEVELS[asked.kind].query(viewer, within(viewer, asked))


def within(viewer: Viewer, asked: Asked) -> list[ColumnElement[bool]]:
    """What is asked for as conditions, without the help of a shelf."""
    level = listings.LEVELS[asked.kind]
    if not asked.is_possible:
        return [false()]
    inside = listings.contained(level, asked.container_id, orphaned=asked.orphaned)
    tagged = listings.tagged(viewer, level.thing, asked.kind, asked.tag_id)
    return [*in_scope(level.thing, asked.scope), *inside, *tagged]
