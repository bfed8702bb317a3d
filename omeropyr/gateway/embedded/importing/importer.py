"""Imports files and folders: one outcome for each fileset, and nothing that is wrong with one stops the others."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from omeropyr.errors import ImagingError
from omeropyr.gateway.embedded.importing.destinations import Destination, Owner, Wish
from omeropyr.gateway.embedded.importing.fileset import FilesetImport, Passed
from omeropyr.gateway.embedded.importing.leftovers import importing
from omeropyr.gateway.embedded.importing.report import Outcome, Progress, Report, Status, count
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.embedded.texts import checked_name
from omeropyr.imaging.address import Place
from omeropyr.imaging.discover import Found, Refused, discover
from omeropyr.imaging.selection import Source

log = logging.getLogger(__name__)

DECODER_ERRORS = (ValueError, ArithmeticError, LookupError, TypeError, RuntimeError, MemoryError)
"""What libraries raise on damaged data beside the errors they document."""

LOOKING_SECONDS = 0.5

Fileset = Sequence[Found] | Refused


class Importer:
    """Imports into one group of a store, for one owner.

    Nothing of a fileset is visible until its pixels were read, and its settings and thumbnail made. An import may be
    killed at any moment and run again: it then imports what is missing, and nothing twice.
    """

    def __init__(self, store: Store, *, owner_id: int, group_id: int) -> None:
        self._store, self._owner = store, Owner(owner_id, group_id)

    def import_paths(
        self,
        paths: Sequence[Source],
        *,
        project: str | None = None,
        dataset: str | None = None,
        pattern: str | None = None,
        managed: bool = False,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> Report:
        """Import files, folders, globs and addresses. What cannot be imported is in the report with its reason.

        `managed` copies the files into the store; otherwise they are registered where they are, which must be
        inside the store's roots, or below its addresses. Datasets are named after folders unless `dataset` is given;
        wells go to plates. `dry_run` only says what would be done. Raises Invalid for a wrong pattern or name,
        Unavailable without a store.
        """
        wish = Wish(_checked(project), _checked(dataset), managed)
        return self.import_as_wished(paths, wish, pattern=pattern, dry_run=dry_run, progress=progress)

    def import_as_wished(
        self,
        paths: Sequence[Source],
        wish: Wish,
        *,
        pattern: str | None = None,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> Report:
        """As `import_paths`; the caller has checked the names and the rights to the containers in `wish`."""
        started = time.monotonic()
        with importing(self._store):
            counter = _Counter(progress)
            filesets = list(_filesets(discover(paths, pattern=pattern, looking=counter.looking)))
            counter.total = sum(map(_images_in, filesets))
            counter.tell(None)
            outcomes = [self._outcome(fileset, wish, counter, dry_run) for fileset in filesets]
        return Report(outcomes, time.monotonic() - started)

    def _outcome(self, fileset: Fileset, wish: Wish, counter: _Counter, dry_run: bool) -> Outcome:
        end = counter.done + _images_in(fileset)
        if isinstance(fileset, Refused):
            outcome = Outcome(fileset.path, Status.REFUSED, fileset.reason)
        else:
            job = FilesetImport(self._store, self._owner, fileset, wish, counter.step)
            status, detail, image_ids = _run(job, fileset, dry_run)
            outcome = Outcome(job.files[0], status, detail, image_ids, job.files, job.size)
        counter.done = end
        counter.tell(outcome)
        return outcome


class _Counter:
    """How many images are done, of how many: 0 as long as files are looked for."""

    def __init__(self, progress: Progress | None) -> None:
        self.done, self.total, self._progress = 0, 0, progress
        self._told = time.monotonic()

    def looking(self, place: Place) -> None:
        """Told now and then, so that a long search can be seen and stopped."""
        if time.monotonic() - self._told > LOOKING_SECONDS:
            self._told = time.monotonic()
            self.tell(None)

    def step(self) -> None:
        self.done += 1
        self.tell(None)

    def tell(self, outcome: Outcome | None) -> None:
        if self._progress is not None:
            self._progress(self.done, self.total, outcome)


def _images_in(fileset: Fileset) -> int:
    """A refused file counts as well."""
    return 1 if isinstance(fileset, Refused) else len(fileset)


def _checked(name: str | None) -> str | None:
    return None if name is None else checked_name(name)


def _filesets(found: Iterable[Found | Refused]) -> Iterator[Fileset]:
    """Images of the same files together; they come one after the other."""
    for _, together in groupby(found, key=lambda one: one.spec.files if isinstance(one, Found) else one):
        members = list(together)
        yield from (one for one in members if isinstance(one, Refused))
        if images := [one for one in members if isinstance(one, Found)]:
            yield images


def _run(job: FilesetImport, images: Sequence[Found], dry_run: bool) -> tuple[Status, str, tuple[int, ...]]:
    try:
        if dry_run:
            return Status.FOUND, f"{_said(images, job.files)}, for {_described(job.look())}", ()
        image_ids = job.run()
    except Passed as passed:
        return passed.status, passed.reason, ()
    except ImagingError as error:
        return Status.REFUSED, error.reason, ()
    except UnicodeError:
        return Status.REFUSED, "its name is no text and cannot be written down: rename the file, or its folder.", ()
    except OSError as error:
        return Status.REFUSED, f"it cannot be read or copied ({error.strerror or error})", ()
    except DECODER_ERRORS as error:
        log.exception("import of %s failed", job.files[0])
        return Status.REFUSED, f"its pixels cannot be read ({type(error).__name__})", ()
    return Status.IMPORTED, _said(images, job.files), image_ids


def _said(images: Sequence[Found], files: Sequence[Place]) -> str:
    what = f"{len(images)} images" if len(images) > 1 else images[0].name
    return f"{what} from {count(len(files), 'file')}" if len(files) > 1 else what


def _described(destination: Destination) -> str:
    kind, around = ("plate", "screen") if destination.is_plate else ("dataset", "project")
    inner = f"{kind} {destination.inner or destination.inner_id}"
    return f"{inner} in {around} {destination.outer}" if destination.outer else inner
