"""Clears up: trash over its time, what killed work left behind, and thumbnails beyond their limit."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sqlalchemy import func, select

from omeropyr.gateway.embedded.references import is_named, named
from omeropyr.gateway.embedded.schema import ImageRow, TrashRow, now
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.embedded.trash.discarding import discard_files, empty_expired

log = logging.getLogger(__name__)

YOUNG_SECONDS = 3600.0
"""Files younger than this may belong to work that is going on, and are left alone."""
THUMBNAIL_BYTES = 5 * 2**30
"""What thumbnails may take by default; the longest unused go first."""


@dataclass(frozen=True, slots=True)
class Removed:
    """What was, or would be, removed of one sort."""

    what: str
    count: int
    bytes: int


@dataclass(frozen=True, slots=True)
class _File:
    """`base` is the folder of the store that it was found in; that one stays."""

    path: Path
    base: Path
    bytes: int
    used_at: float


def collect(
    store: Store,
    *,
    dry_run: bool = False,
    young_seconds: float = YOUNG_SECONDS,
    thumbnail_bytes: int = THUMBNAIL_BYTES,
) -> list[Removed]:
    """Remove what nobody can reach any more. Safe while the store is in use, and when killed half-way."""
    emptied = _expired(store)
    if not dry_run:
        empty_expired(store)
        discard_files(store)
    oldest = time.time() - young_seconds
    with store.reading() as connection:
        names, images = named(connection), set(connection.scalars(select(ImageRow.id)))
    leftovers = [file for file in _kept(store) if file.used_at < oldest and not _is_needed(store, file, names)]
    orphaned, surplus = _thumbnails(store, images, oldest, thumbnail_bytes)
    act: Callable[[Iterable[_File]], tuple[int, int]] = _counted if dry_run else _remove
    return [
        emptied,
        Removed("files that no image and no attachment names", *act(leftovers)),
        Removed("thumbnails of images that are gone", *act(orphaned)),
        Removed("thumbnails beyond the limit", *act(surplus)),
    ]


def _expired(store: Store) -> Removed:
    """What lies in the trash longer than it has to; the workers of jobs empty that too, when there are any."""
    counted = select(func.count(), func.coalesce(func.sum(TrashRow.bytes), 0)).where(TrashRow.expires_at < now())
    with store.reading() as connection:
        count, size = connection.execute(counted).one()
    return Removed("pieces of trash over their time", count, int(size))


def _kept(store: Store) -> Iterator[_File]:
    for folder in (store.managed, store.pyramids):
        yield from _files(folder)


def _files(base: Path) -> Iterator[_File]:
    for parent, _, names in os.walk(base):
        for name in names:
            path = Path(parent, name)
            try:
                facts = path.lstat()
            except FileNotFoundError:
                continue
            yield _File(path, base, facts.st_size, _touched_at(facts))


def _touched_at(facts: os.stat_result) -> float:
    return max(facts.st_mtime, facts.st_ctime)


def _is_needed(store: Store, file: _File, names: Collection[str]) -> bool:
    return is_named(PurePosixPath(file.path.relative_to(store.path).as_posix()), names)


def _thumbnails(store: Store, images: Collection[int], oldest: float, limit: int) -> tuple[list[_File], list[_File]]:
    """Those of images that are gone, and the longest unused of the others that exceed the limit."""
    orphaned, kept = [], []
    for file in _files(store.thumbnails):
        owner = file.path.name.lstrip(".").partition("-")[0]
        is_known = owner.isdecimal() and int(owner) in images and not file.path.name.startswith(".")
        if is_known:
            kept.append(file)
        elif file.used_at < oldest:
            orphaned.append(file)
    surplus, size = [], sum(file.bytes for file in kept)
    for file in sorted(kept, key=lambda one: one.used_at):
        if size <= limit:
            break
        surplus.append(file)
        size -= file.bytes
    return orphaned, surplus


def _counted(files: Iterable[_File]) -> tuple[int, int]:
    found = list(files)
    return len(found), sum(file.bytes for file in found)


def _remove(files: Iterable[_File]) -> tuple[int, int]:
    count = size = 0
    for file in files:
        try:
            if _touched_at(file.path.lstat()) != file.used_at:
                continue  # somebody has brought the same bytes again
            file.path.unlink()
        except OSError as error:
            log.warning("%s cannot be removed: %s", file.path, error)
            continue
        count, size = count + 1, size + file.bytes
        _remove_empty(file.path.parent, file.base)
    return count, size


def _remove_empty(folder: Path, base: Path) -> None:
    """The folder and those above it, up to `base`, as far as nothing is in them."""
    while folder != base:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
