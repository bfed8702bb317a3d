"""What one request has of a session: the shared client, and a BlitzGateway of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import Ice

from omeropyr.errors import SessionEnded
from omeropyr.gateway.model import ObjectRef
from omeropyr.gateway.omero.blitz import EVERY_GROUP, LeasedGateway
from omeropyr.gateway.omero.errors import LOST, translated
from omeropyr.gateway.omero.joined import Joined
from omeropyr.gateway.omero.pool import Pool, ping

T = TypeVar("T")
Act = Callable[[Joined], T]


class Lease:
    """A session for one request. Not shared between threads."""

    def __init__(self, pool: Pool, joined: Joined) -> None:
        self._pool, self._joined = pool, joined
        self._blitz: LeasedGateway | None = None
        self._is_over = False

    @property
    def key(self) -> str:
        return self._joined.key

    @property
    def joined(self) -> Joined:
        """Raises SessionEnded after `close`."""
        if self._is_over:
            raise SessionEnded
        return self._joined

    @property
    def blitz(self) -> LeasedGateway:
        """The connection of this request alone: its group and its stateful services are nobody else's."""
        if self._blitz is None:
            self._blitz = LeasedGateway(self.joined.client)
        return self._blitz

    def read(self, act: Act[T], target: ObjectRef | None = None) -> T:
        """Do what changes nothing; when the connection turns out to be lost, join again and do it once more."""
        with translated(target):
            try:
                return self.once(act)
            except Ice.ObjectNotExistException:
                if not ping(self.joined):  # else only a service has gone, such as a rendering engine
                    self._renew()
            except LOST:
                self._renew()
            return self.once(act)

    def write(self, act: Act[T], target: ObjectRef | None = None) -> T:
        """Do it once: whether it was done when the connection is lost nobody knows."""
        with translated(target):
            return self.once(act)

    def once(self, act: Act[T]) -> T:
        """Do it, and remember what that says of the client."""
        joined = self.joined
        try:
            done = act(joined)
        except (*LOST, Ice.UnknownException):
            joined.is_doubtful = True
            raise
        joined.answered_at = time.monotonic()
        return done

    def _renew(self) -> None:
        joined, self._is_over = self.joined, True
        self._joined = self._pool.renew(joined)
        self._is_over, self._blitz = False, None

    def close(self) -> None:
        """Give everything back; may be called twice."""
        if self._is_over:
            return
        self._is_over = True
        try:
            if self._blitz is not None:
                self._blitz.close()
        finally:
            self._pool.release(self._joined)

    def kill(self) -> None:
        """End the session on the server, for everybody."""
        with translated():
            self.joined.kill()
        self._pool.forget(self._joined)
        self.close()


def in_group(group_id: int | None) -> dict[str, str]:
    """The call context that looks at one group, or at all of them."""
    return {"omero.group": EVERY_GROUP if group_id is None else str(group_id)}
