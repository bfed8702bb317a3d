"""One page of a shelf, and how many there are: the SQL that finds it by blocks.

Several groups mean several stretches that are merged. Sorted by where they begin, blocks say at most how many entries
come before each of them (`ahead`: the sum of all blocks that begin earlier). The page is looked for from the last
block that has no more than `offset` ahead (`start`), as far as the first that surely lies behind the page (`stop`);
`passed` is how many entries exactly come before `start`. Only entries between the two are touched: about one block
for each group and the page, wherever it is.
"""

from __future__ import annotations

from functools import cache

from sqlalchemy import BigInteger, Integer, TextualSelect, bindparam, text

from omeropyr.gateway.embedded.shelves.blocks import BLOCK
from omeropyr.gateway.embedded.shelves.catalogue import NOWHERE, Shelf
from omeropyr.gateway.embedded.shelves.doors import Door
from omeropyr.gateway.model import Page, Scope

BEHIND_ALL = "\U0010ffff" * 256
"""After every name, for names have at most 255 characters."""
EVERYTHING = 2**62
"""More than any shelf has."""

SPAN = """
span AS (
    SELECT block.group_id, block.owner_id, block.first_name, block.first_id, block.entries,
           lead(block.first_name) OVER own AS next_name, lead(block.first_id) OVER own AS next_id,
           sum(block.entries) OVER (
               ORDER BY block.first_name, block.first_id, block.group_id ROWS UNBOUNDED PRECEDING
           ) - block.entries AS ahead
    FROM door JOIN shelf_block AS block
        ON block.group_id = door.group_id AND block.owner_id = door.owner_id
    WHERE block.shelf = :shelf AND block.container_id = :container_id
    WINDOW own AS (PARTITION BY block.group_id, block.owner_id ORDER BY block.first_name, block.first_id)
)"""

ENTRIES = """
    entry.shelf = :shelf AND entry.container_id = :container_id
    AND entry.group_id = {stretch}.group_id AND entry.owner_id = {stretch}.owner_id"""

BOUNDS = f"""
whole AS (
    SELECT coalesce(sum(entries), 0) AS total, :offset + :limit + {BLOCK} * (count(DISTINCT group_id) - 1) AS far
    FROM span
),
start AS (
    SELECT first_name, first_id FROM span WHERE ahead <= :offset ORDER BY first_name DESC, first_id DESC LIMIT 1
),
stop AS (
    SELECT first_name, first_id FROM span
    WHERE ahead >= (SELECT far FROM whole) ORDER BY first_name, first_id LIMIT 1
),
passed AS (
    SELECT coalesce(sum(CASE
        WHEN (span.next_name, span.next_id) <= (start.first_name, start.first_id) THEN span.entries
        ELSE (
            SELECT count(*) FROM shelf_entry AS entry WHERE {ENTRIES.format(stretch="span")}
            AND (entry.sort_name, entry.object_id) >= (span.first_name, span.first_id)
            AND (entry.sort_name, entry.object_id) < (start.first_name, start.first_id)
        ) END), 0) AS entries
    FROM span CROSS JOIN start
    WHERE (span.first_name, span.first_id) < (start.first_name, start.first_id)
)"""

PAGE = f"""
SELECT entry.object_id AS id, (SELECT total FROM whole) AS total
FROM start CROSS JOIN door JOIN shelf_entry AS entry ON {ENTRIES.format(stretch="door")}
WHERE (entry.sort_name, entry.object_id) >= (start.first_name, start.first_id)
    AND (entry.sort_name, entry.object_id) < (
        coalesce((SELECT first_name FROM stop), :behind_all), coalesce((SELECT first_id FROM stop), 0)
    )
ORDER BY entry.sort_name, entry.object_id
LIMIT :limit OFFSET :offset - (SELECT entries FROM passed)"""


@cache
def page_statement(door: Door) -> TextualSelect:
    """(id, total) of the entries of a page, in their order; see `bound` for what it binds."""
    statement = text(f"WITH door AS ({door.sql()}), {SPAN}, {BOUNDS} {PAGE}")
    statement = statement.bindparams(
        bindparam("offset", type_=BigInteger),
        bindparam("limit", type_=BigInteger),
        bindparam("behind_all", BEHIND_ALL),
    )
    return statement.columns(id=Integer, total=BigInteger)


@cache
def total_statement(door: Door) -> TextualSelect:
    """How many there are, on all pages."""
    found = f"WITH door AS ({door.sql()}), {SPAN} SELECT coalesce(sum(entries), 0) AS total FROM span"
    return text(found).columns(total=BigInteger)


def bound(viewer_id: int, shelf: Shelf, container_id: int | None, scope: Scope) -> dict[str, object]:
    """What the statements bind beside the page."""
    values: dict[str, object] = {"viewer_id": viewer_id, "shelf": int(shelf), "container_id": container_id or NOWHERE}
    if scope.group_id is not None:
        values["scope_group"] = scope.group_id
    if scope.owner_id is not None:
        values["scope_owner"] = scope.owner_id
    return values


def cut_by(page: Page) -> dict[str, int]:
    return {"offset": page.offset, "limit": EVERYTHING - 2 * page.offset if page.limit is None else page.limit}
