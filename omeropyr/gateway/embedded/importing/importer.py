"""Imports files and folders: one outcome for each fileset, and nothing that is wrong with one stops the others."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from omeropyr.errors import ImagingError
from omeropyr.gateway.embedded.importing.destinations import Owner
from omeropyr.gateway.embedded.importing.fileset import FilesetImport, Passed, Wish
from omeropyr.gateway.embedded.importing.leftovers import importing
from omeropyr.gateway.embedded.importing.report import Outcome, Progress, Report, Status
from omeropyr.gateway.embedded.store import Store
from omeropyr.gateway.embedded.texts import checked_name
from omeropyr.imaging.discover import Found, Refused, discover

log = logging.getLogger(__name__)

DECODER_ERRORS = (ValueError, ArithmeticError, LookupError, TypeError, RuntimeError, MemoryError)
"""What libraries raise on damaged data beside the errors they document."""


class Importer:
    """Imports into one group of a store, for one owner.

    Nothing of a fileset is visible until its pixels were read, and its settings, pyramid and thumbnail made. An
    import may be killed at any moment and run again: it then imports what is missing, and nothing twice.
    """

    def __init__(self, store: Store, *, owner_id: int, group_id: int) -> None:
        self._store, self._owner = store, Owner(owner_id, group_id)

    def import_paths(
        self,
        paths: Sequence[Path],
        *,
        project: str | None = None,
        dataset: str | None = None,
        pattern: str | None = None,
        managed: bool = False,
        progress: Progress | None = None,
    ) -> Report:
        """Import files and folders. What cannot be imported is in the report with its reason.

        `managed` copies the files into the store; otherwise they are registered where they are, which must be
        inside the store's roots. Datasets are named after folders unless `dataset` is given; wells go to plates.
        Raises Invalid for a wrong pattern or name, Unavailable without a store.
        """
        wish = Wish(_checked(project), _checked(dataset), managed)
        outcomes: list[Outcome] = []
        with importing(self._store):
            filesets = list(_filesets(discover(paths, pattern=pattern)))
            _tell(progress, outcomes, len(filesets))
            for fileset in filesets:
                outcomes.append(self._outcome(fileset, wish))
                _tell(progress, outcomes, len(filesets))
        return Report(outcomes)

    def _outcome(self, fileset: Sequence[Found] | Refused, wish: Wish) -> Outcome:
        if isinstance(fileset, Refused):
            return Outcome(fileset.path, Status.REFUSED, fileset.reason)
        job = FilesetImport(self._store, self._owner, fileset, wish)
        status, detail, image_ids = _run(job, fileset)
        return Outcome(job.files[0], status, detail, image_ids, job.files)


def _checked(name: str | None) -> str | None:
    return None if name is None else checked_name(name)


def _tell(progress: Progress | None, outcomes: Sequence[Outcome], total: int) -> None:
    if progress is not None:
        progress(len(outcomes), total, outcomes[-1] if outcomes else None)


def _filesets(found: Iterable[Found | Refused]) -> Iterator[Sequence[Found] | Refused]:
    """Images of the same files together; they come one after the other."""
    for _, together in groupby(found, key=lambda one: one.spec.files if isinstance(one, Found) else one):
        members = list(together)
        yield from (one for one in members if isinstance(one, Refused))
        if images := [one for one in members if isinstance(one, Found)]:
            yield images


def _run(job: FilesetImport, images: Sequence[Found]) -> tuple[Status, str, tuple[int, ...]]:
    try:
        image_ids = job.run()
    except Passed as passed:
        return passed.status, passed.reason, ()
    except ImagingError as error:
        return Status.REFUSED, error.reason, ()
    except OSError as error:
        return Status.REFUSED, f"it cannot be read or copied ({error.strerror or error})", ()
    except DECODER_ERRORS as error:
        log.exception("import of %s failed", job.files[0])
        return Status.REFUSED, f"its pixels cannot be read ({type(error).__name__})", ()
    return Status.IMPORTED, _said(images, job.files), image_ids


def _said(images: Sequence[Found], files: Sequence[Path]) -> str:
    what = f"{len(images)} images" if len(images) > 1 else images[0].name
    return f"{what} from {len(files)} files" if len(files) > 1 else what
