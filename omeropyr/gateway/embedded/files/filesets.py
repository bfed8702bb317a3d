"""Filesets: the files that were imported as one, and the images that came out of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Sight, Viewer
from omeropyr.gateway.embedded.schema import FilesetRow, ImageRow, OriginalFileRow
from omeropyr.gateway.embedded.statements import AnyRow
from omeropyr.gateway.model import Fileset, OriginalFile

FILE = OriginalFileRow


def file_columns() -> Sequence[Any]:
    """What `original_file` needs."""
    told = (FILE.id, FILE.name, FILE.path, FILE.size, FILE.mimetype, FILE.checksum, FILE.client_path)
    return (*told, FILE.owner_id, FILE.group_id, FILE.created_at)


def original_file(row: AnyRow) -> OriginalFile:
    """From a row with `file_columns` first."""
    return OriginalFile(*row[: len(file_columns())])


def filesets_of(connection: Connection, viewer: Viewer, image_ids: Sequence[int]) -> Sequence[Fileset]:
    """Of the readable images, each fileset once, by id. Three statements, whatever their number."""
    if not image_ids:
        return []
    readable = Sight(viewer, ImageRow).restrict(select(ImageRow.fileset_id).where(among(ImageRow.id, image_ids)))
    found = select(FilesetRow.id, FilesetRow.managed).where(FilesetRow.id.in_(readable)).order_by(FilesetRow.id)
    managed = {row.id: row.managed for row in connection.execute(found)}
    images = select(ImageRow.fileset_id, ImageRow.id).where(among(ImageRow.fileset_id, list(managed)))
    files = select(*file_columns(), FILE.fileset_id).where(among(FILE.fileset_id, list(managed)))
    images_of = _by_fileset(connection.execute(images.order_by(ImageRow.id)).all(), lambda row: row.id)
    files_of = _by_fileset(connection.execute(files.order_by(FILE.position)).all(), original_file)
    return [
        Fileset(
            id=fileset_id,
            files=tuple(files_of.get(fileset_id, ())),
            image_ids=tuple(images_of.get(fileset_id, ())),
            in_place=not is_managed,
        )
        for fileset_id, is_managed in managed.items()
    ]


def _by_fileset(rows: Sequence[AnyRow], value: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.fileset_id, []).append(value(row))
    return found
