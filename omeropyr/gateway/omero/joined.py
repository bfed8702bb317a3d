"""One client that is joined to one session of OMERO; the requests of that session share it."""

from __future__ import annotations

import threading
import time
from functools import cached_property
from typing import Any

from omeropyr.gateway.model import EventContext
from omeropyr.gateway.omero.clients import Client


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

    def detach(self) -> None:
        """Leave the session, which lives on."""
        self.client.close()

    def kill(self) -> None:
        """End the session for everybody."""
        self.client.killSession()
