"""A backup: a folder with the database of one moment and every file that it names. The store stays in use meanwhile."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from omeropyr.errors import Conflict, Unavailable
from omeropyr.gateway.embedded.importing.leftovers import importing
from omeropyr.gateway.embedded.maintenance.dumps import dumped
from omeropyr.gateway.embedded.maintenance.manifest import (
    FORMAT,
    Manifest,
    checksum_of_file,
    read_manifest,
    write_manifest,
)
from omeropyr.gateway.embedded.references import in_place_files, named
from omeropyr.gateway.embedded.store import ROOTS, Store
from omeropyr.gateway.embedded.upgrade import revision_of

IN_PLACE = "in-place.txt"
UNFINISHED = ".unfinished-"
Told = Callable[[int, int], None]


def backup(store: Store, target: Path, *, previous: Path | None = None, progress: Told | None = None) -> Manifest:
    """Make `target`, which must not exist. It appears whole or not at all.

    Files that are the same in the backup `previous` are linked instead of copied, when both are on one disk. Files
    registered in place are not taken along: `in-place.txt` lists them. `progress` gets files done and in all.
    Raises Conflict, Invalid for a `previous` that is none, Unavailable for a full disk.
    """
    if target.exists():
        raise Conflict(f"{target} exists already; name a new folder for the backup.")
    if previous is not None:
        read_manifest(previous)
    with _unfinished(target) as folder, importing(store), dumped(store.url, folder) as (database, connection):
        names, outside = sorted(named(connection)), in_place_files(connection)
        revision = revision_of(connection) or ""
        count, size = _copy_all(store.path, folder, names, previous, progress)
        _copy_lists(store, folder, outside)
        manifest = Manifest(
            format=FORMAT,
            version=version("omeropyr"),
            revision=revision,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            backend=connection.dialect.name,
            database=database.name,
            checksum=checksum_of_file(database),
            files=count,
            bytes=size,
        )
        write_manifest(folder, manifest)
    return manifest


@contextmanager
def _unfinished(target: Path) -> Iterator[Path]:
    """A folder beside the target that gets its name when all is done."""
    folder = target.with_name(f"{UNFINISHED}{target.name}-{uuid.uuid4().hex[:8]}")
    try:
        folder.mkdir(mode=0o700, parents=True)
        yield folder
        os.sync()
        folder.rename(target)
    except OSError as error:
        raise Unavailable(f"The backup cannot be written to {target}: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy_all(
    source: Path, target: Path, names: Iterable[str], previous: Path | None, progress: Told | None
) -> tuple[int, int]:
    files = [file for name in names for file in _files_of(source, name)]
    size = 0
    for number, file in enumerate(files, 1):
        size += _copy(source / file, target / file, None if previous is None else previous / file)
        if progress is not None:
            progress(number, len(files))
    return len(files), size


def _files_of(source: Path, name: str) -> Iterator[Path]:
    """A file, or everything in a folder that counts as one, relative to the store. What is missing is passed over."""
    path = source / name
    if path.is_dir():
        yield from (file.relative_to(source) for file in sorted(path.rglob("*")) if file.is_file())
    elif path.is_file():
        yield path.relative_to(source)


def _copy(source: Path, target: Path, earlier: Path | None) -> int:
    """Bytes of the file. Kept files never change, so an earlier copy of the same size and time is the same."""
    target.parent.mkdir(parents=True, exist_ok=True)
    facts = source.stat()
    if earlier is not None and _is_same(earlier, facts) and _link(earlier, target):
        return facts.st_size
    shutil.copy2(source, target)
    return facts.st_size


def _is_same(earlier: Path, facts: os.stat_result) -> bool:
    try:
        found = earlier.stat()
    except OSError:
        return False
    return (found.st_size, found.st_mtime_ns) == (facts.st_size, facts.st_mtime_ns)


def _link(earlier: Path, target: Path) -> bool:
    """False where links cannot be made, e.g. to another disk."""
    try:
        os.link(earlier, target)
    except OSError:
        return False
    return True


def _copy_lists(store: Store, folder: Path, outside: Iterable[str]) -> None:
    (folder / IN_PLACE).write_text("".join(f"{path}\n" for path in sorted(outside)), encoding="utf-8")
    if (store.path / ROOTS).is_file():
        shutil.copyfile(store.path / ROOTS, folder / ROOTS)
