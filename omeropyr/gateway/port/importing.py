"""Import of files that the server can reach."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from omeropyr.gateway.model import Job, ObjectRef


@runtime_checkable
class Importing(Protocol):
    """Import as a job. Files must lie below a folder (or an address) that the store allows."""

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
        """Folders, files, globs or addresses; into a dataset or screen, or into containers of these names. The job's
        result is the report. Raises Forbidden for a place the user may not import from: administrators may import
        from every allowed folder, others from their own upload folder."""

    def upload_folder(self) -> str:
        """Where uploads of the user are put before they are imported; made if missing."""
