"""A store: one folder and one database, shared by as many processes as like."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine

from omeropyr.errors import Unavailable
from omeropyr.gateway.embedded.database import make_engine, parse_url, writing_options
from omeropyr.gateway.embedded.people import passwords
from omeropyr.gateway.embedded.people.founding import add_system_rows
from omeropyr.gateway.embedded.recall import Recall
from omeropyr.gateway.embedded.translate import translated
from omeropyr.gateway.embedded.upgrade import newest_revision, revision_of, upgrade
from omeropyr.imaging.address import Address

DATABASE = "omeropyr.db"
ADDRESS = "database-url.txt"
"""Where a store outside SQLite remembers its database; only its owner may read it, for it may hold a password."""
ROOTS = "roots.txt"
ADDRESSES = "addresses.txt"
TRASH_LIFETIME = timedelta(days=30)


class Store:
    """The folder holds the database (SQLite, unless `url` names another) and `managed`, `pyramids`, `thumbnails`.
    `create` writes another `url` down, so that the folder is enough to open the store later.

    `roots` are the folders that files may be registered from, beside those the store remembers (`allow`). Making a
    Store opens nothing: the engine is made at the first use, once in each process, so that a store may be handed to
    a forked worker.
    """

    def __init__(
        self,
        path: Path,
        *,
        url: str | None = None,
        roots: Sequence[Path] = (),
        hash_cost: passwords.HashCost = passwords.NORMAL,
    ) -> None:
        self.path = Path(path).absolute()
        self._url = url
        self._roots = tuple(Path(root).resolve() for root in roots)
        self.hash_cost = hash_cost
        self.trash_lifetime: timedelta | None = TRASH_LIFETIME
        """How long deleted things can be restored; None = until somebody empties the trash."""
        self._engine: Engine | None = None
        self._recall: Recall | None = None
        self._process = 0

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        url: str | None = None,
        roots: Sequence[Path] = (),
        hash_cost: passwords.HashCost = passwords.NORMAL,
    ) -> Store:
        """Make the store, or bring one that is there up to this version. May be called again and again."""
        store = cls(path, url=url, roots=roots, hash_cost=hash_cost)
        with translated():
            for folder in (store.path, store.managed, store.pyramids, store.thumbnails):
                folder.mkdir(mode=0o750, parents=True, exist_ok=True)
            engine = make_engine(store.url)
            with engine.connect().execution_options(**writing_options(engine)) as connection, connection.begin():
                upgrade(connection)
                add_system_rows(connection)
            engine.dispose()
            store._remember_url(url)
        for root in roots:
            store.allow(root)
        return store

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        url: str | None = None,
        roots: Sequence[Path] = (),
        hash_cost: passwords.HashCost = passwords.NORMAL,
    ) -> Store:
        """Open a store that is there. Raises Unavailable for a missing one and for one of another version."""
        store = cls(path, url=url, roots=roots, hash_cost=hash_cost)
        with translated():
            store.engine.connect().close()
        return store

    @property
    def recall(self) -> Recall:
        """What was read lately from the database as it is now."""
        if self._recall is None:
            self._recall = Recall(self.path / DATABASE if self._is_own_file else None)
        return self._recall

    @property
    def _is_own_file(self) -> bool:
        return self.is_sqlite and parse_url(self.url).database == str(self.path / DATABASE)

    @property
    def url(self) -> str:
        """Of the database; may hold a password, so it belongs in no message."""
        return self._url or self._remembered_url() or f"sqlite:///{self.path / DATABASE}"

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file in the store's folder; otherwise it is a server's."""
        return parse_url(self.url).get_backend_name() == "sqlite"

    @property
    def managed(self) -> Path:
        """Copies that the store keeps."""
        return self.path / "managed"

    @property
    def pyramids(self) -> Path:
        """Resolution levels made for large images that bring none."""
        return self.path / "pyramids"

    @property
    def thumbnails(self) -> Path:
        """A cache: may be emptied at any time."""
        return self.path / "thumbnails"

    def _remembered_url(self) -> str | None:
        remembered = self.path / ADDRESS
        with translated():
            return remembered.read_text(encoding="utf-8").strip() if remembered.is_file() else None

    def _remember_url(self, url: str | None) -> None:
        if url is not None and url != self._remembered_url():
            writing = os.open(self.path / ADDRESS, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode=0o600)
            with open(writing, "w", encoding="utf-8") as remembered:
                remembered.write(f"{url}\n")

    @property
    def roots(self) -> tuple[Path, ...]:
        """Folders, links resolved, that files may be registered from."""
        return tuple(dict.fromkeys([*self._roots, *self._remembered_roots()]))

    def _remembered_roots(self) -> list[Path]:
        remembered = self.path / ROOTS
        if not remembered.is_file():
            return []
        return [Path(line) for line in remembered.read_text(encoding="utf-8").splitlines()]

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Addresses below which images may be registered."""
        remembered = self.path / ADDRESSES
        if not remembered.is_file():
            return ()
        return tuple(Address.of(line) for line in remembered.read_text(encoding="utf-8").splitlines() if line)

    def allow_address(self, address: Address) -> None:
        """Let images below this address be registered, from now on and in every process."""
        if address not in self.addresses:
            with translated(), (self.path / ADDRESSES).open("a", encoding="utf-8") as remembered:
                remembered.write(f"{address}\n")

    def allow(self, root: Path) -> None:
        """Let files of this folder be registered in place, from now on and in every process."""
        folder = Path(root).resolve()
        if folder not in self._remembered_roots():
            with translated(), (self.path / ROOTS).open("a", encoding="utf-8") as remembered:
                remembered.write(f"{folder}\n")

    @property
    def engine(self) -> Engine:
        if self._engine is None or self._process != os.getpid():
            if self._engine is not None:
                self._engine.dispose(close=False)  # the connections belong to the parent process
            self._engine, self._process = self._checked_engine(), os.getpid()
        return self._engine

    def _checked_engine(self) -> Engine:
        if not self.path.is_dir() or (self.is_sqlite and not (self.path / DATABASE).is_file()):
            raise Unavailable(f"There is no image store in {self.path}. Make one with: omeropyr store init")
        engine = make_engine(self.url)
        with engine.connect() as connection:
            found = revision_of(connection)
        if found != newest_revision():
            engine.dispose()
            raise Unavailable(
                f"The image store in {self.path} has version {found or 'none'}, this program needs"
                f" {newest_revision()}. Bring it up to date with: omeropyr store init"
            )
        return engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection in a transaction of its own that is never committed."""
        with translated(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection that holds the write lock; commits at the end, or undoes everything if the block raises."""
        with translated():
            engine = self.engine
            with engine.connect().execution_options(**writing_options(engine)) as connection, connection.begin():
                yield connection

    def close(self) -> None:
        if self._engine is not None and self._process == os.getpid():
            self._engine.dispose()
        self._engine = None
        if self._recall is not None:
            self._recall.close()
