"""Triggers that keep derived tables in step with all others: the same statements on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

SQLITE_TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'derived_%'"
POSTGRESQL_TRIGGERS = (
    "SELECT proname FROM pg_proc WHERE proname LIKE 'derived_%' AND pronamespace = current_schema()::regnamespace"
)
CAREFUL = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin")
"""A trigger touches a few rows by their keys. PostgreSQL, which plans it once for all, shall not think otherwise."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """`statements` are run for each row when `event` (`AFTER INSERT`, ...) happens to `table`.

    They and the condition name the row NEW or OLD. `together` does the same for all rows of one command at once, which
    it finds in the table `these`: PostgreSQL can do that, and is several times faster with it.
    """

    name: str
    event: str
    table: str
    statements: Sequence[str]
    condition: str | None = None
    together: Sequence[str] = ()


def install(connection: Connection, triggers: Sequence[Trigger]) -> None:
    """In place of whatever was there."""
    remove(connection)
    make = _for_sqlite if connection.dialect.name == "sqlite" else _for_postgresql
    for trigger in triggers:
        for statement in make(trigger):
            connection.exec_driver_sql(statement)


def remove(connection: Connection) -> None:
    """All triggers of ours; until they are installed again, nothing follows."""
    if connection.dialect.name == "sqlite":
        for name in connection.scalars(text(SQLITE_TRIGGERS)).all():
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    else:
        for name in connection.scalars(text(POSTGRESQL_TRIGGERS)).all():
            connection.exec_driver_sql(f'DROP FUNCTION "{name}"() CASCADE')


def _for_sqlite(trigger: Trigger) -> Iterator[str]:
    when = f"WHEN {trigger.condition}" if trigger.condition else ""
    body = " ".join(f"{statement};" for statement in trigger.statements)
    yield (
        f"CREATE TRIGGER derived_{trigger.name} {trigger.event} ON {trigger.table} FOR EACH ROW {when} BEGIN {body} END"
    )


def _for_postgresql(trigger: Trigger) -> Iterator[str]:
    """A function for each trigger, named like it."""
    name, row = f"derived_{trigger.name}", "OLD" if "DELETE" in trigger.event else "NEW"
    when = f"WHEN ({trigger.condition})" if trigger.condition else ""
    how = f"REFERENCING {row} TABLE AS these FOR EACH STATEMENT" if trigger.together else f"FOR EACH ROW {when}"
    body = " ".join(f"{statement};" for statement in trigger.together or trigger.statements)
    settings = " ".join(f"SET {setting} = off" for setting in CAREFUL)
    yield (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {settings} AS"
        f" $derived$ BEGIN {body} RETURN {row}; END $derived$"
    )
    yield (f"CREATE TRIGGER {name} {trigger.event} ON {trigger.table} {how} EXECUTE FUNCTION {name}()")
