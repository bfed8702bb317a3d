"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket nobody else knows, gone with the tests."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL

PROGRAMS = "/usr/lib/postgresql"
UNPRIVILEGED = ("postgres", "nobody")
"""PostgreSQL refuses to run as root; root starts it as one of these."""
OWNER = "omeropyr"
FAST = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
}
START_SECONDS = 60


class NoServer(Exception):
    """There is no PostgreSQL on this machine; the message says how to get one."""


def programs() -> Path:
    """Folder of the newest initdb and postgres there is. Raises NoServer."""
    installed = sorted(Path(PROGRAMS).glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if installed:
        return installed[-1].parent
    found = shutil.which("initdb")
    if found is None:
        raise NoServer("there is no PostgreSQL server here: tools/install-postgresql.sh installs one")
    return Path(found).resolve().parent


@dataclass(frozen=True)
class Server:
    """A running server; `folder` holds its data and its socket."""

    folder: Path

    def url(self, database: str) -> str:
        socket = {"host": str(self.folder)}
        return URL.create("postgresql+psycopg", OWNER, database=database, query=socket).render_as_string(False)

    def create(self, database: str, template: str = "template0") -> str:
        """URL of a new database, a copy of `template` that nobody may be connected to."""
        self.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return self.url(database)

    def drop(self, database: str) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def execute(self, command: str, database: str = "postgres") -> None:
        with psycopg.connect(host=str(self.folder), user=OWNER, dbname=database, autocommit=True) as connection:
            connection.execute(command.encode())

    def rows(self, query: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        with psycopg.connect(host=str(self.folder), user=OWNER, dbname=database, autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()


@contextmanager
def running() -> Iterator[Server]:
    """A server for the time of a `with` block. Raises NoServer."""
    binaries, user = programs(), _user()
    folder = Path(tempfile.mkdtemp(prefix="omeropyr-pg-", dir="/tmp"))
    try:
        if user is not None:
            shutil.chown(folder, user)
        _initialise(binaries, folder, user)
        with _serving(binaries, folder, user):
            yield Server(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> str | None:
    """Whom to run as; None for whoever runs the tests."""
    if os.getuid() != 0:
        return None
    there = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in UNPRIVILEGED if name in there)


def _initialise(binaries: Path, folder: Path, user: str | None) -> None:
    """In a language whose order of letters differs from that of their numbers, as most servers are."""
    language = ["--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=en"]
    command = [binaries / "initdb", f"--username={OWNER}", "--auth=trust", "--no-sync", *language, folder / "data"]
    made = subprocess.run(command, user=user, group=_group(user), extra_groups=_extra(user), capture_output=True)
    if made.returncode != 0:
        raise RuntimeError(made.stderr.decode(errors="replace"))


@contextmanager
def _serving(binaries: Path, folder: Path, user: str | None) -> Iterator[None]:
    settings = [f"-c{name}={value}" for name, value in {**FAST, "unix_socket_directories": str(folder)}.items()]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", *settings],
            **{"user": user, "group": _group(user), "extra_groups": _extra(user)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(binaries, folder, server)
        yield
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
        server.wait(timeout=30)


def _group(user: str | None) -> int | None:
    return None if user is None else pwd.getpwnam(user).pw_gid


def _extra(user: str | None) -> list[int] | None:
    return None if user is None else []


def _wait(binaries: Path, folder: Path, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while subprocess.run([binaries / "pg_isready", "-q", "-h", folder, "-d", "postgres"]).returncode != 0:
        if server.poll() is not None or time.monotonic() > until:
            raise RuntimeError((folder / "log").read_text(encoding="utf-8", errors="replace"))
        time.sleep(0.05)
