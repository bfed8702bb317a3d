"""Which files of the store's folder go for good with a trash."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import insert, select

from omeropyr.gateway.embedded.pixels.previews import FOLDER_SIZE
from omeropyr.gateway.embedded.schema import FilesetRow, ImageRow, OriginalFileRow, PixelsRow, TrashFileRow
from omeropyr.gateway.embedded.trash.archive import Archive
from omeropyr.gateway.embedded.trash.closure import FILES, IMAGES
from omeropyr.gateway.embedded.trash.selection import Selection

AT_ONCE = 1_000


def list_files(archive: Archive, chosen: Selection) -> None:
    """Write down copies, attachments, pyramids and thumbnails of what is chosen, before its rows are gone."""
    names = dict.fromkeys([*_copies(chosen), *_attachments(chosen), *_pyramids(chosen), *_thumbnails(chosen)])
    rows = [{"trash_id": archive.trash_id, "path": name} for name in names]
    for start in range(0, len(rows), AT_ONCE):
        archive.connection.execute(insert(TrashFileRow), rows[start : start + AT_ONCE])


def _copies(chosen: Selection) -> Iterator[str]:
    """Each fileset has a folder of its own."""
    path = select(OriginalFileRow.path).join(FilesetRow, FilesetRow.id == OriginalFileRow.fileset_id)
    for name in _all(chosen, path.where(FilesetRow.managed, chosen.has(FILES, OriginalFileRow.id))):
        yield "/".join(name.split("/")[:2])


def _attachments(chosen: Selection) -> Iterator[str]:
    path = select(OriginalFileRow.path).where(chosen.has(FILES, OriginalFileRow.id))
    yield from (name for name in _all(chosen, path.where(OriginalFileRow.fileset_id.is_(None))) if name)


def _pyramids(chosen: Selection) -> Iterator[str]:
    path = select(PixelsRow.pyramid).where(chosen.has(IMAGES, PixelsRow.image_id), PixelsRow.pyramid.is_not(None))
    yield from _all(chosen, path)


def _thumbnails(chosen: Selection) -> Iterator[str]:
    for image_id in _all(chosen, select(ImageRow.id).where(chosen.has(IMAGES, ImageRow.id))):
        yield f"thumbnails/{image_id // FOLDER_SIZE}/{image_id}-*"


def _all(chosen: Selection, found: Any) -> Iterator[Any]:
    yield from chosen.connection.scalars(found).all()
