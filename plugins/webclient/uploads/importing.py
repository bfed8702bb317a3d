"""The files of a drop become one import job, so that those that belong together by their names become one image."""

from __future__ import annotations

from pathlib import Path

from omeropyr.api import Conflict, Invalid, Job, ObjectRef, Session

from .drops import Drop, Upload

MOST_SOURCES = 10_000


def import_drop(session: Session, drop: Drop, target: ObjectRef | None, dataset: str = "") -> Job:
    """Starts the import, or gives the job that was started before (an answer may have been lost).

    Without a target, or in a project, files that lie in no folder go into a dataset called `dataset`, or after the
    day. Raises Conflict for a drop with files that are not complete, Invalid for one without files.
    """
    if drop.job_id is not None:
        return session.jobs.get(drop.job_id)
    uploads = list(drop.uploads())
    missing = [upload for upload in uploads if not _is_complete(upload)]
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise Conflict(f"{missing[0].path}{more} has not arrived yet: go on with the upload first.")
    if not uploads:
        raise Invalid("drop", "There are no files in this upload.")
    job = session.importing.start(_sources(drop.files), target=target, dataset=dataset or None)
    drop.note_job(job.id)
    return job


def _is_complete(upload: Upload) -> bool:
    return not upload.part.exists() and upload.offset == upload.length


def _sources(folder: Path) -> list[str]:
    """Each by its name, so that each that is no image is refused with a sentence and not passed over."""
    found = sorted(str(entry) for entry in folder.iterdir())
    return found if len(found) <= MOST_SOURCES else [str(folder)]
