"""Signing in and out: the only two places where a web session gains or loses a user."""

from __future__ import annotations

import logging

from pyramid.request import Request

from omeropyr.errors import Forbidden, GatewayError, LoginFailed
from omeropyr.gateway.model import Credentials
from omeropyr.gateway.port import Session
from omeropyr.security.addresses import client_address
from omeropyr.security.connector import Connector, store_connector, stored_connector
from omeropyr.security.throttle import Throttle
from omeropyr.security.websession import renew

log = logging.getLogger(__name__)

LONGEST = 255
"""Letters of a name that the throttle keeps: names that nobody can have must not fill its memory."""


def sign_in(request: Request, username: str, password: str, server_id: int = 1, *, agent: str = "omeropyr") -> Session:
    """Log in and make the web session this user's, under a new session id.

    Raises LoginFailed (never says why), TooManyAttempts, Unavailable. A failure leaves a session that is signed
    in already as it was.
    """
    throttle: Throttle = request.registry.throttle
    name = f"{username.casefold()[:LONGEST]}@{client_address(request)}"
    throttle.attempt(name)
    gateway = request.gateways.get(server_id)
    try:
        if gateway is None or username == "guest":
            raise LoginFailed
        session: Session = gateway.login(
            Credentials(username, password), agent=agent, client_ip=client_address(request) or None
        )
    except LoginFailed:
        raise
    except BaseException:
        throttle.undo(name)
        raise
    throttle.succeeded(name)
    adopt(request, session, server_id)
    return session


def adopt(request: Request, session: Session, server_id: int) -> None:
    """Make the web session that of a joined session; its id is renewed, what it held for the old user goes."""
    connector = Connector(server_id, session.key, session.context.user.id)
    renew(request.session)
    store_connector(request.session, connector)
    request.connection.adopt(session)


def act_as(request: Request, user_id: int) -> Session:
    """For administrators: make the web session that of somebody else; their own session on the gateway lives on.

    Raises as `Admin.act_as`, and Forbidden for who is signed in by the request alone (a token, the public user).
    """
    connector = stored_connector(request.session)
    if connector is None:
        raise Forbidden("Sign in on the login page to act as somebody else.")
    key = request.gateway.admin.act_as(user_id)
    session: Session = request.gateways[connector.server_id].join(key)
    adopt(request, session, connector.server_id)
    return session


def sign_out(request: Request) -> None:
    """End the session on the gateway and forget everything of it here."""
    connector = stored_connector(request.session)
    if connector is not None:
        _end(request, connector)
    request.connection.release()
    renew(request.session)


def _end(request: Request, connector: Connector) -> None:
    """A session that is gone already, or whose server is, needs no ending."""
    gateway = request.gateways.get(connector.server_id)
    try:
        if gateway is not None:
            gateway.join(connector.omero_session_key).end()
    except GatewayError as error:
        log.info("Sign-out could not end the session on the gateway: %s", error)
