"""How documents follow the tables: whatever changes, the documents that it is a part of are written anew."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from omeropyr.gateway.embedded.searching import postgresql, sqlite
from omeropyr.gateway.embedded.searching.documents import COLUMNS, DOCUMENTED, Documented
from omeropyr.gateway.embedded.triggers import Trigger
from omeropyr.gateway.model import Kind

INDEXES = {"sqlite": sqlite, "postgresql": postgresql}
USUAL_COLUMNS = ("name", "description", "owner_id", "group_id")
OWN_COLUMNS = {
    "image": (*USUAL_COLUMNS, "created_at", "acquired_at", "fileset_id", "size_x", "size_y"),
    "well": ("owner_id", "group_id"),
}


def rebuild_index(connection: Connection) -> None:
    """All documents, and the index of the full text over them. Without triggers: the caller has removed them."""
    dialect = connection.dialect.name
    connection.exec_driver_sql("DELETE FROM search_document")
    for documented in DOCUMENTED:
        connection.exec_driver_sql(_written(documented.select("TRUE", dialect)))
    INDEXES[dialect].rebuild(connection)


def search_triggers(dialect: str) -> Iterator[Trigger]:
    for documented in DOCUMENTED:
        yield from _of_things(documented, dialect)
        yield from _of_links(documented, dialect)
    yield from _of_annotations(dialect)
    yield from _of_image_parts(dialect)
    yield from _of_groups(dialect)
    yield from INDEXES[dialect].triggers()


def _written(select: str) -> str:
    return f"INSERT INTO search_document ({', '.join(COLUMNS)}) {select}"


def written_anew(documented: Documented, condition: str, dialect: str) -> tuple[str, str]:
    """Statements that write the documents of some things anew. A condition may name `thing.id` only."""
    number = f"'{documented.kind}'"
    which = f"SELECT thing.id FROM {documented.table} AS thing WHERE {condition} AND {documented.shown}"
    dropped = f"DELETE FROM search_document WHERE kind = {number} AND object_id IN ({which})"
    return dropped, _written(documented.select(condition, dialect))


def _dropped(documented: Documented, object_id: str) -> str:
    return f"DELETE FROM search_document WHERE kind = '{documented.kind}' AND object_id = {object_id}"


def _of_things(documented: Documented, dialect: str) -> Iterator[Trigger]:
    table = documented.table
    columns = OWN_COLUMNS.get(table, USUAL_COLUMNS)
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)
    if dialect == "sqlite":
        changed = changed.replace("IS DISTINCT FROM", "IS NOT")
    anew = written_anew(documented, "thing.id = NEW.id", dialect)
    yield Trigger(f"search_{table}_new", "AFTER INSERT", table, anew[1:])
    yield Trigger(f"search_{table}_changed", f"AFTER UPDATE OF {', '.join(columns)}", table, anew, changed)
    yield Trigger(f"search_{table}_gone", "AFTER DELETE", table, [_dropped(documented, "OLD.id")])


def _of_links(documented: Documented, dialect: str) -> Iterator[Trigger]:
    """An annotation put on a thing, or taken off. Where the thing is gone, so is its document."""
    column, table = documented.link_column, "annotation_link"
    for name, event, row in (("on", "AFTER INSERT", "NEW"), ("off", "AFTER DELETE", "OLD")):
        anew = written_anew(documented, f"thing.id = {row}.{column}", dialect)
        yield Trigger(f"search_{name}_{documented.table}", event, table, anew, f"{row}.{column} IS NOT NULL")


def _of_annotations(dialect: str) -> Iterator[Trigger]:
    """A tag renamed, a comment rewritten, an annotation given away: every thing it is on. And pairs of a map."""
    renamed = "AFTER UPDATE OF text, owner_id, file_id"
    for documented in DOCUMENTED:
        column, table = documented.link_column, documented.table
        for name, event, source, row in (
            ("note", renamed, "annotation", "NEW.id"),
            ("pair_on", "AFTER INSERT", "key_value", "NEW.annotation_id"),
            ("pair_off", "AFTER DELETE", "key_value", "OLD.annotation_id"),
            ("pair", "AFTER UPDATE", "key_value", "NEW.annotation_id"),
        ):
            on_it = f"SELECT link.{column} FROM annotation_link AS link WHERE link.annotation_id = {row}"
            condition = f"thing.id IN ({on_it} AND link.{column} IS NOT NULL)"
            yield Trigger(f"search_{name}_{table}", event, source, written_anew(documented, condition, dialect))


def _of_image_parts(dialect: str) -> Iterator[Trigger]:
    """Channels and files of images; files mostly come before their images."""
    image = next(documented for documented in DOCUMENTED if documented.kind is Kind.IMAGE)
    for table, column in (("channel", "thing.id = {}.image_id"), ("original_file", "thing.fileset_id = {}.fileset_id")):
        for name, event, row in (
            ("new", "AFTER INSERT", "NEW"),
            ("gone", "AFTER DELETE", "OLD"),
            ("changed", f"AFTER UPDATE OF {'label' if table == 'channel' else 'name'}", "NEW"),
        ):
            yield Trigger(f"search_{table}_{name}", event, table, written_anew(image, column.format(row), dialect))


def _of_groups(dialect: str) -> Iterator[Trigger]:
    """Whether others' annotations belong to documents depends on the level of the group."""
    for documented in DOCUMENTED:
        column, table = documented.link_column, documented.table
        others = (
            f"SELECT link.{column} FROM annotation_link AS link JOIN annotation AS note ON note.id = link.annotation_id"
            f" JOIN {table} AS on_it ON on_it.id = link.{column}"
            f" WHERE link.group_id = NEW.id AND note.owner_id <> on_it.owner_id"
        )
        anew = written_anew(documented, f"thing.id IN ({others})", dialect)
        moved = "NEW.level <> OLD.level"
        yield Trigger(f"search_level_{table}", "AFTER UPDATE OF level", "experimenter_group", anew, moved)
