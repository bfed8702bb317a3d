"""Import for a signed-in user: as a job."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select

from omeropyr.errors import Invalid
from omeropyr.gateway.embedded.access import Access
from omeropyr.gateway.embedded.importing.job import KIND, TARGETS, allowed_places, wish_of
from omeropyr.gateway.embedded.importing.uploads import is_upload, upload_folder
from omeropyr.gateway.embedded.jobs.service import EmbeddedJobs
from omeropyr.gateway.embedded.rights import Act
from omeropyr.gateway.embedded.schema import ExperimenterRow
from omeropyr.gateway.embedded.targets import require_group, require_targets
from omeropyr.gateway.embedded.texts import checked_name
from omeropyr.gateway.model import Job, ObjectRef
from omeropyr.imaging.address import is_address

MOST_SOURCES = 10_000


class EmbeddedImporting:
    """See `port.Importing`."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._jobs = EmbeddedJobs(access)

    def start(
        self,
        sources: Sequence[str],
        *,
        target: ObjectRef | None = None,
        project: str | None = None,
        dataset: str | None = None,
        group_id: int | None = None,
        copy: bool = False,
    ) -> Job:
        store, viewer = self._access.store, self._access.viewer
        if not sources or len(sources) > MOST_SOURCES:
            raise Invalid("sources", f"name at least one file or folder, and at most {MOST_SOURCES}")
        allowed_places(store, viewer, sources)
        uploads = [not is_address(source) and is_upload(store, Path(source)) for source in sources]
        if any(uploads) and not all(uploads):
            raise Invalid("sources", "uploads and files of the server cannot be imported together")
        parameters = {
            "sources": list(sources),
            "target": None if target is None else [target.kind, target.id],
            "project": None if project is None else checked_name(project),
            "dataset": None if dataset is None else checked_name(dataset),
            "group_id": self._group(target, group_id),
            "copy": copy or any(uploads),
        }
        wish_of(parameters)
        return self._jobs.get(self._access.start_job(KIND, _title(sources), parameters))

    def upload_folder(self) -> str:
        return str(upload_folder(self._access.store, self._access.viewer.user_id))

    def _group(self, target: ObjectRef | None, group_id: int | None) -> int:
        """That of the target, else the one asked for, else the user's own. Raises NotFound, Forbidden, Invalid."""
        viewer = self._access.viewer
        with self._access.reading() as connection:
            if target is not None:
                if target.kind not in TARGETS:
                    raise Invalid("target", "must be a dataset, a project or a screen")
                (found,) = require_targets(connection, viewer, [target])
                return found.require(Act.LINK).group_id
            if group_id is None:
                default = select(ExperimenterRow.default_group_id).where(ExperimenterRow.id == viewer.user_id)
                group_id = connection.execute(default).scalar_one()
            return require_group(connection, viewer, group_id)


def _title(sources: Sequence[str]) -> str:
    first = sources[0].rstrip("/").rpartition("/")[2] or sources[0]
    return f"Import of {first}" if len(sources) == 1 else f"Import of {first} and {len(sources) - 1} more"
