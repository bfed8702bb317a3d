"""The database of a store as one file, taken while the store is in use, and the way back."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, text
from sqlalchemy.exc import OperationalError

from omeropyr.errors import Conflict, Unavailable
from omeropyr.gateway.embedded.database import SQLITE, make_engine, parse_url

SQLITE_NAME, POSTGRESQL_NAME = "database.sqlite", "database.dump"


@contextmanager
def dumped(url: str, folder: Path) -> Iterator[tuple[Path, Connection]]:
    """The dump in `folder`, and a connection that sees exactly what is in it.

    Raises Unavailable when PostgreSQL's own program for it is missing or fails.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() == SQLITE:
        with _dumped_sqlite(parsed, folder / SQLITE_NAME) as made:
            yield made
    else:
        with _dumped_postgresql(url, parsed, folder / POSTGRESQL_NAME) as made:
            yield made


@contextmanager
def _dumped_sqlite(url: URL, target: Path) -> Iterator[tuple[Path, Connection]]:
    """`VACUUM INTO` copies one moment of the database, without stopping anybody."""
    with closing(sqlite3.connect(url.database or "", isolation_level=None)) as source:
        source.execute("VACUUM INTO ?", (str(target),))
    engine = create_engine(f"sqlite:///{target}")
    try:
        with engine.connect() as connection:
            yield target, connection
    finally:
        engine.dispose()


@contextmanager
def _dumped_postgresql(url: str, parsed: URL, target: Path) -> Iterator[tuple[Path, Connection]]:
    """pg_dump reads the very snapshot of the connection."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
            _run("pg_dump", parsed, "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}")
            yield target, connection
    finally:
        engine.dispose()


def load(dump: Path, url: str) -> None:
    """Put a dump into an empty database. Raises Conflict for one that holds something, Unavailable."""
    parsed = parse_url(url)
    if parsed.get_backend_name() == SQLITE:
        target = Path(parsed.database or "")
        if target.exists():
            raise Conflict(f"There is a database in {target} already.")
        shutil.copyfile(dump, target)
        return
    _require_empty(url)
    _run("pg_restore", parsed, "--no-owner", "--exit-on-error", "--single-transaction", str(dump))


def _require_empty(url: str) -> None:
    """Raises Conflict, and Unavailable with the server's own words."""
    engine = make_engine(url)
    count = text("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'")
    try:
        with engine.connect() as connection:
            found = connection.execute(count).scalar_one()
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[-1]
        raise Unavailable(f"The database to restore into cannot be used: {reason}") from error
    finally:
        engine.dispose()
    if found:
        raise Conflict("The database to restore into is not empty; make a new one.")


def _run(program: str, url: URL, *arguments: str) -> None:
    """The password goes by the environment: command lines are for everybody to see."""
    found = shutil.which(program)
    if found is None:
        raise Unavailable(f"{program} is needed and not installed; it is part of PostgreSQL's client programs.")
    address = url.set(drivername="postgresql", password=None).render_as_string()
    environment = {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}
    command = [found, *arguments, f"--dbname={address}"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Unavailable(f"{program} failed: {_reason_in(done.stderr)}")


def _reason_in(said: str) -> str:
    """The first error and what follows it, without the name of the program and the kind of each line."""
    lines = said.strip().splitlines()
    first = next((number for number, line in enumerate(lines) if ": error: " in line), 0)
    told = [re.sub(r"^[\w/.-]+: (error|detail|hint|warning): ", "", line) for line in lines[first : first + 2]]
    return "; ".join(told) or "no reason given"
