"""One signed-in user on an OMERO.server."""

from __future__ import annotations

from omeropyr.errors import NotSupported
from omeropyr.gateway.model import EventContext
from omeropyr.gateway.omero.annotations.service import OmeroAnnotations
from omeropyr.gateway.omero.blitz import LeasedGateway
from omeropyr.gateway.omero.browse.service import OmeroBrowse
from omeropyr.gateway.omero.context import context_of
from omeropyr.gateway.omero.images.service import OmeroImages
from omeropyr.gateway.omero.lease import Lease
from omeropyr.gateway.omero.pixels.service import OmeroPixels
from omeropyr.gateway.port import (
    Admin,
    Edit,
    Files,
    History,
    Importing,
    Jobs,
    Rois,
    Search,
    Tables,
)


class OmeroSession:
    """See `port.Session`. What this adapter does not do yet raises NotSupported; `Gateway.supports` says it first."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        self._context = context_of(lease)
        self.browse = OmeroBrowse(lease, self._context)
        self.images = OmeroImages(lease, self._context)
        self.pixels = OmeroPixels(lease, self._context)
        self.annotations = OmeroAnnotations(lease, self._context)

    def __repr__(self) -> str:
        return f"<OmeroSession of {self._context.user.ome_name}>"

    @property
    def key(self) -> str:
        return self._lease.key

    @property
    def context(self) -> EventContext:
        return self._context

    @property
    def blitz(self) -> LeasedGateway:
        """What `request.conn` is here."""
        return self._lease.blitz

    @property
    def edit(self) -> Edit:
        raise _absent("changing the tree")

    @property
    def rois(self) -> Rois:
        raise _absent("regions of interest")

    @property
    def search(self) -> Search:
        raise _absent("searching")

    @property
    def files(self) -> Files:
        raise _absent("downloading files")

    @property
    def tables(self) -> Tables:
        raise _absent("tables")

    @property
    def jobs(self) -> Jobs:
        raise _absent("jobs")

    @property
    def history(self) -> History:
        raise _absent("the history")

    @property
    def importing(self) -> Importing:
        raise _absent("importing")

    @property
    def admin(self) -> Admin:
        raise _absent("administration")

    def release(self) -> None:
        self._lease.close()

    def end(self) -> None:
        self._lease.kill()


def _absent(what: str) -> NotSupported:
    return NotSupported(f"With an OMERO.server, {what} is not possible here yet: use another client of OMERO for it.")
