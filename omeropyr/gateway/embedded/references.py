"""Which files below the store's folder the database names. Whatever it does not name, nobody can see."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path, PurePosixPath

from sqlalchemy import Connection, select

from omeropyr.gateway.embedded.schema import OriginalFileRow, PixelsRow, TrashFileRow
from omeropyr.imaging.address import is_address


def kept_files(connection: Connection) -> list[str]:
    """Paths of files that the store keeps, as rows name them: relative to its folder."""
    paths = connection.scalars(select(OriginalFileRow.path)).all()
    return [path for path in paths if path and not Path(path).is_absolute() and not is_address(path)]


def in_place_files(connection: Connection) -> list[str]:
    """Paths of files that were registered where they are."""
    paths = connection.scalars(select(OriginalFileRow.path)).all()
    return [path for path in paths if Path(path).is_absolute()]


def pyramids(connection: Connection) -> list[str]:
    paths = connection.scalars(select(PixelsRow.pyramid).where(PixelsRow.pyramid.is_not(None))).all()
    return [path for path in paths if path is not None]


def in_the_trash(connection: Connection) -> list[str]:
    """Files that come back when their trash is restored."""
    return list(connection.scalars(select(TrashFileRow.path).where(TrashFileRow.trash_id.is_not(None))))


def named(connection: Connection) -> frozenset[str]:
    """Everything that must stay: files, and folders that count as one."""
    return frozenset([*kept_files(connection), *pyramids(connection), *in_the_trash(connection)])


def is_named(path: PurePosixPath, names: Collection[str]) -> bool:
    """Whether a file, or a folder it lies in, is among the names; `path` is relative to the store's folder."""
    return any(str(one) in names for one in (path, *path.parents))
