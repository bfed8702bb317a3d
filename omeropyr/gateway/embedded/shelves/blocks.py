"""How blocks follow their shelves: counted up and down, and cut in two when they have become too long."""

from __future__ import annotations

BLOCK = 1024
"""No block has more entries."""
FULL = 768
"""What a block has after a rebuild, and what stays in a block that is cut: shelves mostly grow at their end."""

SHELF = ("shelf", "container_id", "group_id", "owner_id")
FIRST_KEY = "'', -1"
"""Before every entry: where the first block of each shelf begins."""


def same_shelf(table: str, row: str) -> str:
    return " AND ".join(f"{table}.{column} = {row}.{column}" for column in SHELF)


def _block_of(row: str) -> str:
    """Condition that names the block an entry is in."""
    return (
        f"{same_shelf('shelf_block', row)} AND (first_name, first_id) = ("
        f"SELECT around.first_name, around.first_id FROM shelf_block AS around WHERE {same_shelf('around', row)}"
        f" AND (around.first_name, around.first_id) <= ({row}.sort_name, +{row}.object_id)"
        " ORDER BY around.first_name DESC, around.first_id DESC LIMIT 1)"
    )


COLUMNS = ", ".join(SHELF)
NEW_COLUMNS = ", ".join(f"NEW.{column}" for column in SHELF)

ADDED = (
    f"INSERT INTO shelf_block ({COLUMNS}, first_name, first_id, entries) VALUES ({NEW_COLUMNS}, {FIRST_KEY}, 0)"
    " ON CONFLICT DO NOTHING",
    f"UPDATE shelf_block SET entries = entries + 1 WHERE {_block_of('NEW')}",
)
"""After an entry NEW has come."""

REMOVED = (
    f"UPDATE shelf_block SET entries = entries - 1 WHERE {_block_of('OLD')}",
    f"DELETE FROM shelf_block WHERE entries = 0 AND {_block_of('OLD')}",
)
"""After an entry OLD has gone."""

_GROUPED = f"""(
    SELECT {", ".join(f"around.{column}" for column in (*SHELF, "first_name", "first_id"))}, count(*) AS entries
    FROM these AS entry CROSS JOIN LATERAL (
        SELECT * FROM shelf_block AS before WHERE {same_shelf("before", "entry")}
        AND (before.first_name, before.first_id) <= (entry.sort_name, entry.object_id)
        ORDER BY before.first_name DESC, before.first_id DESC LIMIT 1) AS around
    GROUP BY {", ".join(f"around.{column}" for column in (*SHELF, "first_name", "first_id"))}) AS counted"""
"""The blocks that the entries of the table `these` are in, and how many of them are in each."""

_COUNTED = (
    f"{same_shelf('shelf_block', 'counted')} AND shelf_block.first_name = counted.first_name"
    " AND shelf_block.first_id = counted.first_id"
)

ADDED_TOGETHER = (
    f"INSERT INTO shelf_block ({COLUMNS}, first_name, first_id, entries) SELECT DISTINCT {COLUMNS}, {FIRST_KEY}, 0"
    " FROM these ON CONFLICT DO NOTHING",
    f"UPDATE shelf_block SET entries = shelf_block.entries + counted.entries FROM {_GROUPED} WHERE {_COUNTED}",
)
"""After all entries of the table `these` have come with one command."""

REMOVED_TOGETHER = (
    f"UPDATE shelf_block SET entries = shelf_block.entries - counted.entries FROM {_GROUPED} WHERE {_COUNTED}",
    f"DELETE FROM shelf_block USING (SELECT DISTINCT {COLUMNS} FROM these) AS gone"
    f" WHERE {same_shelf('shelf_block', 'gone')} AND entries = 0",
)
"""After all entries of the table `these` have gone with one command."""

CUT = (
    f"INSERT INTO shelf_block ({COLUMNS}, first_name, first_id, entries)"
    f" SELECT {NEW_COLUMNS}, cut.sort_name, cut.object_id, NEW.entries - {FULL} FROM (SELECT entry.sort_name,"
    f" entry.object_id FROM shelf_entry AS entry WHERE {same_shelf('entry', 'NEW')}"
    " AND (entry.sort_name, entry.object_id) >= (NEW.first_name, +NEW.first_id)"
    f" ORDER BY entry.sort_name, entry.object_id LIMIT 1 OFFSET {FULL}) AS cut",
    f"UPDATE shelf_block SET entries = {FULL} WHERE {same_shelf('shelf_block', 'NEW')}"
    " AND first_name = NEW.first_name AND first_id = NEW.first_id",
)
"""After a block NEW has become longer than BLOCK."""

REBUILD = (
    f"INSERT INTO shelf_block ({COLUMNS}, first_name, first_id, entries)"
    f" SELECT {COLUMNS}, CASE position WHEN 0 THEN '' ELSE sort_name END,"
    f" CASE position WHEN 0 THEN -1 ELSE object_id END,"
    f" CASE WHEN total - position < {FULL} THEN total - position ELSE {FULL} END"
    f" FROM (SELECT {COLUMNS}, sort_name, object_id,"
    f" row_number() OVER (PARTITION BY {COLUMNS} ORDER BY sort_name, object_id) - 1 AS position,"
    f" count(*) OVER (PARTITION BY {COLUMNS}) AS total FROM shelf_entry) AS numbered"
    f" WHERE position = {FULL} * (position / {FULL})"
)
