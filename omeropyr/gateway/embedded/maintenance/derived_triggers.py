"""Whether the triggers are there that keep listings and search up to date."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from omeropyr.gateway.embedded.derived import wanted_triggers
from omeropyr.gateway.embedded.maintenance.findings import Finding, Severity

REMEDY = "Make them anew, with listings and the search index: omeropyr store reindex."
NAMED = 5
"""Triggers that one sentence names."""

INSTALLED = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal AND tgenabled <> 'D'"
    ),
}


def trigger_findings(connection: Connection) -> Iterator[Finding]:
    """Without a trigger nothing follows what happens to its table."""
    dialect = connection.dialect.name
    installed = {(name, table) for name, table in connection.execute(text(INSTALLED[dialect]))}
    wanted = [(f"derived_{trigger.name}", trigger.table) for trigger in wanted_triggers(dialect)]
    missing = [name for name, table in wanted if (name, table) not in installed]
    if missing:
        listed = ", ".join(missing[:NAMED]) + (", ..." if len(missing) > NAMED else "")
        yield Finding(Severity.ERROR, f"{len(missing)} triggers of the database are missing: {listed}.", REMEDY)
