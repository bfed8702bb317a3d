"""Whether listings show what is there: shelves held against the tables that they follow, without changing anything.

Where blocks are cut is no difference: triggers cut them elsewhere than a rebuild does, and both are right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, text

from omeropyr.gateway.embedded.maintenance.findings import Finding, Severity
from omeropyr.gateway.embedded.shelves.blocks import SHELF, same_shelf
from omeropyr.gateway.embedded.shelves.catalogue import SOURCES, Shelf, Source, entries
from omeropyr.gateway.embedded.shelves.pages import BEHIND_ALL

REMEDY = "Make listings anew: omeropyr store reindex."
NAMES = {int(shelf): shelf.name.lower().replace("_", " ") for shelf in Shelf}

COUNTED = f"""
SELECT count(*) AS blocks, coalesce(sum(CASE WHEN entries = found THEN 0 ELSE 1 END), 0) AS wrong,
       coalesce(sum(found), 0) AS covered, (SELECT count(*) FROM shelf_entry) AS present
FROM (
    SELECT span.entries, (
        SELECT count(*) FROM shelf_entry AS entry WHERE {same_shelf("entry", "span")}
        AND (entry.sort_name, entry.object_id) >= (span.first_name, +span.first_id)
        AND (entry.sort_name, entry.object_id) < (coalesce(span.next_name, '{BEHIND_ALL}'), coalesce(span.next_id, 0))
    ) AS found
    FROM (
        SELECT shelf_block.*, lead(first_name) OVER own AS next_name, lead(first_id) OVER own AS next_id
        FROM shelf_block WINDOW own AS (PARTITION BY {", ".join(SHELF)} ORDER BY first_name, first_id)
    ) AS span
) AS compared
"""
"""Every block against the entries from where it begins to where the next one does."""


@dataclass(frozen=True, slots=True)
class _Tally:
    wanted: int
    missing: int


def shelf_findings(connection: Connection) -> Iterator[Finding]:
    """Listings that lack something or show too much, and counts that are wrong."""
    wanted = _wanted(connection)
    counted = connection.execute(text("SELECT shelf, count(*) FROM shelf_entry GROUP BY shelf"))
    present = Counter(dict(map(tuple, counted)))
    for shelf in sorted({*wanted, *present}):
        tally = wanted.get(shelf, _Tally(0, 0))
        surplus = present[shelf] - (tally.wanted - tally.missing)
        if tally.missing or surplus:
            what = f"The listing of {NAMES.get(shelf, shelf)} lacks {tally.missing} entries, and {surplus} are wrong."
            yield Finding(Severity.ERROR, what, REMEDY)
    yield from _blocks(connection)


def _wanted(connection: Connection) -> dict[int, _Tally]:
    """By shelf: how many entries belong on it, and how many of them are not there."""
    found: dict[int, _Tally] = {}
    for source in SOURCES:
        for shelf, wanted, missing in connection.execute(text(_tallied(source))):
            found[shelf] = _Tally(wanted, missing)
    return found


def _tallied(source: Source) -> str:
    """An entry is looked for by its whole key, so that nothing has to be sorted."""
    key = ("container_id", "group_id", "owner_id", "sort_name", "object_id")
    same = " AND ".join(f"entry.{column} = wanted.{column}" for column in key)
    there = f"EXISTS (SELECT 1 FROM shelf_entry AS entry WHERE entry.shelf = wanted.shelf AND {same})"
    return (
        f"SELECT shelf, count(*), sum(CASE WHEN {there} THEN 0 ELSE 1 END)"
        f" FROM ({entries(source.belongings('TRUE'))}) AS wanted GROUP BY shelf"
    )


def _blocks(connection: Connection) -> Iterator[Finding]:
    counted = connection.execute(text(COUNTED)).one()
    outside = counted.present - counted.covered
    if counted.wrong or outside:
        what = f"{counted.wrong} of {counted.blocks} stretches of listings are counted wrongly"
        yield Finding(Severity.ERROR, f"{what}, {outside} entries are in none: totals are wrong.", REMEDY)
