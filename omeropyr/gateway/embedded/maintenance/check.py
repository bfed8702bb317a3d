"""Looks for everything that should not be in a store.

A damaged database, rows without files, files that changed, listings and a search that do not show what is there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, func, select, text

from omeropyr.gateway.embedded.importing.managed import ALGORITHM, checksum_of
from omeropyr.gateway.embedded.maintenance.derived_documents import document_findings
from omeropyr.gateway.embedded.maintenance.derived_shelves import shelf_findings
from omeropyr.gateway.embedded.maintenance.derived_triggers import trigger_findings
from omeropyr.gateway.embedded.maintenance.derived_words import word_findings
from omeropyr.gateway.embedded.maintenance.findings import Finding, Severity
from omeropyr.gateway.embedded.references import pyramids
from omeropyr.gateway.embedded.schema import (
    ChannelRow,
    DatasetImageRow,
    DatasetRow,
    ImageRow,
    OriginalFileRow,
    PixelsRow,
    ProjectDatasetRow,
    ProjectRow,
)
from omeropyr.gateway.embedded.store import Store
from omeropyr.imaging.address import is_address

TABLE_MIMETYPE = "OMERO.tables"
"""Files of this type have their content in the database."""
MANY_IMAGES = 20
"""Ids that one sentence lists."""


def check(store: Store, *, contents: bool = False) -> Iterator[Finding]:
    """Findings as they are made; none at all is good. `contents` reads every kept file and compares its checksum."""
    with store.reading() as connection:
        for look in (_database, _images, _links, trigger_findings, shelf_findings, document_findings):
            yield from look(connection)
        yield from _files(connection, store, contents)
        yield from _pyramids(connection, store)
    yield from word_findings(store)


def _database(connection: Connection) -> Iterator[Finding]:
    """Whether SQLite can read all of itself; PostgreSQL checks its own pages and keys."""
    if connection.dialect.name != "sqlite":
        return
    restore = "Restore a backup: omeropyr store restore."
    for problem in connection.scalars(text("PRAGMA integrity_check")):
        if problem != "ok":
            yield Finding(Severity.ERROR, f"The database is damaged: {problem}.", restore)
    for table, row, parent, _ in connection.execute(text("PRAGMA foreign_key_check")):
        yield Finding(Severity.ERROR, f"Row {row} of {table} names something in {parent} that is not there.", restore)


def _images(connection: Connection) -> Iterator[Finding]:
    """Every image has pixels and as many channels as it says."""
    bare = select(ImageRow.id).join(PixelsRow, isouter=True).where(PixelsRow.image_id.is_(None))
    channels = select(ChannelRow.image_id, func.count().label("number")).group_by(ChannelRow.image_id).subquery()
    short = (
        select(ImageRow.id)
        .join(channels, channels.c.image_id == ImageRow.id, isouter=True)
        .where(func.coalesce(channels.c.number, 0) != ImageRow.size_c)
    )
    for statement, what in ((bare, "no pixels"), (short, "another number of channels than they say")):
        found = connection.scalars(statement.order_by(ImageRow.id)).all()
        if found:
            listed = ", ".join(map(str, found[:MANY_IMAGES])) + (", ..." if len(found) > MANY_IMAGES else "")
            yield Finding(
                Severity.ERROR, f"{len(found)} images have {what}: {listed}.", "Delete them and import them again."
            )


def _links(connection: Connection) -> Iterator[Finding]:
    """What is linked is in one group; otherwise people would see a part of something."""
    for link, parent, child in (
        (ProjectDatasetRow, ProjectRow, DatasetRow),
        (DatasetImageRow, DatasetRow, ImageRow),
    ):
        crossing = (
            select(func.count())
            .select_from(link)
            .join(parent, parent.id == link.parent_id)
            .join(child, child.id == link.child_id)
            .where(parent.group_id != child.group_id)
        )
        number = connection.execute(crossing).scalar_one()
        if number:
            yield Finding(
                Severity.ERROR,
                f"{number} links of {link.__tablename__} lead into another group.",
                "Unlink them, or move both ends into one group.",
            )


def _files(connection: Connection, store: Store, contents: bool) -> Iterator[Finding]:
    """What is in an object store is asked when it is opened, not here."""
    columns = (OriginalFileRow.path, OriginalFileRow.size, OriginalFileRow.checksum, OriginalFileRow.fileset_id)
    rows = (
        select(*columns).where(OriginalFileRow.mimetype.is_distinct_from(TABLE_MIMETYPE)).order_by(OriginalFileRow.id)
    )
    for path, size, checksum, _ in connection.execute(rows.execution_options(yield_per=1000)):
        if is_address(path):
            continue
        full = store.path / path
        kept = not Path(path).is_absolute()
        problem = _problem_of(full, size, checksum if kept and contents else None)
        if problem:
            remedy = "Restore it from a backup." if kept else "Bring it back, or delete its images."
            yield Finding(Severity.ERROR, f"{full} {problem}.", remedy)


def _problem_of(path: Path, size: int, checksum: str | None) -> str | None:
    try:
        found = _size_of(path)
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    if found != size:
        return f"has {found} bytes instead of {size}"
    if checksum is not None and checksum.startswith(f"{ALGORITHM}:") and checksum_of(path) != checksum:
        return "is not what was imported: its checksum has changed"
    return None


def _size_of(path: Path) -> int:
    """Of a file, or of all files of a folder that counts as one."""
    facts = path.stat()
    if not path.is_dir():
        return facts.st_size
    return sum(Path(parent, name).stat().st_size for parent, _, names in os.walk(path) for name in names)


def _pyramids(connection: Connection, store: Store) -> Iterator[Finding]:
    missing = [path for path in pyramids(connection) if not (store.path / path).exists()]
    if missing:
        yield Finding(
            Severity.WARNING,
            f"{len(missing)} pyramids are missing: {', '.join(missing[:MANY_IMAGES])}.",
            "The images are shown, but slowly; import them again to have the pyramids made.",
        )
