"""The ordered chain that finds out who a request is from. An app may add a link with `config.add_authenticator`.

An authenticator takes the request and returns a joined session or None ("not mine, ask the next one"); it raises
`NotLoggedIn` to end the search. The chain knows nothing of the public user: that is `public.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from pyramid.request import Request

from omeropyr import settings as keys
from omeropyr.errors import LoginFailed, SessionEnded
from omeropyr.gateway.port import Gateway, Session
from omeropyr.security.connector import Connector, drop_connector, stored_connector
from omeropyr.security.login import adopt

Authenticator = Callable[[Request], Session | None]


def authenticate(request: Request) -> Session | None:
    """The session of the first authenticator that has one."""
    for authenticator in request.registry.authenticators:
        session: Session | None = authenticator(request)
        if session is not None:
            return session
    return None


def by_session_key(request: Request) -> Session | None:
    """`?bsession=KEY[&server=ID]`, where the site allows it; a key that fails leaves a stored connector alone."""
    key = request.GET.get("bsession")
    if not key or not request.config[keys.BSESSION]:
        return None
    server_id = _asked_server(request)
    gateway: Gateway | None = request.gateways.get(server_id)
    if gateway is None:
        return None
    try:
        session = gateway.join(key)
    except (SessionEnded, LoginFailed):
        return None
    adopt(request, session, server_id)
    return session


def _asked_server(request: Request) -> int:
    """`?server=` as id or label, else the stored connector's, else the only one; 0 when none can be meant."""
    asked = request.GET.get("server")
    if asked:
        return next((id_ for id_, gateway in request.gateways.items() if asked in (str(id_), gateway.label)), 0)
    connector = stored_connector(request.session)
    if connector is not None:
        return connector.server_id
    return 1 if len(request.gateways) == 1 else 0


def by_connector(request: Request) -> Session | None:
    """The user who signed in on the login page; a key that no longer works is forgotten."""
    connector: Connector | None = request.registry.seats.connector(request)
    if connector is None:
        return None
    gateway: Gateway | None = request.gateways.get(connector.server_id)
    try:
        return gateway.join(connector.omero_session_key) if gateway is not None else None
    except SessionEnded:
        drop_connector(request.session)
        return None
