"""Original files and filesets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from omeropyr.gateway.conn.absent import Guided
from omeropyr.gateway.model import Fileset, OriginalFile

if TYPE_CHECKING:
    from omeropyr.gateway.conn.connection import BlitzConnection

CHUNK = 2_621_440


class BlitzOriginalFile(Guided):
    """A file of the store."""

    OMERO_CLASS = "OriginalFile"

    def __init__(self, conn: BlitzConnection, file: OriginalFile) -> None:
        self._conn, self._file = conn, file

    @property
    def id(self) -> int:
        return self._file.id

    @property
    def name(self) -> str:
        return self._file.name

    def getId(self) -> int:
        return self._file.id

    def getName(self) -> str:
        return self._file.name

    def getPath(self) -> str:
        """The folder it came from."""
        return self._file.path

    def getSize(self) -> int:
        """Bytes."""
        return self._file.size

    def getMimetype(self) -> str | None:
        return self._file.mimetype

    def getHash(self) -> str | None:
        """Digits of its checksum, or None."""
        return self._file.checksum.partition(":")[2] if self._file.checksum else None

    def getFileInChunks(self, buf: int = CHUNK) -> Iterator[bytes]:
        """Its bytes, in pieces of the store's own size; `buf` is accepted and not used."""
        return iter(self._conn.session.files.read(self._file.id))


class BlitzFileset(Guided):
    """Files that were imported as one."""

    OMERO_CLASS = "Fileset"

    def __init__(self, conn: BlitzConnection, fileset: Fileset) -> None:
        self._conn, self._fileset = conn, fileset

    @property
    def id(self) -> int:
        return self._fileset.id

    def getId(self) -> int:
        return self._fileset.id

    def listFiles(self) -> list[BlitzOriginalFile]:
        return [BlitzOriginalFile(self._conn, file) for file in self._fileset.files]

    def copyImages(self) -> list[Any]:
        """Its images that the user can read."""
        return list(self._conn.getObjects("Image", self._fileset.image_ids))
