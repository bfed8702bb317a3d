"""The import of one fileset: from files that a reader understands to images that everybody sees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import ColumnElement, select

from omeropyr.errors import Conflict
from omeropyr.gateway.embedded.importing.destinations import Destination, Owner, destination_of, find_inner
from omeropyr.gateway.embedded.importing.files import FileFacts, combined_checksum, facts_of, fingerprint, outside
from omeropyr.gateway.embedded.importing.managed import Copy, copy_files, discard
from omeropyr.gateway.embedded.importing.prepare import PREVIEW_SIDE, prepare
from omeropyr.gateway.embedded.importing.record import StoredFile, Unit, record
from omeropyr.gateway.embedded.importing.report import Status
from omeropyr.gateway.embedded.previews import keep_preview, preview_path
from omeropyr.gateway.embedded.schema import ImportRow
from omeropyr.gateway.embedded.store import Store
from omeropyr.imaging.discover import Found

ALREADY = "was imported before"


class Passed(Exception):
    """Why a fileset need not, or may not, be imported."""

    def __init__(self, status: Status, reason: str) -> None:
        self.status, self.reason = status, reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for with the paths."""

    project: str | None
    dataset: str | None
    managed: bool


class FilesetImport:
    """Imports `images`, which are all in the same files. Use once."""

    def __init__(self, store: Store, owner: Owner, images: Sequence[Found], wish: Wish) -> None:
        self._store, self._owner, self._images, self._wish = store, owner, images, wish
        self.files = tuple(Path(file) for file in images[0].spec.files)

    def run(self) -> tuple[int, ...]:
        """Ids of the new images. Raises Passed, ImagingError, OSError; nothing is left behind then."""
        if not self._wish.managed:
            self._require_inside_roots()
        origins = [facts_of(file) for file in self.files]
        destination = destination_of(self._images[0], self._wish.project, self._wish.dataset)
        self._require_new(destination, ImportRow.fingerprint == fingerprint(origins))
        if not self._wish.managed:
            stored = [StoredFile(str(origin.path), origin, None) for origin in origins]
            return self._appear(stored, None, destination)
        with self._copies() as copies:
            # names count: two wells may well hold the same blank picture
            checksum = combined_checksum([f"{copy.path.name} {copy.checksum}" for copy in copies])
            self._require_new(destination, ImportRow.checksum == checksum)
            return self._appear(self._kept(copies, origins), checksum, destination)

    @contextmanager
    def _copies(self) -> Iterator[Sequence[Copy]]:
        """Copies in the store that are removed again if the import fails."""
        copies = copy_files(self.files, self._store.managed)
        try:
            yield copies
        except BaseException:
            discard(copies, self._store.managed)
            raise

    def _kept(self, copies: Sequence[Copy], origins: Sequence[FileFacts]) -> Sequence[StoredFile]:
        return [
            StoredFile(str(copy.path.relative_to(self._store.path)), origin, copy.checksum)
            for copy, origin in zip(copies, origins, strict=True)
        ]

    def _appear(self, stored: Sequence[StoredFile], checksum: str | None, destination: Destination) -> tuple[int, ...]:
        """All that takes time, then one transaction."""
        mark = fingerprint([file.origin for file in stored])
        files = [self._store.path / file.path for file in stored]
        prepared = [prepare(found, files) for found in self._images]
        try:
            with self._store.writing() as connection:
                image_ids = record(connection, Unit(stored, prepared, mark, checksum), self._owner, destination)
        except Conflict as conflict:  # another process was faster
            raise Passed(Status.PRESENT, ALREADY) from conflict
        for image_id, image in zip(image_ids, prepared, strict=True):
            keep_preview(preview_path(self._store, image_id, image.settings, PREVIEW_SIDE), image.preview)
        return image_ids

    def _require_inside_roots(self) -> None:
        wrong = outside(self.files, self._store.roots)
        if wrong is not None:
            raise Passed(
                Status.REFUSED,
                f"{wrong.parent} is outside the folders that files may be registered from: "
                f"copy them (--copy), or allow it with: omeropyr store allow {wrong.parent}",
            )

    def _require_new(self, destination: Destination, criterion: ColumnElement[bool]) -> None:
        with self._store.reading() as connection:
            inner_id = find_inner(connection, destination, self._owner)
            if inner_id is None:
                return
            same_place = (ImportRow.group_id == self._owner.group_id, ImportRow.target == destination.target(inner_id))
            there = select(ImportRow.id).where(*same_place, criterion).limit(1)
            if connection.execute(there).first() is not None:
                raise Passed(Status.PRESENT, ALREADY)
