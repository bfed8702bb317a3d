"""The public user: which requests visitors may make without an account, and the one session they share.

Visitors get no web session of their own: the shared session is kept in the process and joined for each request,
so a public page sets no cookie. When the public login fails it is not tried again for a while.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from pyramid.registry import Registry
from pyramid.request import Request
from pyramid.response import Response

from omeropyr import settings as keys
from omeropyr.errors import GatewayError, SessionEnded
from omeropyr.gateway.model import Credentials
from omeropyr.gateway.port import Gateway, Session
from omeropyr.settings import Config

log = logging.getLogger(__name__)

BACK_OFF = 60.0
"""Seconds after a failed public login during which none is tried."""


class PublicUser:
    """Signs the public user in when first needed and keeps the session key for the process."""

    def __init__(self, config: Config, gateway: Gateway | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._credentials = Credentials(config[keys.PUBLIC_USER], config[keys.PUBLIC_PASSWORD])
        self._gateway = gateway
        self._filter = config[keys.PUBLIC_URL_FILTER]
        self._methods = {"GET", "HEAD"} if config[keys.PUBLIC_GET_ONLY] else None
        self.enabled = self._is_usable(config)
        self._clock = clock
        self._key: str | None = None
        self._not_before = 0.0
        self._lock = threading.Lock()

    def _is_usable(self, config: Config) -> bool:
        if not config[keys.PUBLIC_ENABLED]:
            return False
        if self._gateway is None or not (self._credentials.username and self._credentials.password):
            log.warning("Public access is off: it needs public.user, public.password and a valid public.server_id.")
            return False
        return True

    def allows(self, method: str, path: str) -> bool:
        """Whether this request may run as the public user. The filter is searched in the path, not anchored."""
        right_method = self._methods is None or method in self._methods
        return self.enabled and right_method and self._filter.search(path) is not None

    def session(self) -> Session | None:
        """The shared session, joined for one request; None while the public login does not work."""
        with self._lock:
            if self._clock() < self._not_before or self._gateway is None:
                return None
            try:
                return self._join(self._gateway)
            except GatewayError as error:
                log.warning("The public user could not sign in, next try in %d s: %s", BACK_OFF, error)
                self._not_before = self._clock() + BACK_OFF
                return None

    def _join(self, gateway: Gateway) -> Session:
        if self._key is not None:
            try:
                return gateway.join(self._key)
            except SessionEnded:
                self._key = None
        session = gateway.login(self._credentials, agent="omeropyr.public")
        self._key = session.key
        return session


def public_user_tween_factory(
    handler: Callable[[Request], Response], registry: Registry
) -> Callable[[Request], Response]:
    """Decides, before anything is loaded, whether the request may run as the public user."""
    public: PublicUser = registry.public_user
    if not public.enabled:
        return handler

    def tween(request: Request) -> Response:
        request.environ["omeropyr.public_allowed"] = public.allows(
            request.method, request.script_name + request.path_info
        )
        return handler(request)

    return tween


def check_filter(config: Config) -> list[str]:
    """Warnings for a filter that opens pages nobody means to open."""
    if not config[keys.PUBLIC_ENABLED]:
        return []
    risky = [path for path in ("/webadmin/", "/webclient/login/") if config[keys.PUBLIC_URL_FILTER].search(path)]
    return [f"public.url_filter opens {path} to visitors without an account." for path in risky]
