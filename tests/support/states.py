"""States of a store: the one of now, and kept ones, which can be had again and again."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from postgresql import Server

PATIENCE = 60.0
"""Seconds that a server may go on with what a killed process had asked for."""


class States(Protocol):
    """Nobody uses the store while its state changes."""

    @property
    def folder(self) -> Path:
        """Of the store, in every state the same."""

    @property
    def url(self) -> str | None:
        """Of its database; None for one in the folder."""

    def keep(self, name: str) -> None:
        """What is now can be had again under this name."""

    def go_back(self, name: str) -> None: ...

    def settle(self) -> None:
        """Wait until nothing goes on that a killed process had begun, and forget what leaves no trace in rows."""


@dataclass
class SqliteStates:
    """Folders beside each other."""

    folder: Path
    url: None = None

    def keep(self, name: str) -> None:
        _copy(self.folder, _kept(self.folder, name))

    def go_back(self, name: str) -> None:
        _copy(_kept(self.folder, name), self.folder)

    def settle(self) -> None:
        """The locks of a process end with it."""


@dataclass
class PostgresqlStates:
    """The folder as on SQLite, and databases made after each other."""

    folder: Path
    server: Server
    database: str = "killed"
    counters: dict[str, int] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.server.url(self.database)

    def keep(self, name: str) -> None:
        _copy(self.folder, _kept(self.folder, name))
        self._clone(self.database, f"{self.database}_{name}")

    def go_back(self, name: str) -> None:
        _copy(_kept(self.folder, name), self.folder)
        self._clone(f"{self.database}_{name}", self.database)
        self.counters = {counter: value or 0 for counter, value in self.server.rows(COUNTERS, self.database)}

    def _clone(self, source: str, target: str) -> None:
        self.settle_connections(source)
        self.server.drop(target)
        self.server.create(target, source)

    def settle(self) -> None:
        """Ids that an act took and did not use are given out again, as SQLite does: its repetition takes the same."""
        self.settle_connections(self.database)
        asked = ", ".join(_counted_again(name, value) for name, value in self.counters.items())
        self.server.execute(f"SELECT {asked}", self.database)

    def settle_connections(self, database: str) -> None:
        until = time.monotonic() + PATIENCE
        while self.server.rows(CONNECTED.format(database)):
            if time.monotonic() > until:
                raise TimeoutError(f"somebody is still connected to {database}")
            time.sleep(0.01)


def _counted_again(counter: str, value: int) -> str:
    used = f'greatest({value}, (SELECT max(id) FROM "{counter.removesuffix("_id_seq")}"))'  # noqa: S608 - our own names
    return f"setval('{counter}', greatest(1, {used}), {used} > 0)"


COUNTERS = "SELECT sequencename::text, last_value FROM pg_sequences WHERE schemaname = 'public'"
CONNECTED = "SELECT pid FROM pg_stat_activity WHERE datname = '{}'"


def _kept(folder: Path, name: str) -> Path:
    return folder.with_name(f"{folder.name}-{name}")


def _copy(source: Path, target: Path) -> None:
    """With the times of files; without what says who works there."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(".workers", ".importing"))
