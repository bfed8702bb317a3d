"""What has to happen to the shelves when a row of some table comes, goes or changes."""

from __future__ import annotations

from collections.abc import Iterator

from omeropyr.gateway.embedded.shelves.blocks import (
    ADDED,
    ADDED_TOGETHER,
    BLOCK,
    CUT,
    REMOVED,
    REMOVED_TOGETHER,
)
from omeropyr.gateway.embedded.shelves.catalogue import NOWHERE, SOURCES, Source, putting
from omeropyr.gateway.embedded.triggers import Trigger


def shelf_triggers() -> Iterator[Trigger]:
    for source in SOURCES:
        yield from _of_things(source)
        yield from _of_links(source)
        yield from _of_tags(source)
    yield Trigger("shelf_entry_added", "AFTER INSERT", "shelf_entry", ADDED, together=ADDED_TOGETHER)
    yield Trigger("shelf_entry_removed", "AFTER DELETE", "shelf_entry", REMOVED, together=REMOVED_TOGETHER)
    too_long = f"NEW.entries > {BLOCK}"
    yield Trigger("shelf_block_cut", "AFTER UPDATE OF entries", "shelf_block", CUT, too_long)
    yield Trigger("shelf_block_cut_again", "AFTER INSERT", "shelf_block", CUT, too_long)


def _of_things(source: Source) -> Iterator[Trigger]:
    """A thing leaves its shelves while its links are still there to say which they are."""
    table, columns = source.table, ", ".join(source.watched)
    put, take = [putting(source.belongings("thing.id = NEW.id"))], list(source.leaving())
    moved = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in source.watched)
    yield Trigger(f"shelf_{table}_new", "AFTER INSERT", table, put)
    yield Trigger(f"shelf_{table}_gone", "BEFORE DELETE", table, take)
    yield Trigger(f"shelf_{table}_leaves", f"BEFORE UPDATE OF {columns}", table, take, moved)
    yield Trigger(f"shelf_{table}_moves", f"AFTER UPDATE OF {columns}", table, put, moved)


def _of_links(source: Source) -> Iterator[Trigger]:
    if source.link is not None and source.inside is not None:
        put = putting(source.in_container("NEW.parent_id", "thing.id = NEW.child_id"))
        take = source.off(source.inside, "OLD.parent_id", "OLD.child_id")
        yield Trigger(f"shelf_{source.link}_in", "AFTER INSERT", source.link, [put])
        yield Trigger(f"shelf_{source.link}_out", "AFTER DELETE", source.link, [take])
    if source.loose is None:
        return
    for table, column in source.holders:
        held = source.off(source.loose, str(NOWHERE), f"NEW.{column}")
        freed = putting(source.in_nothing(f"thing.id = OLD.{column}"))
        yield Trigger(f"shelf_{table}_held", "AFTER INSERT", table, [held])
        yield Trigger(f"shelf_{table}_freed", "AFTER DELETE", table, [freed])


def _of_tags(source: Source) -> Iterator[Trigger]:
    """A tag that several people put on one thing counts once."""
    if source.tag_column is None or source.tagged is None:
        return
    column, table = source.tag_column, "annotation_link"
    put = putting(source.with_tag("NEW.annotation_id", f"thing.id = NEW.{column}"))
    again = f"SELECT 1 FROM {table} AS other WHERE other.{column} = OLD.{column}"
    take = source.off(source.tagged, "OLD.annotation_id", f"OLD.{column}")
    take += f" AND NOT EXISTS ({again} AND other.annotation_id = OLD.annotation_id)"
    yield Trigger(f"shelf_tag_on_{source.table}", "AFTER INSERT", table, [put], f"NEW.{column} IS NOT NULL")
    yield Trigger(f"shelf_tag_off_{source.table}", "AFTER DELETE", table, [take], f"OLD.{column} IS NOT NULL")
