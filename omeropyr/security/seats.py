"""Who sits behind a session cookie: remembered for as long as the file of the web session is the same.

Reading a web session (signature, lock, file, JSON) takes longer than all else that is asked before a tile is drawn. A
file that was written anew is another one (Beaker puts a new one in its place), whichever process wrote it.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace

from pyramid.request import Request

from omeropyr import settings as keys
from omeropyr.security.connector import Connector, stored_connector
from omeropyr.settings import Config

MOST = 10_000
"""Cookies that are remembered; in a flood of others the oldest go."""
LONGEST = 2000
"""Characters of the cookies of one browser; what is longer is not remembered."""
BY_COOKIE = "omeropyr.by_cookie"
"""In the environment of a request whose answer depends on the cookie, though its web session was not read."""
Mark = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Seat:
    """`changed` is when the session was last changed; without a `mark` only the file is known."""

    file: str
    mark: Mark | None = None
    connector: Connector | None = None
    changed: float = 0.0


class Seats:
    """Of one site in one process. Web sessions that are not in files are read each time."""

    def __init__(self, config: Config) -> None:
        self._age = config[keys.SESSION_COOKIE_AGE]
        self._seats: dict[str, _Seat] = {}

    def connector(self, request: Request) -> Connector | None:
        """As `stored_connector` of the request's web session."""
        # all cookies as they came: taking them apart takes longer than everything else here
        cookie: str = request.environ.get("HTTP_COOKIE", "")
        seat = self._seats.get(cookie)
        before = None if seat is None else _mark(seat.file)
        if seat is not None and seat.mark is not None and seat.mark == before and self._is_young(seat):
            request.environ[BY_COOKIE] = True
            return seat.connector
        connector = stored_connector(request.session)
        self._learn(cookie, seat, before, request, connector)
        return connector

    def _is_young(self, seat: _Seat) -> bool:
        return time.time() - seat.changed <= self._age

    def _learn(
        self, cookie: str, seat: _Seat | None, before: Mark | None, request: Request, connector: Connector | None
    ) -> None:
        """At first only where the file is; then what is in it, if it was the same before and after reading."""
        file = getattr(getattr(request.session, "namespace", None), "file", None)
        changed = getattr(request.session, "last_accessed", None)
        if not 0 < len(cookie) <= LONGEST or connector is None or not isinstance(file, str) or changed is None:
            self._seats.pop(cookie, None)
            return
        learned = _Seat(file)
        if seat is not None and before is not None and seat.file == file and before == _mark(file):
            learned = replace(learned, mark=before, connector=connector, changed=changed)
        while len(self._seats) >= MOST:
            self._seats.pop(next(iter(self._seats)), None)
        self._seats[cookie] = learned


def _mark(file: str) -> Mark | None:
    """What is another for another file; None when it is gone."""
    try:
        facts = os.stat(file)
    except OSError:
        return None
    return facts.st_ino, facts.st_mtime_ns, facts.st_size
