"""Brings a store up to this version, and keeps what it was before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from omeropyr.errors import Unavailable
from omeropyr.gateway.embedded.database import SQLITE, make_engine, parse_url
from omeropyr.gateway.embedded.maintenance.dumps import dumped
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.embedded.translate import translated
from omeropyr.gateway.embedded.upgrade import newest_revision, revision_of


@dataclass(frozen=True, slots=True)
class Migrated:
    """Revisions before and after; `kept` is the database as it was before."""

    before: str
    after: str
    kept: Path | None = None


def migrate(path: Path, *, dry_run: bool = False) -> Migrated:
    """Bring the database of the store in `path` to the newest revision, in one transaction.

    A SQLite database is copied first, to `before-<revision>` in the store's folder. Raises Unavailable for a folder
    without a store, and for one that is newer than this program.
    """
    store = Store(path)
    before = _revision_of(store)
    if before == newest_revision() or dry_run:
        return Migrated(before, newest_revision())
    kept = _keep(store, before) if parse_url(store.url).get_backend_name() == SQLITE else None
    Store.create(path, url=store.url).close()
    return Migrated(before, newest_revision(), kept)


def _revision_of(store: Store) -> str:
    if not store.path.is_dir():
        raise Unavailable(f"There is no image store in {store.path}. Make one with: omeropyr store init")
    with translated():
        engine = make_engine(store.url)
        with engine.connect() as connection:
            found = revision_of(connection)
        engine.dispose()
    if found is None:
        raise Unavailable(f"There is no image store in {store.path}. Make one with: omeropyr store init")
    return found


def _keep(store: Store, revision: str) -> Path:
    folder = store.path / f"before-{revision}"
    folder.mkdir(mode=0o700, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    with dumped(store.url, folder) as (database, _):
        return database
