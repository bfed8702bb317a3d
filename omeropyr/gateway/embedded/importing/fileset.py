"""The import of one fileset: from files that a reader understands to images that everybody sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import ColumnElement, select

from omeropyr.errors import Conflict
from omeropyr.gateway.embedded.importing.destinations import Destination, Owner, Wish, destination_of, find_inner
from omeropyr.gateway.embedded.importing.files import (
    FileFacts,
    combined_checksum,
    facts_of,
    fingerprint,
    mark_of,
    marks_of,
    outside,
    uncopied,
)
from omeropyr.gateway.embedded.importing.managed import Copy, copy_files, discard
from omeropyr.gateway.embedded.importing.prepare import PREVIEW_SIDE, Prepared, prepare
from omeropyr.gateway.embedded.importing.record import StoredFile, Unit, record
from omeropyr.gateway.embedded.importing.report import Status
from omeropyr.gateway.embedded.pixels.previews import keep_preview, preview_path
from omeropyr.gateway.embedded.schema import ImportRow
from omeropyr.gateway.embedded.store import Store
from omeropyr.imaging.acquisition import AcquisitionMetadata
from omeropyr.imaging.address import Address, Place, located, place_of
from omeropyr.imaging.discover import Found
from omeropyr.imaging.inspection import acquisitions_of

ALREADY = "was imported before"


class Passed(Exception):
    """Why a fileset need not, or may not, be imported."""

    def __init__(self, status: Status, reason: str) -> None:
        self.status, self.reason = status, reason
        super().__init__(reason)


class FilesetImport:
    """Imports `images`, which are all in the same files. Use once.

    `step` is called after each image whose pixels were read; what it raises stops the import and leaves nothing.
    """

    def __init__(
        self, store: Store, owner: Owner, images: Sequence[Found], wish: Wish, step: Callable[[], None] = lambda: None
    ) -> None:
        self._store, self._owner, self._images, self._wish, self._step = store, owner, images, wish, step
        self.files: tuple[Place, ...] = tuple(place_of(file) for file in images[0].spec.files)
        self.size = 0
        """Bytes of all files, as soon as it is known."""

    def run(self) -> tuple[int, ...]:
        """Ids of the new images. Raises Passed, ImagingError, OSError; nothing is left behind then."""
        destination, origins, marks = self._checked()
        if not self._wish.managed:
            stored = [
                StoredFile(str(origin.path), origin, None, mark) for origin, mark in zip(origins, marks, strict=True)
            ]
            return self._appear(stored, None, destination)
        with self._copies() as copies:
            # names count: two wells may well hold the same blank picture
            checksum = combined_checksum([f"{copy.path.name} {copy.checksum}" for copy in copies])
            self._require_new(destination, ImportRow.checksum == checksum)
            return self._appear(self._kept(copies, origins, marks), checksum, destination)

    def look(self) -> Destination:
        """Where the images would go. Raises as `run`, as far as that is known without reading pixels."""
        return self._checked()[0]

    def _checked(self) -> tuple[Destination, Sequence[FileFacts], Sequence[str]]:
        """Facts and marks of the files, which may be imported and have not been yet."""
        if self._wish.managed:
            self._require_no_address()
            self._require_whole_copies()
        else:
            self._require_inside_roots()
        self._require_within()
        origins = [facts_of(file) for file in self.files]
        self.size = sum(origin.size for origin in origins)
        destination = destination_of(self._images[0], self._wish)
        addresses = any(isinstance(file, Address) for file in self.files)
        if not addresses:  # their facts say nothing
            self._require_new(destination, ImportRow.fingerprint == fingerprint(origins))
        marks = [mark_of(file) for file in self.files]
        # a file that was restored has another time, but is no other file
        same = marks_of(list(zip(self.files, marks, strict=True)))
        self._require_new(destination, ImportRow.content_mark == same)
        return destination, origins, marks

    @contextmanager
    def _copies(self) -> Iterator[Sequence[Copy]]:
        """Copies in the store that are removed again if the import fails."""
        copies = copy_files([Path(str(file)) for file in self.files], self._store.managed)
        try:
            yield copies
        except BaseException:
            discard(copies, self._store.managed)
            raise

    def _kept(self, copies: Sequence[Copy], origins: Sequence[FileFacts], marks: Sequence[str]) -> Sequence[StoredFile]:
        return [
            StoredFile(str(copy.path.relative_to(self._store.path)), origin, copy.checksum, mark)
            for copy, origin, mark in zip(copies, origins, marks, strict=True)
        ]

    def _appear(self, stored: Sequence[StoredFile], checksum: str | None, destination: Destination) -> tuple[int, ...]:
        """All that takes time, then one transaction."""
        files = [located(self._store.path, file.path) for file in stored]
        prepared = [self._prepared(found, files) for found in self._images]
        unit = Unit(
            files=stored,
            images=prepared,
            fingerprint=fingerprint([file.origin for file in stored]),
            checksum=checksum,
            content_mark=marks_of([(file.origin.path, file.mark or "") for file in stored]),
            acquisitions=self._acquisitions(),
        )
        try:
            with self._store.writing() as connection:
                image_ids = record(connection, unit, self._owner, destination)
        except Conflict as conflict:  # another process was faster
            raise Passed(Status.PRESENT, ALREADY) from conflict
        for image_id, image in zip(image_ids, prepared, strict=True):
            keep_preview(preview_path(self._store, image_id, image.settings, PREVIEW_SIDE), image.preview)
        return image_ids

    def _prepared(self, found: Found, files: Sequence[str]) -> Prepared:
        prepared = prepare(found, files)
        self._step()
        return prepared

    def _acquisitions(self) -> Sequence[AcquisitionMetadata]:
        return acquisitions_of([found.spec for found in self._images])

    def _require_no_address(self) -> None:
        if any(isinstance(file, Address) for file in self.files):
            raise Passed(Status.REFUSED, "an image at an address stays there: leave --copy out, or download it first.")

    def _require_whole_copies(self) -> None:
        """What a link leads to is not copied: it may be anybody's, and anything."""
        link = next((link for link in map(uncopied, self.files) if link is not None), None)
        if link is not None:
            reason = f"its {link.name} is a link to another place, which a copy would not have: "
            raise Passed(Status.REFUSED, f"{reason}leave --copy out, or replace the link by what it stands for.")

    def _require_within(self) -> None:
        """A link in an upload must not lead to files of others."""
        if self._wish.within is None:
            return
        wrong = outside(self.files, self._wish.within, self._store.addresses)
        if wrong is not None:
            raise Passed(Status.REFUSED, "it is, or leads through a link to, a file that you may not import from.")

    def _require_inside_roots(self) -> None:
        wrong = outside(self.files, self._store.roots, self._store.addresses)
        if wrong is None:
            return
        if isinstance(wrong, Address):
            raise Passed(
                Status.REFUSED,
                f"{wrong} is below none of the addresses that images may be registered from: "
                f"allow it with: omeropyr store allow {wrong.parent}",
            )
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
