"""Versions of the database: which one it has, which one this program needs, and the way there."""

from __future__ import annotations

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from omeropyr.gateway.embedded.derived import rebuild

MIGRATIONS = "omeropyr.gateway.embedded:migrations"


def migration_config() -> Config:
    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    return config


@cache
def newest_revision() -> str:
    head = ScriptDirectory.from_config(migration_config()).get_current_head()
    if head is None:
        raise LookupError("this installation has no migrations")
    return head


def revision_of(connection: Connection) -> str | None:
    """None for a database that holds no store."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(connection: Connection) -> None:
    """Run what is missing, inside the transaction of `connection`; what is derived is then made anew."""
    if revision_of(connection) == newest_revision():
        return
    config = migration_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    rebuild(connection)
