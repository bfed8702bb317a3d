"""What the parts of a connection share."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from omeropyr.gateway.conn.scope import ServiceOptions
from omeropyr.gateway.port import Session

if TYPE_CHECKING:
    from omeropyr.gateway.conn.connection import BlitzConnection


class Part:
    """`SERVICE_OPTS` says which group and owner listings look at: `setOmeroGroup("-1")` is all groups."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.SERVICE_OPTS = ServiceOptions()

    @property
    def _conn(self) -> BlitzConnection:
        """The whole connection that this is a part of."""
        return cast("BlitzConnection", self)
