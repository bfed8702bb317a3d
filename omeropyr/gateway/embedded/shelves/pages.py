"""One page of a shelf, and how many there are: the SQL that finds it by blocks.

Several groups mean several stretches that are merged. Sorted by where they begin, blocks say at most how many entries
come before each of them (`ahead`: the sum of all blocks that begin earlier). The page is looked for from the last
block that has no more than `offset` ahead (`start`), as far as the first that surely lies behind the page (`stop`);
`passed` is how many entries exactly come before `start`. Only entries between the two are touched: about one block
for each group and the page, wherever it is. (PostgreSQL needs no `stop`: it can cut each stretch for itself.)
"""

from __future__ import annotations

from functools import cache

from sqlalchemy import BigInteger, Boolean, Integer, TextualSelect, bindparam, text

from omeropyr.gateway.embedded.shelves.blocks import BLOCK
from omeropyr.gateway.embedded.shelves.catalogue import NOWHERE, Shelf
from omeropyr.gateway.embedded.shelves.doors import Door
from omeropyr.gateway.model import Page, Scope

BEHIND_ALL = "\U0010ffff" * 256
"""After every name, for names have at most 255 characters."""
EVERYTHING = 2**62
"""More than any shelf has."""

STRETCH = """
    {row}.shelf = :shelf AND {row}.container_id = :container_id
    AND {row}.group_id = {of}.group_id AND {row}.owner_id = {of}.owner_id"""
IN_STRETCH = STRETCH.format(row="entry", of="{of}")
# The plus signs are for SQLite: without them a column of another table is compared by its own affinity, which the
# second column of an index cannot do, and shelves of equal names are read from their start.
FROM_START = "(entry.sort_name, entry.object_id) >= (start.first_name, +start.first_id)"

BLOCKS = {
    "sqlite": f"door CROSS JOIN shelf_block AS block WHERE {STRETCH.format(row='block', of='door')}",
    "postgresql": (
        "door CROSS JOIN LATERAL (SELECT * FROM shelf_block AS found"
        f" WHERE {STRETCH.format(row='found', of='door')} OFFSET 0) AS block"
    ),
}
"""Both ways of writing this tell the planner to go from the few stretches to their rows, never the other way round."""

SPAN = """
span AS (
    SELECT block.group_id, block.owner_id, block.first_name, block.first_id, block.entries,
           lead(block.first_name) OVER own AS next_name, lead(block.first_id) OVER own AS next_id,
           sum(block.entries) OVER (
               ORDER BY block.first_name, block.first_id, block.group_id ROWS UNBOUNDED PRECEDING
           ) - block.entries AS ahead
    FROM {blocks}
    WINDOW own AS (PARTITION BY block.group_id, block.owner_id ORDER BY block.first_name, block.first_id)
)"""

BOUNDS = f"""
whole AS (
    SELECT coalesce(sum(entries), 0) AS total, :offset + :limit + {BLOCK} * (count(DISTINCT group_id) - 1) AS far
    FROM span
),
start AS (
    SELECT first_name, first_id FROM span WHERE ahead <= :offset ORDER BY first_name DESC, first_id DESC LIMIT 1
),
passed AS (
    SELECT coalesce(sum(CASE
        WHEN (span.next_name, span.next_id) <= (start.first_name, start.first_id) THEN span.entries
        ELSE (
            SELECT count(*) FROM shelf_entry AS entry WHERE {IN_STRETCH.format(of="span")}
            AND (entry.sort_name, entry.object_id) >= (span.first_name, +span.first_id)
            AND (entry.sort_name, entry.object_id) < (start.first_name, +start.first_id)
        ) END), 0) AS entries
    FROM span CROSS JOIN start
    WHERE (span.first_name, span.first_id) < (start.first_name, start.first_id)
)"""

STOP = """
stop AS (
    SELECT first_name, first_id FROM span
    WHERE ahead >= (SELECT far FROM whole) ORDER BY first_name, first_id LIMIT 1
)"""

TOUCHED = {
    "sqlite": f"""
        WITH {STOP} SELECT entry.sort_name, entry.object_id
        FROM start CROSS JOIN door CROSS JOIN shelf_entry AS entry
        WHERE {IN_STRETCH.format(of="door")} AND {FROM_START}
            AND (entry.sort_name, entry.object_id) < (
                coalesce((SELECT first_name FROM stop), '{BEHIND_ALL}'), coalesce((SELECT first_id FROM stop), 0)
            )""",
    "postgresql": f"""
        SELECT merged.sort_name, merged.object_id FROM start CROSS JOIN door CROSS JOIN LATERAL (
            SELECT entry.sort_name, entry.object_id FROM shelf_entry AS entry
            WHERE {IN_STRETCH.format(of="door")} AND {FROM_START}
            ORDER BY entry.sort_name, entry.object_id LIMIT :offset + :limit - (SELECT entries FROM passed)
        ) AS merged""",
}

PAGE = """
SELECT object_id AS id, (SELECT total FROM whole) AS total FROM ({touched}) AS touched
ORDER BY sort_name, object_id LIMIT :limit OFFSET :offset - (SELECT entries FROM passed)"""


@cache
def page_statement(door: Door, dialect: str) -> TextualSelect:
    """(id, total) of the entries of a page, in their order; see `bound` for what it binds."""
    span, page = SPAN.format(blocks=BLOCKS[dialect]), PAGE.format(touched=TOUCHED[dialect])
    statement = text(f"WITH door AS ({door.sql()}), {span}, {BOUNDS} {page}")
    statement = statement.bindparams(bindparam("offset", type_=BigInteger), bindparam("limit", type_=BigInteger))
    return statement.columns(id=Integer, total=BigInteger)


@cache
def total_statement(door: Door, dialect: str) -> TextualSelect:
    """(how many there are on all pages, whether hidden objects of `table` are among them)."""
    hidden = "EXISTS (SELECT 1 FROM hidden_object WHERE table_name = :table) AS is_disturbed"
    found = f"SELECT coalesce(sum(block.entries), 0) AS total, {hidden} FROM {BLOCKS[dialect]}"
    return text(f"WITH door AS ({door.sql()}) {found}").columns(total=BigInteger, is_disturbed=Boolean)


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
