"""One signed-in user on the embedded store."""

from __future__ import annotations

from omeropyr.gateway.embedded.access import Access
from omeropyr.gateway.embedded.admin.service import EmbeddedAdmin
from omeropyr.gateway.embedded.annotations.service import EmbeddedAnnotations
from omeropyr.gateway.embedded.browse.service import EmbeddedBrowse
from omeropyr.gateway.embedded.edit.service import EmbeddedEdit
from omeropyr.gateway.embedded.files.service import EmbeddedFiles
from omeropyr.gateway.embedded.history.service import EmbeddedHistory
from omeropyr.gateway.embedded.images.service import EmbeddedImages
from omeropyr.gateway.embedded.importing.service import EmbeddedImporting
from omeropyr.gateway.embedded.jobs.service import EmbeddedJobs
from omeropyr.gateway.embedded.jobs.worker import Worker
from omeropyr.gateway.embedded.people.logins import Logins
from omeropyr.gateway.embedded.pixels.service import EmbeddedPixels
from omeropyr.gateway.embedded.pixels.sources import Sources
from omeropyr.gateway.embedded.rights import Viewer
from omeropyr.gateway.embedded.rois.service import EmbeddedRois
from omeropyr.gateway.embedded.searching.service import EmbeddedSearch
from omeropyr.gateway.embedded.tables.service import EmbeddedTables
from omeropyr.gateway.model import EventContext


class EmbeddedSession:
    """See `port.Session`. It holds no connection: every call of a service takes one and gives it back."""

    def __init__(self, key: str, context: EventContext, logins: Logins, sources: Sources, worker: Worker) -> None:
        viewer = Viewer(context.user.id, context.user.is_admin, context.privileges, context.actor_id)
        access = Access(logins.store, viewer, worker)
        self._key, self._context, self._logins, self._access = key, context, logins, access
        self.browse = EmbeddedBrowse(access)
        self.images = EmbeddedImages(access)
        self.pixels = EmbeddedPixels(access, sources)
        self.annotations = EmbeddedAnnotations(access)
        self.jobs = EmbeddedJobs(access)
        self.edit = EmbeddedEdit(access, self.jobs)
        self.history = EmbeddedHistory(access, self.jobs)
        self.files = EmbeddedFiles(access)
        self.search = EmbeddedSearch(access)
        self.rois = EmbeddedRois(access, sources)
        self.tables = EmbeddedTables(access)
        self.importing = EmbeddedImporting(access)
        self.admin = EmbeddedAdmin(access, logins, key)

    def __repr__(self) -> str:
        return f"<EmbeddedSession of {self._context.user.ome_name}>"

    @property
    def key(self) -> str:
        return self._key

    @property
    def context(self) -> EventContext:
        return self._context

    def release(self) -> None:
        """Nothing is held between calls."""

    def end(self) -> None:
        self._access.end()
        self._logins.end(self._key)
