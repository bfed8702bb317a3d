"""Emptying the trash: rows in one transaction, files after it from a list in the database."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from sqlalchemy import Connection, delete, select

from omeropyr.errors import NotFound
from omeropyr.gateway.embedded.access import Writing
from omeropyr.gateway.embedded.files.keeping import ATTACHMENTS
from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.schema import OriginalFileRow, TrashFileRow, TrashRow, now
from omeropyr.gateway.embedded.store import Store

log = logging.getLogger(__name__)

AT_ONCE = 500
Entry = tuple[int, str]
"""(id, path)"""


def empty_expired(store: Store) -> None:
    """Delete for good what is over its time."""
    due = (TrashRow.expires_at < now(), TrashRow.way.is_(None))
    expired = select(TrashRow.id).where(*due)
    with store.reading() as connection:
        found = connection.scalars(expired).all()
    for trash_id in found:
        with store.writing() as connection:
            connection.execute(delete(TrashRow).where(TrashRow.id == trash_id, *due))


def empty_trash(writing: Writing, trash_ids: Sequence[int]) -> int:
    """Delete for good; how many. Raises NotFound for what is not the user's, unless they are an administrator."""
    mine = [TrashRow.act == "delete"]
    if not writing.viewer.is_admin:
        mine.append(TrashRow.owner_id == writing.viewer.user_id)
    for trash_id in dict.fromkeys(trash_ids):
        gone = writing.connection.execute(delete(TrashRow).where(among(TrashRow.id, [trash_id]), *mine))
        if gone.rowcount == 0:
            raise NotFound("trash", trash_id)
    return len(set(trash_ids))


def discard_files(store: Store) -> int:
    """Remove files that no trash needs any more; number of entries of the list. May be killed and run again."""
    removed = 0
    while entries := _unneeded(store):
        folders: dict[Path, list[Path]] = {}
        alone = [entry for entry in entries if not _may_be_shared(entry[1])]
        gone = [entry_id for entry_id, path in alone if _remove(store.path, path, folders)]
        with store.writing() as connection:
            gone += _discard_shared(connection, store, [entry for entry in entries if _may_be_shared(entry[1])])
            connection.execute(delete(TrashFileRow).where(TrashFileRow.id.in_(gone)))
        removed += len(gone)
        if len(gone) < len(entries):
            break
    return removed


def _may_be_shared(path: str) -> bool:
    """Attachments of the same content are one file."""
    return PurePosixPath(path).is_relative_to(ATTACHMENTS)


def _discard_shared(connection: Connection, store: Store, entries: Sequence[Entry]) -> list[int]:
    """Those done with. Under the write lock, as attachments come: none is taken while somebody brings it again."""
    if not entries:
        return []
    paths = [path for _, path in entries]
    rows = select(OriginalFileRow.path).where(OriginalFileRow.path.in_(paths))
    trash = select(TrashFileRow.path).where(TrashFileRow.path.in_(paths), TrashFileRow.trash_id.is_not(None))
    needed = {*connection.scalars(rows), *connection.scalars(trash)}
    return [entry_id for entry_id, path in entries if path in needed or _remove(store.path, path, {})]


def _unneeded(store: Store) -> list[Entry]:
    listed = select(TrashFileRow.id, TrashFileRow.path).where(TrashFileRow.trash_id.is_(None))
    with store.reading() as connection:
        return [(row.id, row.path) for row in connection.execute(listed.order_by(TrashFileRow.id).limit(AT_ONCE))]


def _remove(store: Path, path: str, folders: dict[Path, list[Path]]) -> bool:
    """Whether nothing is left of it. A path that leads out of the store is never followed."""
    try:
        for entry in _entries(store, Path(path), folders):
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink(missing_ok=True)
    except FileNotFoundError:
        return True
    except OSError as error:
        log.warning("%s cannot be removed yet: %s", path, error)
        return False
    return True


def _entries(store: Path, path: Path, folders: dict[Path, list[Path]]) -> Iterator[Path]:
    """`folders` remembers what is in them: thousands of thumbnails are in each."""
    if path.is_absolute() or ".." in path.parts or len(path.parts) < 2:
        log.error("%s is no file of the store; it is left alone", path)
    elif path.name.endswith("*"):
        folder = store / path.parent
        if folder not in folders:
            folders[folder] = list(folder.iterdir()) if folder.is_dir() else []
        yield from (entry for entry in folders[folder] if entry.name.startswith(path.name[:-1]))
    else:
        yield store / path
