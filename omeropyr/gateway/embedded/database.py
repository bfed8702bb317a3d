"""Engines: SQLite in WAL mode so that several processes share a store, or PostgreSQL by its URL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from omeropyr.errors import ConfigurationError

BUSY_SECONDS = 30
"""How long a write waits for the write of another process."""
WRITING = "omeropyr_writing"
WRITE_LOCK = 0x6F6D6572
"""Number of the advisory lock that every writer on PostgreSQL holds until its transaction ends."""
SQLITE, POSTGRESQL = "sqlite", "postgresql"
REMEDY = "omeropyr keeps its store in SQLite or in PostgreSQL (postgresql://user@host/database)"

PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}",
)


def parse_url(url: str) -> URL:
    """With the driver we use. Raises ConfigurationError; the message never repeats what may hold a password."""
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, ValueError) as error:
        raise ConfigurationError([f"url: is no address of a database; {REMEDY}"]) from error
    if backend in (POSTGRESQL, "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if backend == SQLITE:
        return parsed
    raise ConfigurationError([f"url: {backend} is not supported; {REMEDY}"])


def make_engine(url: str) -> Engine:
    """Raises ConfigurationError for an address that cannot be one, or that needs a driver that is missing."""
    parsed = parse_url(url)
    return _sqlite(parsed) if parsed.get_backend_name() == SQLITE else _postgresql(parsed)


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin_on_sqlite)
    return engine


def _prepare(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin where `_begin_on_sqlite` says, not where the driver guesses
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_on_sqlite(connection: Connection) -> None:
    """A write takes its lock at once: taking it later could fail with work half done."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _is_writing(connection) else "BEGIN")


def _postgresql(url: URL) -> Engine:
    """Reading sees one moment, as on SQLite, however many statements it takes."""
    waits = {"options": f"-c lock_timeout={BUSY_SECONDS * 1000}"}
    try:
        engine = create_engine(url, pool_pre_ping=True, isolation_level="REPEATABLE READ", connect_args=waits)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise ConfigurationError(["url: PostgreSQL needs a driver: pip install 'omeropyr[postgresql]'"]) from error
    event.listen(engine, "begin", _begin_on_postgresql)
    return engine


def _begin_on_postgresql(connection: Connection) -> None:
    """Writers take turns, as on SQLite: what one has checked, no other changes before it is done."""
    if _is_writing(connection):
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITE_LOCK})


def _is_writing(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get(WRITING, False))


def writing_options(engine: Engine) -> dict[str, Any]:
    """Execution options of a connection that writes. It sees what was committed until it got its turn."""
    if engine.dialect.name == SQLITE:
        return {WRITING: True}
    return {WRITING: True, "isolation_level": "READ COMMITTED"}
