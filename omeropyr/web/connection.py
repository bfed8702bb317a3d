"""The request's session on a gateway: made when first asked for, given back when the response has been sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pyramid.registry import Registry
from pyramid.request import Request
from pyramid.response import Response

from omeropyr.errors import NotLoggedIn
from omeropyr.gateway.port import Session
from omeropyr.security.authenticators import authenticate

Handler = Callable[[Request], Response]


class Connection:
    """At most one leased session for a request. Asking costs nothing until the first `session()`."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._session: Session | None = None
        self._looked = False
        self.is_public = False

    def session(self) -> Session:
        """The session of the signed-in or public user. Raises NotLoggedIn."""
        session = self.peek()
        if session is None:
            raise NotLoggedIn
        return session

    def peek(self) -> Session | None:
        """The same, or None when nobody is there."""
        if not self._looked:
            self._session = self._find()
            self._looked = True
        return self._session

    def used(self) -> Session | None:
        """The session if somebody has asked for it already."""
        return self._session

    def _find(self) -> Session | None:
        session = authenticate(self._request)
        if session is None and self._request.environ.get("omeropyr.public_allowed"):
            session = self._request.registry.public_user.session()
            self.is_public = session is not None
        return session

    def adopt(self, session: Session) -> None:
        """Put a session that was made by signing in in the place of the present one."""
        self.release()
        self._session, self._looked, self.is_public = session, True, False

    def release(self) -> None:
        """Give the session back; later calls do nothing."""
        session, self._session, self._looked = self._session, None, False
        if session is not None:
            session.release()


def connection_tween_factory(handler: Handler, registry: Registry) -> Handler:
    """Ties the lease to the response: it ends when the body has been sent or the client has gone."""

    def tween(request: Request) -> Response:
        connection = request.connection
        try:
            response = handler(request)
        except BaseException:
            connection.release()
            raise
        if _is_complete(response):
            connection.release()
        else:
            length = response.content_length  # WebOb forgets it with the body it was said of
            response.app_iter = ReleasingBody(response.app_iter, connection.release)
            response.content_length = length
        return response

    return tween


def _is_complete(response: Response) -> bool:
    return isinstance(response.app_iter, list | tuple)


class ReleasingBody:
    """A response body that runs `release` once when it is closed; WSGI servers close it on disconnect too."""

    def __init__(self, body: Iterable[bytes], release: Callable[[], None]) -> None:
        self._body = body
        self._release = release

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._body)

    def close(self) -> None:
        close: Any = getattr(self._body, "close", None)
        try:
            if close is not None:
                close()
        finally:
            self._release()
