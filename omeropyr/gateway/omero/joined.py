"""One client that is joined to one session of OMERO; the requests of that session share it."""

from __future__ import annotations

import threading
import time
from functools import cached_property
from typing import TYPE_CHECKING, Any

from omeropyr.gateway.model import EventContext
from omeropyr.gateway.omero.clients import Client
from omeropyr.gateway.omero.memory import Memory

if TYPE_CHECKING:
    from omeropyr.gateway.omero.pixels.engines import Engines

LARGEST_PLANE = "omero.pixeldata.max_plane"
DEFAULT_LARGEST = 3192
"""OMERO's own default for both sides."""


class Joined:
    """A client with the services that were asked for. The services hold no state and may be used by many threads."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.key: str = client.getSessionId()
        self.used_at = self.answered_at = time.monotonic()
        self.leases = 0
        self.lock = threading.Lock()
        """For what must be found out once: who the session is."""
        self.known_context: EventContext | None = None
        self.context_at = 0.0
        self.memory = Memory()
        self._enumerations: dict[tuple[str, str], Any] = {}
        self.is_doubtful = False
        """The last call failed in a way that may mean that the session has ended."""

    def __repr__(self) -> str:
        return f"<Joined, {self.leases} leases>"

    @cached_property
    def factory(self) -> Any:
        """The ServiceFactory."""
        return self.client.getSession(blocking=False)

    @cached_property
    def admin(self) -> Any:
        return self.factory.getAdminService()

    @cached_property
    def query(self) -> Any:
        return self.factory.getQueryService()

    @cached_property
    def config(self) -> Any:
        return self.factory.getConfigService()

    @cached_property
    def types(self) -> Any:
        return self.factory.getTypesService()

    @cached_property
    def engines(self) -> Engines:
        """Rendering engines that are kept open."""
        from omeropyr.gateway.omero.pixels.engines import Engines

        return Engines()

    @cached_property
    def largest_plane(self) -> tuple[int, int]:
        """Width and height, in pixels, of the largest plane that the server renders whole."""
        values = self.config.getConfigValues(LARGEST_PLANE)
        width, height = (values.get(f"{LARGEST_PLANE}_{side}", "") for side in ("width", "height"))
        return int(width or DEFAULT_LARGEST), int(height or DEFAULT_LARGEST)

    def enumeration(self, name: str, value: str) -> Any:
        """One of the server's named values, e.g. of Family; they never change."""
        if (name, value) not in self._enumerations:
            self._enumerations[name, value] = self.types.getEnumeration(name, value)
        return self._enumerations[name, value]

    def detach(self) -> None:
        """Leave the session, which lives on."""
        self.client.close()

    def kill(self) -> None:
        """End the session for everybody."""
        self.client.killSession()
