"""A signed-in user, and the server they are signed in to."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from omeropyr.gateway.model import Credentials, EventContext, GatewayStatus
from omeropyr.gateway.port.admin import Admin
from omeropyr.gateway.port.annotations import Annotations
from omeropyr.gateway.port.browse import Browse
from omeropyr.gateway.port.edit import Edit
from omeropyr.gateway.port.files import Files
from omeropyr.gateway.port.images import Images
from omeropyr.gateway.port.importing import Importing
from omeropyr.gateway.port.jobs import History, Jobs
from omeropyr.gateway.port.pixels import Pixels
from omeropyr.gateway.port.rois import Rois
from omeropyr.gateway.port.search import Search
from omeropyr.gateway.port.tables import Tables


@runtime_checkable
class Session(Protocol):
    """One signed-in user on one gateway. Asking for a service that it does not offer raises NotSupported.

    Not shared between threads; `release` it when the request is over.
    """

    @property
    def key(self) -> str:
        """The secret that `Gateway.join` takes. Never log it."""

    @property
    def context(self) -> EventContext: ...

    @property
    def browse(self) -> Browse: ...

    @property
    def images(self) -> Images: ...

    @property
    def pixels(self) -> Pixels: ...

    @property
    def annotations(self) -> Annotations: ...

    @property
    def edit(self) -> Edit: ...

    @property
    def rois(self) -> Rois: ...

    @property
    def search(self) -> Search: ...

    @property
    def files(self) -> Files: ...

    @property
    def tables(self) -> Tables: ...

    @property
    def jobs(self) -> Jobs: ...

    @property
    def history(self) -> History: ...

    @property
    def importing(self) -> Importing: ...

    @property
    def admin(self) -> Admin: ...

    def release(self) -> None:
        """Give back what the request used; the session lives on. May be called twice."""

    def end(self) -> None:
        """Sign out: the key is void from now on, everywhere."""


@runtime_checkable
class Gateway(Protocol):
    """One configured server or store."""

    @property
    def label(self) -> str:
        """What the login page calls it."""

    @property
    def address(self) -> tuple[str, int]:
        """Host and port as existing clients expect them; ("localhost", 4064) for a store without a server."""

    def login(self, credentials: Credentials, *, agent: str = "omeropyr", client_ip: str | None = None) -> Session:
        """Raises LoginFailed, after the same work for an unknown user as for a wrong password."""

    def join(self, key: str) -> Session:
        """Raises SessionEnded."""

    def status(self) -> GatewayStatus:
        """Never raises."""

    def supports(self, service: type) -> bool:
        """Whether sessions of this gateway offer a service of this module, e.g. `supports(Edit)`."""

    def close(self) -> None:
        """Free everything; sessions of users live on in the store."""
