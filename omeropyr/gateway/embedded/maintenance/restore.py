"""From a backup to a store that can be used."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path

from omeropyr.errors import Conflict, Invalid, Unavailable
from omeropyr.gateway.embedded.database import SQLITE, parse_url
from omeropyr.gateway.embedded.maintenance.backup import UNFINISHED
from omeropyr.gateway.embedded.maintenance.dumps import load
from omeropyr.gateway.embedded.maintenance.manifest import NAME, Manifest, checksum_of_file, read_manifest
from omeropyr.gateway.embedded.store import DATABASE, Store


def verify(folder: Path) -> Manifest:
    """Raises Invalid for a backup that is damaged or not finished."""
    manifest = read_manifest(folder)
    database = folder / manifest.database
    if not database.is_file() or checksum_of_file(database) != manifest.checksum:
        raise Invalid(str(database), "is not what was backed up: its checksum has changed")
    found = [file for file in _kept(folder, manifest) if file.is_file()]
    if (len(found), sum(file.stat().st_size for file in found)) != (manifest.files, manifest.bytes):
        raise Invalid(str(folder), f"does not hold the {manifest.files} files ({manifest.bytes} bytes) it says")
    return manifest


def _kept(folder: Path, manifest: Manifest) -> list[Path]:
    """Files of the store itself, which lie in folders of their own."""
    entries = [entry for entry in folder.iterdir() if entry.is_dir()]
    return [file for entry in entries for file in entry.rglob("*")]


def restore(folder: Path, target: Path, *, url: str | None = None) -> Store:
    """Make a store in `target`, which must not exist, and bring it up to this version.

    `url` is an empty PostgreSQL database for the backup of one. Raises Conflict, Invalid, Unavailable.
    """
    manifest = verify(folder)
    _require_fitting(manifest, url)
    if target.exists():
        raise Conflict(f"{target} exists already; a backup is restored into a new folder.")
    unfinished = target.with_name(f"{UNFINISHED}{target.name}-{uuid.uuid4().hex[:8]}")
    try:
        shutil.copytree(folder, unfinished, ignore=shutil.ignore_patterns(NAME, manifest.database))
        load(folder / manifest.database, url or f"sqlite:///{unfinished / DATABASE}")
        unfinished.rename(target)
    except OSError as error:
        raise Unavailable(f"The store cannot be written to {target}: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return Store.create(target, url=url)


def _require_fitting(manifest: Manifest, url: str | None) -> None:
    wanted = SQLITE if url is None else parse_url(url).get_backend_name()
    if wanted != manifest.backend:
        remedy = "name an empty PostgreSQL database with --url" if url is None else "leave --url out"
        raise Invalid("--url", f"this is the backup of a {manifest.backend} database: {remedy}")
