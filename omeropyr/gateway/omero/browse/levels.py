"""Levels of the tree: a listing is one projection, and one count where the page does not say how many there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from omeropyr.errors import NotFound
from omeropyr.gateway.model import DataObject, Kind, Listing, ObjectRef, Page, Scope
from omeropyr.gateway.omero import rows
from omeropyr.gateway.omero.lease import Lease
from omeropyr.gateway.omero.queries.levels import LEVELS, OWNED, THESE
from omeropyr.gateway.omero.queries.running import LARGEST_ID, Row, check_page, ids, number
from omeropyr.gateway.omero.queries.running import rows as ask_rows
from omeropyr.gateway.port import ANYWHERE

MAKE: Mapping[Kind, Callable[[Row], DataObject]] = {
    Kind.PROJECT: rows.project,
    Kind.DATASET: rows.dataset,
    Kind.SCREEN: rows.screen,
    Kind.PLATE: rows.plate,
    Kind.ACQUISITION: rows.run,
    Kind.IMAGE: rows.image_summary,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which objects of a kind: those in a container, those in nothing, those with a tag, those of a name, or all."""

    kind: Kind
    viewer_id: int
    scope: Scope = ANYWHERE
    container_id: int | None = None
    tag_id: int | None = None
    orphaned: bool = False

    @property
    def conditions(self) -> list[str]:
        level = LEVELS[self.kind]
        found = {
            level.inside: self.container_id is not None,
            level.loose: self.orphaned and self.container_id is None,
            level.tagged: self.tag_id is not None,
            OWNED: self.scope.owner_id is not None,
        }
        return [condition for condition, is_wanted in found.items() if is_wanted]

    @property
    def values(self) -> dict[str, Any]:
        """Named as in the conditions; a query is given no more than it asks for."""
        found = {"container_id": self.container_id, "tag_id": self.tag_id, "owner_id": self.scope.owner_id}
        return {name: value for name, value in found.items() if value is not None}

    @property
    def is_possible(self) -> bool:
        """Whether every id is one that an object can have."""
        numbers = (*self.values.values(), 0 if self.scope.group_id is None else self.scope.group_id)
        return all(0 <= value <= LARGEST_ID for value in numbers)


def page_of(lease: Lease, asked: Asked, page: Page) -> Listing[Any]:
    """Raises Invalid for a page that cannot be."""
    check_page(page)
    if not asked.is_possible:
        return Listing([], 0)
    if page.limit == 0:
        return Listing([], count(lease, asked))
    found = _rows(lease, asked, page)
    is_all = page.limit is None or len(found) < page.limit
    total = page.offset + len(found) if is_all and (found or not page.offset) else count(lease, asked)
    return Listing([MAKE[asked.kind](row) for row in found], total)


def count(lease: Lease, asked: Asked) -> int:
    if not asked.is_possible:
        return 0
    return number(lease, LEVELS[asked.kind].total(asked.conditions), asked.values, group_id=asked.scope.group_id)


def _rows(lease: Lease, asked: Asked, page: Page) -> list[Row]:
    hql = LEVELS[asked.kind].listing(asked.conditions)
    return ask_rows(lease, hql, asked.values | _viewer(asked), group_id=asked.scope.group_id, page=page)


def _viewer(asked: Asked) -> dict[str, int]:
    return {"viewer_id": asked.viewer_id} if asked.kind is Kind.IMAGE else {}


def these(lease: Lease, asked: Asked, object_ids: Sequence[int]) -> dict[int, Any]:
    """The readable ones by id."""
    hql = LEVELS[asked.kind].listing([THESE])
    found = ask_rows(lease, hql, {"ids": ids(object_ids)} | _viewer(asked))
    return {row["id"]: MAKE[asked.kind](row) for row in found}


def one_of(lease: Lease, asked: Asked, object_id: int) -> Any:
    """Raises NotFound."""
    found = these(lease, asked, [object_id]).get(object_id)
    if found is None:
        raise NotFound(asked.kind, object_id)
    return found


def objects_of(lease: Lease, asked: Asked, refs: Sequence[ObjectRef]) -> Mapping[ObjectRef, DataObject]:
    """The readable ones that are of the tree, in the order asked; one projection for each kind."""
    found: dict[ObjectRef, DataObject] = {}
    for kind in LEVELS.keys() & {ref.kind for ref in refs}:
        there = these(lease, replace(asked, kind=kind), [ref.id for ref in refs if ref.kind is kind])
        found |= {ObjectRef(kind, id_): thing for id_, thing in there.items()}
    return {ref: found[ref] for ref in dict.fromkeys(refs) if ref in found}
