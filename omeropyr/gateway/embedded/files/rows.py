"""Rows of original files, and who may read them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from omeropyr.gateway.embedded.query import among
from omeropyr.gateway.embedded.rights import Sight, Viewer
from omeropyr.gateway.embedded.schema import ImageRow, OriginalFileRow
from omeropyr.gateway.embedded.statements import AnyRow, AnySelect
from omeropyr.gateway.model import OriginalFile

COLUMNS = ("id", "name", "path", "size", "mimetype", "checksum", "client_path", "owner_id", "group_id", "created_at")


def file_columns(file: Any = OriginalFileRow, prefix: str = "") -> list[ColumnElement[Any]]:
    """The columns that `original_file` reads."""
    return [getattr(file, name).label(f"{prefix}{name}") for name in COLUMNS]


def original_file(row: AnyRow, prefix: str = "") -> OriginalFile:
    values = row._mapping
    return OriginalFile(**{name: values[f"{prefix}{name}"] for name in COLUMNS})


def readable_files(viewer: Viewer, file_ids: list[int]) -> AnySelect:
    """Those that the viewer may read: files of a fileset with one of its images, all others by themselves."""
    file = OriginalFileRow
    return select(*file_columns()).where(
        among(file.id, file_ids), or_(_by_itself(viewer, file), _with_an_image(viewer, file))
    )


def _by_itself(viewer: Viewer, file: Any) -> ColumnElement[bool]:
    same = aliased(OriginalFileRow)
    seen = Sight(viewer, same).restrict(select(same.id))
    return exists(seen.where(same.id == file.id, same.fileset_id.is_(None)).correlate(file))


def _with_an_image(viewer: Viewer, file: Any) -> ColumnElement[bool]:
    image = aliased(ImageRow)
    seen = Sight(viewer, image).restrict(select(image.id))
    return exists(seen.where(image.fileset_id == file.fileset_id).correlate(file))
