"""The clients of one process on one server, by session key: joining a session costs 20 round trips, keeping it none."""

from __future__ import annotations

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence

from omeropyr.errors import SessionEnded
from omeropyr.gateway.omero.clients import Client, Server, new_client
from omeropyr.gateway.omero.errors import translated
from omeropyr.gateway.omero.joined import Joined

MOST = 1_000
"""Sessions that one process keeps; the longest unused go first."""
IDLE_SECONDS = 600.0
"""After which a client leaves its session, which lives on as long as the server lets it."""
PING_SECONDS = 30.0
"""A client that was silent for longer is asked whether its session still lives before somebody gets it."""
SWEEP_SECONDS = 60.0
KEY_LENGTH = 100
"""Keys are UUIDs of 36 letters; what is much longer is not sent anywhere."""


class Pool:
    """Clients of one server. After a fork the child begins anew: what the parent has open it must not touch."""

    def __init__(self, server: Server, most: int = MOST, idle_seconds: float = IDLE_SECONDS) -> None:
        self._server, self._most, self._idle = server, most, idle_seconds
        self._inherited: list[Joined] = []
        self._begin()

    def _begin(self) -> None:
        self._pid, self._swept = os.getpid(), time.monotonic()
        self._lock = threading.Lock()
        self._joined: OrderedDict[str, Joined] = OrderedDict()
        self._joining: dict[str, threading.Lock] = {}

    def __len__(self) -> int:
        return len(self._joined)

    def adopt(self, client: Client) -> Joined:
        """Keep a client that has just signed in, and lease it."""
        self._check_process()
        with translated():
            client.getSession().detachOnDestroy()
        return self._keep(Joined(client))

    def lease(self, key: str) -> Joined:
        """The client of this session, joined if need be; give it back with `release`. Raises SessionEnded."""
        self._check_process()
        if not (0 < len(key) <= KEY_LENGTH and key.isascii() and key.isprintable()):
            raise SessionEnded
        joined = self._take(key)
        if joined is None:
            with self._door(key):
                joined = self._take(key) or self._keep(self._join(key))
        return joined if self._still_lives(joined) else self.renew(joined)

    def release(self, joined: Joined) -> None:
        with self._lock:
            joined.leases -= 1
            joined.used_at = time.monotonic()
            is_left = joined.leases <= 0 and self._joined.get(joined.key) is not joined
        _say_goodbye([joined] if is_left else [])
        self._sweep()

    def renew(self, joined: Joined) -> Joined:
        """Another client for the session of this leased one, whose connection is lost; once for all who ask.

        Raises SessionEnded or Unavailable; the lease is given back then.
        """
        with self._door(joined.key):
            self._drop(joined)
            self.release(joined)
            return self._take(joined.key) or self._keep(self._join(joined.key))

    def forget(self, joined: Joined) -> None:
        """Its session has ended: nobody gets it any more. It is closed with its last lease."""
        self._drop(joined)

    def any(self) -> Joined | None:
        """Some client that is joined at the moment; not leased."""
        self._check_process()
        with self._lock:
            return next(iter(self._joined.values()), None)

    def close(self) -> None:
        """Leave every session; they live on."""
        with self._lock:
            leaving, self._joined = list(self._joined.values()), OrderedDict()
        for joined in leaving:
            joined.detach()

    def _check_process(self) -> None:
        if self._pid != os.getpid():
            self._inherited += self._joined.values()  # kept, for ever: even freeing them would touch the connection
            self._begin()

    def _door(self, key: str) -> threading.Lock:
        """Whoever joins this session, one at a time."""
        with self._lock:
            return self._joining.setdefault(key, threading.Lock())

    def _join(self, key: str) -> Joined:
        client = new_client(self._server)
        try:
            with translated():
                client.joinSession(key).detachOnDestroy()
        except BaseException:
            client.close()
            raise
        return Joined(client)

    def _take(self, key: str) -> Joined | None:
        with self._lock:
            joined = self._joined.get(key)
            if joined is not None:
                joined.leases += 1
                self._joined.move_to_end(key)
            return joined

    def _keep(self, joined: Joined) -> Joined:
        with self._lock:
            joined.leases += 1
            self._joined[joined.key] = joined
        self._sweep(force=len(self._joined) > self._most)
        return joined

    def _drop(self, joined: Joined) -> None:
        with self._lock:
            if self._joined.get(joined.key) is joined:
                del self._joined[joined.key]

    def _still_lives(self, joined: Joined) -> bool:
        silent = time.monotonic() - joined.answered_at
        if not joined.is_doubtful and silent < PING_SECONDS:
            return True
        return ping(joined)

    def _sweep(self, *, force: bool = False) -> None:
        """Leave the sessions that nobody has used for long, and the longest unused when there are too many."""
        now = time.monotonic()
        if not force and now - self._swept < min(SWEEP_SECONDS, self._idle):
            return
        with self._lock:
            self._swept = now
            unused = [joined for joined in self._joined.values() if joined.leases <= 0]
            surplus = max(len(self._joined) - self._most, 0)
            leaving = [one for i, one in enumerate(unused) if i < surplus or now - one.used_at > self._idle]
            for joined in leaving:
                del self._joined[joined.key]
                self._joining.pop(joined.key, None)
        _say_goodbye(leaving)


def ping(joined: Joined) -> bool:
    """Whether its session answers; keeps the session alive. One round trip."""
    try:
        with translated():
            joined.factory.keepAlive(None)
    except Exception:
        return False
    joined.answered_at, joined.is_doubtful = time.monotonic(), False
    return True


def _say_goodbye(several: Sequence[Joined]) -> None:
    """Nobody waits for that."""
    if several:
        threading.Thread(target=_detach, args=(several,), daemon=True).start()


def _detach(several: Sequence[Joined]) -> None:
    for joined in several:
        joined.detach()
