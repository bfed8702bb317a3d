"""What every request carries, and the line it leaves in the log. Query strings are never logged: keys live there."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any

from pyramid.config import Configurator
from pyramid.registry import Registry
from pyramid.request import Request
from pyramid.response import Response

from omeropyr.errors import GatewayError
from omeropyr.gateway.conn import BlitzConnection
from omeropyr.gateway.model import EventContext
from omeropyr.gateway.port import Gateway, Session
from omeropyr.security.csrf import csrf_token
from omeropyr.settings import LANGUAGE, Config
from omeropyr.web.connection import Connection

log = logging.getLogger("omeropyr.request")

FORM = "application/x-www-form-urlencoded"
TEXTS = (FORM, "application/json")
LARGEST_TEXT = 4 * 2**20
"""Bytes of a body that is read into memory in one piece, before it is known who sends it."""
MOST_FIELDS = 10_000
"""Fields of a form that are taken apart."""


def request_id(request: Request) -> str:
    """Names the request in the log, in the header X-Request-ID and, after an error, on the page."""
    return secrets.token_hex(6)


def config_of(request: Request) -> Config:
    config: Config = request.registry.omeropyr_config
    return config


def gateways_of(request: Request) -> Mapping[int, Gateway]:
    gateways: Mapping[int, Gateway] = request.registry.gateways
    return gateways


def gateway_of(request: Request) -> Session:
    """The port, as the signed-in or public user. Raises NotLoggedIn."""
    session: Session = request.connection.session()
    return session


def context_of_user(request: Request) -> EventContext | None:
    """Who is signed in (or the public user); None when nobody is or the gateway is out of reach."""
    try:
        session: Session | None = request.connection.peek()
    except GatewayError:
        return None
    return session.context if session is not None else None


def conn_of(request: Request) -> Any:
    """`conn` as authors of OMERO.web apps know it: the adapter's own, or the same shape over the port."""
    session = request.gateway
    own = getattr(session, "blitz", None)
    return own if own is not None else BlitzConnection(session)


def is_xhr(request: Request) -> bool:
    """The header that OMERO.web's scripts send."""
    return bool(request.headers.get("X-Requested-With") == "XMLHttpRequest")


def nonce_of(request: Request) -> str:
    """For the scripts that stand in the page itself; the Content-Security-Policy names it."""
    return secrets.token_urlsafe(16)


def request_tween_factory(handler: Callable[[Request], Response], registry: Registry) -> Callable[[Request], Response]:
    """Outermost: gives the request its id, the log its line, and a plain answer if even the error page fails."""

    def tween(request: Request) -> Response:
        started = time.perf_counter()
        status, fault = _unreadable(request)
        if fault:
            return Response(fault, status, content_type="text/plain")
        try:
            response = handler(request)
        except Exception:
            log.exception("Incident %s: %s %s had no error page", request.id, request.method, request.path)
            response = Response(f"Something went wrong here (incident {request.id}).", 500, content_type="text/plain")
        response.headers["X-Request-ID"] = request.id
        if log.isEnabledFor(logging.INFO):
            spent = (time.perf_counter() - started) * 1000
            log.info("%s %s %d %.0f ms [%s]", request.method, request.path, response.status_code, spent, request.id)
        return response

    return tween


def _unreadable(request: Request) -> tuple[int, str]:
    """Status and sentence for an address or form that cannot be read, (200, "") for the others.

    WebOb decodes them when they are first looked at; later that would fail anywhere.
    """
    try:
        _ = request.path_info, request.script_name, request.GET
    except UnicodeDecodeError:
        return 400, "The address holds text that is not UTF-8."
    if request.method in ("GET", "HEAD") and not request.environ.get("CONTENT_LENGTH"):
        return 200, ""
    if request.content_type in TEXTS and (request.content_length or 0) > LARGEST_TEXT:
        return 413, f"The body of this request is too large: at most {LARGEST_TEXT} bytes are read."
    if _fields(request) > MOST_FIELDS:
        return 413, f"The form in the body of this request has too many fields: at most {MOST_FIELDS} are read."
    try:
        _ = request.POST
    except (ValueError, DeprecationWarning):  # WebOb raises the warning for character sets other than UTF-8
        return 400, "The form in the body of this request cannot be read: send it as UTF-8, and with its boundary."
    return 200, ""


def _fields(request: Request) -> int:
    """Fields of a form, counted without reading them: taking a million of them apart would cost seconds."""
    if request.content_type != FORM:
        return 0
    request.request_body_tempfile_limit = LARGEST_TEXT  # or WebOb leaves it in a file that nobody closes
    return 1 + int(request.body.count(b"&"))


def configured_language(request: Request) -> str:
    """The site's language; Pyramid's own negotiator would also read it from forms and cookies."""
    language: str = request.config[LANGUAGE]
    return language


def includeme(config: Configurator) -> None:
    config.set_locale_negotiator(configured_language)
    config.add_request_method(request_id, "id", reify=True)
    config.add_request_method(config_of, "config", property=True)
    config.add_request_method(gateways_of, "gateways", property=True)
    config.add_request_method(Connection, "connection", reify=True)
    config.add_request_method(gateway_of, "gateway", property=True)
    config.add_request_method(context_of_user, "context_of_user", property=True)
    config.add_request_method(conn_of, "conn", reify=True)
    config.add_request_method(is_xhr, "is_script", property=True)
    config.add_request_method(nonce_of, "nonce", reify=True)
    config.add_request_method(csrf_token, "csrf_token", reify=True)
