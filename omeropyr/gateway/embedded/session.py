"""One signed-in user on the embedded store."""

from __future__ import annotations

from functools import cached_property

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
    """See `port.Session`. It holds no connection: every call of a service takes one and gives it back.

    Most requests ask one or two services; making all thirteen would take longer than finding out whose session it is.
    """

    def __init__(self, key: str, context: EventContext, logins: Logins, sources: Sources, worker: Worker) -> None:
        viewer = Viewer(context.user.id, context.user.is_admin, context.privileges, context.actor_id)
        access = Access(logins.store, viewer, worker)
        self._key, self._context, self._logins, self._access = key, context, logins, access
        self._sources = sources

    @cached_property
    def browse(self) -> EmbeddedBrowse:
        return EmbeddedBrowse(self._access)

    @cached_property
    def images(self) -> EmbeddedImages:
        return EmbeddedImages(self._access)

    @cached_property
    def pixels(self) -> EmbeddedPixels:
        return EmbeddedPixels(self._access, self._sources)

    @cached_property
    def annotations(self) -> EmbeddedAnnotations:
        return EmbeddedAnnotations(self._access)

    @cached_property
    def jobs(self) -> EmbeddedJobs:
        return EmbeddedJobs(self._access)

    @cached_property
    def edit(self) -> EmbeddedEdit:
        return EmbeddedEdit(self._access, self.jobs)

    @cached_property
    def history(self) -> EmbeddedHistory:
        return EmbeddedHistory(self._access, self.jobs)

    @cached_property
    def files(self) -> EmbeddedFiles:
        return EmbeddedFiles(self._access)

    @cached_property
    def search(self) -> EmbeddedSearch:
        return EmbeddedSearch(self._access)

    @cached_property
    def rois(self) -> EmbeddedRois:
        return EmbeddedRois(self._access, self._sources)

    @cached_property
    def tables(self) -> EmbeddedTables:
        return EmbeddedTables(self._access)

    @cached_property
    def importing(self) -> EmbeddedImporting:
        return EmbeddedImporting(self._access)

    @cached_property
    def admin(self) -> EmbeddedAdmin:
        return EmbeddedAdmin(self._access, self._logins, self._key)

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
